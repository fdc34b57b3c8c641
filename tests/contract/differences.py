"""The deliberate differences from the reference's examples: (example, path, reason).

A row excuses one value, never a key, an order or a JSON type; a row that excuses nothing fails its test.
"""

DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    (
        "messages.list",
        "$.meta.unread",
        "one of eleven conversations is printed, and the three unread are not among them",
    ),
    ("users.reviews", "$.data[0].modified_on", "R38: a moment has no hundredths; the printed one has `:00` too many"),
)
