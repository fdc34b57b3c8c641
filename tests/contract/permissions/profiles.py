"""Permissions around other people's pages."""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

ROWS: dict[str, Rows] = {
    "GET /users/{user_id}": Rows(
        "GET",
        "/users/{id}",
        {
            "own": MEMBERS,
            "other's": MEMBERS,
            "hidden": HIDDEN,
            "hidden applicant": MEMBERS,
            "suspended": HIDDEN,
            "blocked": HIDDEN,
            "blocking": HIDDEN,
            "deleted": NOWHERE,
            "missing": NOWHERE,
        },
    ),
}
