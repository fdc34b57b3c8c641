"""A town of invented people with everything they do; each module streams the rows of one subject."""
