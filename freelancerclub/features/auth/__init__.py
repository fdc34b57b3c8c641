"""Log-in, tokens and their life, forgotten passwords."""
