"""Telling: the one way in which anybody is told anything, and how it goes out by mail and push."""
