"""Permissions around people: blocking, following, reviews, reports.

"blocked" has blocked the caller; what holds in the other direction is told by the block matrix.
"""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

GONE = {"deleted": NOWHERE, "missing": NOWHERE}
TO_BLOCK = GONE | {"own": NOWHERE, "listed": MEMBERS, "hidden": MEMBERS, "blocked": MEMBERS}
TO_FOLLOW = GONE | {"own": NOWHERE, "listed": MEMBERS, "hidden": NOWHERE, "blocked": NOWHERE}
TO_SEE = GONE | {"own": MEMBERS, "listed": MEMBERS, "hidden": HIDDEN, "blocked": HIDDEN}
TO_READ = TO_SEE | {"hidden applicant": MEMBERS, "suspended": HIDDEN, "blocking": HIDDEN}

ROWS: dict[str, Rows] = {
    "POST /users/block": Rows("POST", "/users/block", TO_BLOCK, {"block_user_id": "{id}"}),
    "DELETE /users/block/{user_id}": Rows("DELETE", "/users/block/{id}", TO_BLOCK),
    "GET /users/blocks": Rows("GET", "/users/blocks", {"-": MEMBERS}),
    "PUT /users/{user_id}/follow": Rows("PUT", "/users/{id}/follow", TO_FOLLOW),
    "DELETE /users/{user_id}/follow": Rows("DELETE", "/users/{id}/follow", TO_FOLLOW),
    "GET /users/{user_id}/reviews": Rows("GET", "/users/{id}/reviews", TO_READ),
    "POST /reports": Rows("POST", "/reports", TO_SEE, {"kind": "person", "id": "{id}", "reason": "An insult"}),
}
