"""The three encodings a client may send fields in, and the people who send them."""

from typing import Any

ENCODINGS = ("urlencoded", "multipart", "json")

NEWCOMER = {
    "email": "newcomer@example.com",
    "password": "a fine password",
    "pass_confirm": "a fine password",
    "display_name": "New Comer",
    "discipline": "Photographer",
    "city": "Leeds",
    "country": "United Kingdom",
}
NEW_CLIENT = {"email": "hirer@example.com", "password": "a fine password", "display_name": "Hi Rer"}


def encoded(encoding: str, fields: dict[str, Any]) -> dict[str, Any]:
    """What `api.post(path, **encoded(...))` sends."""
    if encoding == "multipart":
        return {"files": {name: (None, value) for name, value in fields.items()}}
    return {"json" if encoding == "json" else "data": fields}


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}
