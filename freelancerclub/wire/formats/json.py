"""The json format: compact UTF-8, which escapes nothing that JSON does not ask to be escaped."""

from typing import Any

import msgspec


def render(value: Any) -> bytes:
    """The value as JSON."""
    return msgspec.json.encode(value)
