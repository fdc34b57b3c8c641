"""Permissions around applications, invites, alerts, and the reviews of a job's two parties."""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

NO = MEMBERS | {"member": 400, "client": 400, "administrator": 400}
GONE = {"deleted": NOWHERE, "missing": NOWHERE}
TO_APPLY = GONE | {
    "own": NO,
    "other's": MEMBERS,
    "pending": HIDDEN,
    "private": HIDDEN,
    "invited": MEMBERS,
    "applied": NO,
    "suspended": HIDDEN,
    "blocked": HIDDEN,
    "blocking": HIDDEN,
}
OWNERS = GONE | {"own": MEMBERS, "own pending": MEMBERS, "other's": HIDDEN}
TO_INVITE = GONE | {"own": MEMBERS, "own pending": NO, "other's": HIDDEN}
TO_WITHDRAW = {"applied": MEMBERS, "given": NO, "other's": NOWHERE, "missing": NOWHERE}
TO_REVIEW = GONE | {"given": MEMBERS, "giver": MEMBERS, "own": NO, "listed": NO, "blocked": NOWHERE, "hidden": NOWHERE}
OF_ALERTS = {"own": MEMBERS, "other's": NOWHERE, "missing": NOWHERE}

ROWS: dict[str, Rows] = {
    "POST /jobs/{job_id}/apply": Rows("POST", "/jobs/{id}/apply", TO_APPLY, {"jobquote": "1"}),
    "DELETE /jobs/{job_id}/apply": Rows("DELETE", "/jobs/{id}/apply", TO_WITHDRAW),
    "GET /applicants/{job_id}": Rows("GET", "/applicants/{id}", OWNERS),
    "PUT /applicants/{job_id}": Rows("PUT", "/applicants/{id}", OWNERS, {"ids": "{id}", "status": "shortlist"}),
    "GET /jobs/{job_id}/recommended": Rows("GET", "/jobs/{id}/recommended", OWNERS),
    "POST /jobs/{job_id}/invite": Rows("POST", "/jobs/{id}/invite", TO_INVITE, {"userids": "1"}),
    "GET /jobs/{job_id}/invite": Rows("GET", "/jobs/{id}/invite?userids=1", TO_INVITE),
    "GET /alerts": Rows("GET", "/alerts", {"-": MEMBERS}),
    "POST /alerts": Rows("POST", "/alerts", {"-": MEMBERS}, {"discipline": "Model"}),
    "DELETE /alerts/{alert_id}": Rows("DELETE", "/alerts/{id}", OF_ALERTS),
    "POST /users/{user_id}/reviews": Rows(
        "POST", "/users/{id}/reviews", TO_REVIEW, {"job_id": "{id}", "stars": "5", "message": "Good"}
    ),
}
