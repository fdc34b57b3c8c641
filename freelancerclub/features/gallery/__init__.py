"""The gallery: pictures as people look at them, all of them, those of a person, one by itself."""
