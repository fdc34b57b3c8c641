"""What people see of each other: a person's page, and the cards that lists are made of."""
