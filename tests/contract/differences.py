"""The deliberate differences from the reference's examples: (example, path, reason).

A row excuses one value, never a key, an order or a JSON type; a row that excuses nothing fails its test.
"""

DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    (
        "users.images",
        "$.data[0].img_thumb",
        "R77: it waits for a moderator, so its link is signed for those who see it",
    ),
    ("users.images", "$.data[0].img_full", "R77: likewise"),
    ("users.reviews", "$.data[0].modified_on", "R38: a moment has no hundredths; the printed one has `:00` too many"),
)
