"""Search: finding people by discipline, words and place."""
