"""The deliberate differences from the reference's examples: (example, path, reason).

A row excuses one value, never a key, an order or a JSON type; a row that excuses nothing fails its test.
"""

SECRET_PATH = "R42: where files are kept is nobody's to see"

DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    ("jobs.list", "$.data[0].apply_message", "R46: the sentence is about paid jobs, and this is a test job"),
    ("jobs.get", "$.data.id", "R41: the printed files are those of job 207, which is asked for here"),
    *(("jobs.get", f"$.data.files[{number}].file_path", SECRET_PATH) for number in range(4)),
    (
        "messages.list",
        "$.meta.unread",
        "one of eleven conversations is printed, and the three unread are not among them",
    ),
    (
        "users.images",
        "$.data[0].img_thumb",
        "R77: it waits for a moderator, so its link is signed for those who see it",
    ),
    ("users.images", "$.data[0].img_full", "R77: likewise"),
    ("users.reviews", "$.data[0].modified_on", "R38: a moment has no hundredths; the printed one has `:00` too many"),
    *(
        ("jobs.recommended", f"$.data[0].{name}", "the formula is ours, and so are the place and the skills of the job")
        for name in ("distance", "discrelevance", "relevance")
    ),
    *(
        ("jobs.recommended", f"$.data[0].images[{place}].authorised", "R77: pending pictures are shown to nobody else")
        for place in range(3)
    ),
)
