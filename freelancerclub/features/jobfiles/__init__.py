"""Files of jobs: pictures and PDFs that an owner puts beside a job, for whoever may see it."""
