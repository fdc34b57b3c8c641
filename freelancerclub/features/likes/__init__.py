"""Likes: once a picture and person, and never of one's own."""
