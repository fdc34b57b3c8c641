"""Disciplines, their sub-disciplines, and skills: the words people describe their work with."""
