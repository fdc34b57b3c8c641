"""The board: the jobs that are open, found by what, where and how one stands to them."""
