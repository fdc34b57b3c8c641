"""Blocking: two people want nothing to do with each other, whoever of them said so."""
