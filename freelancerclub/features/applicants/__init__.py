"""Applying for jobs, and what becomes of it."""
