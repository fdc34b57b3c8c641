"""Invites: a job's owner asks people to apply."""
