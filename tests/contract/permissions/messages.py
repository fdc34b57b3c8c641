"""Permissions around conversations, which are their members' alone.

"shut" is with somebody who has blocked the caller, "held" one whose first message is held back from the caller.
"""

from .rows import MEMBERS, NOWHERE, Rows

FOREIGN = MEMBERS | {"member": 403, "client": 403, "administrator": 403}
NO = MEMBERS | {"member": 400, "client": 400, "administrator": 400}
THREADS = {"own": MEMBERS, "begun by another": MEMBERS, "other's": FOREIGN, "held": FOREIGN, "missing": NOWHERE}

ROWS: dict[str, Rows] = {
    "GET /messages": Rows("GET", "/messages", {"-": MEMBERS}),
    "GET /messages/search": Rows("GET", "/messages/search?search=hello", {"-": MEMBERS}),
    "GET /messages/{thread_id}": Rows("GET", "/messages/{id}", THREADS | {"put away": NOWHERE, "shut": NOWHERE}),
    "POST /messages": Rows(
        "POST",
        "/messages",
        {
            "own": NO,
            "listed": MEMBERS,
            "hidden": NO | {"administrator": 200},
            "hidden applicant": MEMBERS,
            "suspended": NO,
            "deleted": NO,
            "blocked": NO,
            "blocking": NO,
            "missing": NO,
        },
        {"ids": "{id}", "message": "Hello"},
    ),
    "POST /messages/job/{job_id}": Rows(
        "POST",
        "/messages/job/{id}",
        {
            "own": NO,
            "other's": MEMBERS,
            "expired": MEMBERS,
            "pending": NOWHERE,
            "private": NOWHERE,
            "invited to": MEMBERS,
            "deleted": NOWHERE,
            "of somebody suspended": NOWHERE,
            "of somebody who blocked": FOREIGN,
            "missing": NOWHERE,
        },
        {"message": "Hello"},
    ),
    "POST /messages/{thread_id}/reply": Rows(
        "POST", "/messages/{id}/reply", THREADS | {"put away": MEMBERS, "shut": NO}, {"message": "Hello"}
    ),
    "DELETE /messages/{thread_id}": Rows("DELETE", "/messages/{id}", THREADS | {"put away": MEMBERS, "shut": MEMBERS}),
}
