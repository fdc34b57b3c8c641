"""People: registering, and one's own profile."""
