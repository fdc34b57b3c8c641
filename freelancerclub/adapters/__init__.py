"""The world outside: passwords, tokens, mail. Each is a promise, a real one and one that remembers for tests."""
