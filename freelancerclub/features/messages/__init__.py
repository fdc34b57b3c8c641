"""Messages: writing to people, and what is held back of it."""
