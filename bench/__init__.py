"""The bench: CPU per request of the API and of PostgreSQL apart, and ratios to a static handler in the same run."""
