"""Reviews: what the parties of a job say of each other, once a moderator lets it be seen."""
