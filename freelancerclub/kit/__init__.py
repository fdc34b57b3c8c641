"""Tiny pure pieces that any room may use."""
