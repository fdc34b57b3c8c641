"""Who is recommended for a job, and why (decision 0023)."""
