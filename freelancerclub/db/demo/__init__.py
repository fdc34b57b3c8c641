"""Demo data: the people of the reference's examples and a town of invented ones, the same at every load."""
