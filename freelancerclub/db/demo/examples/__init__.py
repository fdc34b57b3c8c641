"""The objects that the reference's examples print, under their own ids, as far as the examples agree."""
