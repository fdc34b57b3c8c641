"""The deliberate differences from the reference's examples: (example, path, reason).

A row excuses one value, never a key, an order or a JSON type; a row that excuses nothing fails its test.
"""

DIFFERENCES: tuple[tuple[str, str, str], ...] = ()
