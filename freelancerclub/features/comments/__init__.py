"""Comments on pictures."""
