"""Usage: the bytes each person's programs sent and received, by day."""
