"""Videos at YouTube and Vimeo, shown among a person's pictures."""
