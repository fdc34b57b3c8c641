"""Permissions around pictures as files: uploading, changing, deleting.

A picture has the id of its owner here, so that one id stands for both in a path.
"""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
TO_ADD = {"own": MEMBERS, "other's": HIDDEN, "deleted": NOWHERE, "missing": NOWHERE}
TO_CHANGE = {"own": MEMBERS, "own video": MEMBERS, "own deleted": NOWHERE, "other's": HIDDEN, "missing": NOWHERE}
FILE = {"title": "A title", "image-base64": PIXEL}

ROWS: dict[str, Rows] = {
    "POST /users/{user_id}/profile": Rows("POST", "/users/{id}/profile", TO_ADD, FILE),
    "POST /users/{user_id}/images": Rows("POST", "/users/{id}/images", TO_ADD, FILE),
    "POST /users/{user_id}/images/{image_id}": Rows("POST", "/users/{id}/images/{id}", TO_CHANGE, {"title": "Boats"}),
    "DELETE /users/{user_id}/images/{image_id}": Rows("DELETE", "/users/{id}/images/{id}", TO_CHANGE),
}
