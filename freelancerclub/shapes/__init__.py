"""The wire objects, one Struct each: the one place that lists their keys, in order."""
