"""Following: a person wants to hear of another."""
