"""Postings: a job is posted, changed, withdrawn, decided on by a moderator, and closes by the clock."""
