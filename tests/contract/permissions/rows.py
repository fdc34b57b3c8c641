"""What a row of the permission table is, and the cells that many of them share."""

from dataclasses import dataclass, field

CALLERS = ("nobody", "member", "client", "administrator", "suspended", "deleted", "expired", "revoked")

OPEN = {"nobody": 200, "member": 200, "client": 200, "administrator": 200} | dict.fromkeys(CALLERS[4:], 200)
MEMBERS = {"nobody": 403, "member": 200, "client": 200, "administrator": 200} | dict.fromkeys(CALLERS[4:], 403)
HIDDEN = MEMBERS | {"member": 404, "client": 404}
NOWHERE = HIDDEN | {"administrator": 404}


@dataclass(frozen=True)
class Rows:
    """`path` and `data` name the object with `{id}`; `objects` says what each caller gets for each of them."""

    method: str
    path: str
    objects: dict[str, dict[str, int]]
    data: dict[str, str] = field(default_factory=dict)
