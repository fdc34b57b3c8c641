"""The array format: JSON whose top level is never a scalar."""

from typing import Any

from freelancerclub.wire.formats import json


def render(value: Any) -> bytes:
    """The value as JSON; a scalar as a list of one, null as an empty list."""
    if isinstance(value, str | int | float):
        value = [value]
    return json.render([] if value is None else value)
