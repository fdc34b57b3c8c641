"""Companies and what they offer to members."""
