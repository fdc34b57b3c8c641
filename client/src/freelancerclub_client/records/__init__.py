"""The documented objects, each with the keys that the reference lists, in its order."""
