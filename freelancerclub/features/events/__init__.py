"""Events: what a person's stream says, kept for a month."""
