"""The jsonp format, and the callback that wraps json, array and jsonp alike."""

import re
from typing import Any

from freelancerclub.wire.formats import json
from freelancerclub.wire.formats.format import Render, as_container

# A dotted JavaScript identifier and nothing else: whatever passes is printed in front of a bracket and run.
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)*")

# JSON allows these two bare in a string; in a script before ES2019 they end the line and break it.
_LINE_ENDS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"))


def render(value: Any) -> bytes:
    """Plain JSON: what jsonp is when no callback was named."""
    return json.render(value)


def wrap_in_callback(value: Any, render: Render, callback: str) -> tuple[bytes, bool]:
    """`NAME(JSON);` and True; for a bad NAME the JSON with a warning as its last member, and False.

    A list has no members, so a bad NAME turns it, as the original did, into an object of its positions
    (`{"0": …, "1": …, "warning": …}`); a scalar counts as a list of one.
    """
    if _NAME.fullmatch(callback) is None:
        return render(_with_warning(value, callback)), False
    body = render(value)
    for bare, escaped in _LINE_ENDS:
        body = body.replace(bare, escaped)
    return b"%b(%b);" % (callback.encode(), body), True


def _with_warning(value: Any, callback: str) -> dict[str, Any]:
    held = value if isinstance(value, dict) else as_container(value)
    if isinstance(held, list):
        held = {str(position): each for position, each in enumerate(held)}
    members = {key: each for key, each in held.items() if key != "warning"}
    return {**members, "warning": f"INVALID JSONP CALLBACK: {callback}"}
