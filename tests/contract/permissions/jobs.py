"""Permissions around jobs, the watch list and job files; a file has the id of its job here.

"invited" and "applied" are to private jobs of others; "blocked" has been blocked by the caller, "blocking" the other
way round; both are owners.
"""

from .pictures import PIXEL
from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

GONE = {"deleted": NOWHERE, "own deleted": NOWHERE, "missing": NOWHERE}
UNSEEN = dict.fromkeys(("private", "pending", "rejected", "suspended", "blocked", "blocking"), HIDDEN)
SEEN = dict.fromkeys(
    ("own", "own private", "own pending", "own expired", "other's", "expired", "invited", "applied"), MEMBERS
)
TO_SEE = GONE | UNSEEN | SEEN
MINE = {name: cells for name, cells in SEEN.items() if name.startswith("own")}
THEIRS = {name: HIDDEN for name in SEEN if not name.startswith("own")}
TO_CHANGE = GONE | UNSEEN | THEIRS | MINE
FORBIDDEN = MEMBERS | {"member": 403, "client": 403}
CLOSED = MEMBERS | {"member": 400, "client": 400, "administrator": 400}
TO_POST = {
    "type": "test", "description": "A job that is described in sixty characters and in a few more.", "city": "York",
    "country": "United Kingdom", "longitude": "-1.07090", "latitude": "53.96418", "locationtype": "locality",
    "discipline": "Photographer", "title": "A title",
}  # fmt: skip

ROWS: dict[str, Rows] = {
    "GET /jobs": Rows("GET", "/jobs", {"-": MEMBERS}),
    "GET /jobs/my": Rows("GET", "/jobs/my", {"-": MEMBERS}),
    "GET /jobs/{job_id}": Rows("GET", "/jobs/{id}", TO_SEE),
    "PUT /jobs/watchlist/{job_id}": Rows("PUT", "/jobs/watchlist/{id}", TO_SEE),
    "DELETE /jobs/watchlist/{job_id}": Rows(
        "DELETE", "/jobs/watchlist/{id}", TO_SEE | {"watched": MEMBERS, "watched pending": MEMBERS}
    ),
    "POST /jobs": Rows("POST", "/jobs", {"-": MEMBERS}, TO_POST),
    "POST /jobs/{job_id}": Rows(
        "POST",
        "/jobs/{id}",
        TO_CHANGE | {"own expired": CLOSED, "expired": HIDDEN | {"administrator": 400}},
        {"title": "Another title"},
    ),
    "DELETE /jobs/{job_id}": Rows("DELETE", "/jobs/{id}", TO_CHANGE),
    "POST /jobs/file": Rows(
        "POST",
        "/jobs/file",
        TO_CHANGE | dict.fromkeys(THEIRS, FORBIDDEN),
        {"jobid": "{id}", "base64": PIXEL},
    ),
    "DELETE /jobs/file/{file_id}": Rows("DELETE", "/jobs/file/{id}", TO_CHANGE | dict.fromkeys(THEIRS, FORBIDDEN)),
}
