"""Permissions around finding people."""

from .rows import MEMBERS, Rows

ROWS: dict[str, Rows] = {"GET /users": Rows("GET", "/users", {"-": MEMBERS})}
