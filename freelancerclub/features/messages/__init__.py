"""Messages: conversations between two or more people, and what is held back of them."""
