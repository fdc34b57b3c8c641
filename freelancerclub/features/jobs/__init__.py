"""Jobs: the board, one job by itself, one's own, and the watch list."""
