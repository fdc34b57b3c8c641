"""Threads: conversations as their members see them: the inbox, one of them, what is found in them."""
