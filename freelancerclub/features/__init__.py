"""The stories of the marketplace; each folder is furnished alike."""
