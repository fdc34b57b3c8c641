"""Permissions around the inbox, devices and stopped mail."""

from .rows import CALLERS, HIDDEN, MEMBERS, NOWHERE, Rows

FOREIGN = MEMBERS | {"member": 403, "client": 403, "administrator": 403}  # an inbox is its owner's alone
NOBODYS = dict.fromkeys(CALLERS, 400)  # nobody has a signed link here; success is told in tests/features/telling

ROWS: dict[str, Rows] = {
    "GET /notifications": Rows("GET", "/notifications", {"-": MEMBERS}),
    "GET /users/notifications": Rows("GET", "/users/notifications", {"-": MEMBERS}),
    "GET /notifications/count": Rows("GET", "/notifications/count", {"-": MEMBERS}),
    "GET /notification/{notification_id}": Rows(
        "GET",
        "/notification/{id}",
        {"own": MEMBERS, "other's": FOREIGN, "of somebody gone": NOWHERE, "missing": NOWHERE},
    ),
    "POST /notifications/read": Rows("POST", "/notifications/read", {"-": MEMBERS}),
    "POST /notifications/register": Rows(
        "POST", "/notifications/register", {"-": MEMBERS}, {"device_id": "8s4s5f1fd2f1w2v15d10v"}
    ),
    "GET /notifications/register": Rows("GET", "/notifications/register?device_id=8s4s5f1f", {"-": MEMBERS}),
    "DELETE /notifications/register/{device_id}": Rows(
        "DELETE",
        "/notifications/register/{id}",
        {"own": MEMBERS, "other's": HIDDEN | {"administrator": 404}, "missing": NOWHERE},
    ),
    "GET /events": Rows("GET", "/events?wait=0", {"-": MEMBERS}),
    "GET /unsubscribe": Rows("GET", "/unsubscribe?token=wrong", {"-": NOBODYS}),
    "POST /unsubscribe": Rows("POST", "/unsubscribe?token=wrong", {"-": NOBODYS}),
    "POST /hooks/bounce": Rows(
        "POST", "/hooks/bounce", {"-": dict.fromkeys(CALLERS, 404)}, {"email": "gone@example.com"}
    ),
}
