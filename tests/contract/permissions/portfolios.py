"""Permissions around portfolios and videos.

The object of what shows portfolios is their owner, that of what changes one is the portfolio; `{id}` stands for both
ids where an address has two, so a picture has the id of its portfolio.
"""

from .rows import HIDDEN, MEMBERS, NOWHERE, Rows

GONE = {"deleted": NOWHERE, "missing": NOWHERE}
TO_SEE = GONE | {
    "own": MEMBERS,
    "other's": MEMBERS,
    "hidden": HIDDEN,
    "hidden applicant": MEMBERS,
    "suspended": HIDDEN,
    "blocked": HIDDEN,
    "blocking": HIDDEN,
}
FOREIGN = MEMBERS | {"member": 400, "client": 400}
NONE = FOREIGN | {"administrator": 400}
TO_CHANGE = {"own": MEMBERS, "other's": FOREIGN, "deleted": NONE, "missing": NONE}
NAMED = {"title": "Landscapes", "discipline": "Photographer"}

ROWS: dict[str, Rows] = {
    "GET /users/{user_id}/portfolios": Rows("GET", "/users/{id}/portfolios", TO_SEE),
    "GET /users/{user_id}/portfolios/{portfolio_id}": Rows("GET", "/users/{id}/portfolios/{id}", TO_SEE),
    "POST /users/portfolios": Rows("POST", "/users/portfolios", {"-": MEMBERS}, NAMED),
    "PUT /users/portfolios/{portfolio_id}": Rows("PUT", "/users/portfolios/{id}", TO_CHANGE, NAMED),
    "DELETE /users/portfolios/{portfolio_id}": Rows("DELETE", "/users/portfolios/{id}", TO_CHANGE),
    "POST /users/portfolios/{portfolio_id}/images": Rows(
        "POST", "/users/portfolios/{id}/images", TO_CHANGE, {"images[]": "{id}"}
    ),
    "PUT /users/portfolios/{portfolio_id}/images/{image_id}": Rows(
        "PUT", "/users/portfolios/{id}/images/{id}", TO_CHANGE | {"other's picture": NONE, "deleted picture": NONE}
    ),
    "DELETE /users/portfolios/{portfolio_id}/images/{image_id}": Rows(
        "DELETE", "/users/portfolios/{id}/images/{id}", TO_CHANGE
    ),
    "POST /users/{user_id}/videos": Rows(
        "POST",
        "/users/{id}/videos",
        GONE | {"own": MEMBERS, "other's": HIDDEN, "hidden": HIDDEN},
        {"video_url": "https://youtu.be/HXdWzEAvgGg"},
    ),
}
