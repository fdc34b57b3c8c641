"""Permissions around pictures, likes and comments.

"blocked" has been blocked by the caller, "blocking" has blocked the caller; both are owners of the picture.
"""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

NO = MEMBERS | {"member": 400, "client": 400, "administrator": 400}
GONE = {"deleted": NOWHERE, "missing": NOWHERE}
TO_SEE = GONE | {
    "own": MEMBERS,
    "own pending": MEMBERS,
    "other's": MEMBERS,
    "pending": HIDDEN,
    "hidden": HIDDEN,
    "hidden applicant": MEMBERS,
    "suspended": HIDDEN,
    "blocked": HIDDEN,
    "blocking": HIDDEN,
}
TO_LIKE = TO_SEE | {"own": NO, "own pending": NO, "blocked": NOWHERE, "blocking": NOWHERE, "liked": MEMBERS}
TO_COMMENT = TO_SEE | {"blocked": NO, "blocking": NO}
TO_UNLIKE = GONE | {"liked": MEMBERS, "other's": NOWHERE, "hidden": NOWHERE}
TO_REMOVE = GONE | {"own": MEMBERS, "on own": MEMBERS, "other's": HIDDEN}
WHOSE = {thing: cells for thing, cells in TO_SEE.items() if thing != "pending"}

ROWS: dict[str, Rows] = {
    "GET /users/{user_id}/images": Rows("GET", "/users/{id}/images", WHOSE),
    "GET /images": Rows("GET", "/images", {"-": MEMBERS}),
    "GET /images/{image_id}": Rows("GET", "/images/{id}", TO_SEE),
    "GET /images/{image_id}/likes": Rows("GET", "/images/{id}/likes", TO_SEE),
    "PUT /images/{image_id}/like": Rows("PUT", "/images/{id}/like", TO_LIKE),
    "DELETE /images/{image_id}/like": Rows("DELETE", "/images/{id}/like", TO_UNLIKE),
    "GET /images/{image_id}/comments": Rows("GET", "/images/{id}/comments", TO_SEE),
    "POST /images/{image_id}/comments": Rows("POST", "/images/{id}/comments", TO_COMMENT, {"comment": "Good"}),
    "DELETE /images/{image_id}/comments/{comment_id}": Rows("DELETE", "/images/{id}/comments/{id}", TO_REMOVE),
}
