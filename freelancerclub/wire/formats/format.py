"""What a format is, and the few rules about values that several of the eight share."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

Render = Callable[[Any], bytes]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Format:
    """One way to print an answer: its name in a URL, its full Content-Type, and value → body."""

    name: str
    media_type: str
    render: Render


def forgiving(render: Render) -> Render:
    """The same render, which writes U+FFFD for a lone surrogate where UTF-8 would refuse the whole answer.

    No text from the database holds one; text that a request sent and an error repeats may.
    """

    @wraps(render)
    def rendered(value: Any) -> bytes:
        try:
            return render(value)
        except UnicodeEncodeError:
            return render(_without_surrogates(value))

    return rendered


def as_list(value: Any) -> Any:
    """A dict whose keys are 0..n-1, in that order, as the list it is for PHP; anything else as it is."""
    if isinstance(value, dict) and all(key == str(position) for position, key in enumerate(value)):
        return list(value.values())
    return value


def as_container(value: Any) -> Any:
    """A top-level value as a dict or a list: a scalar is a list of one, null (as for PHP) an empty one."""
    if value is None:
        return []
    return as_list(value) if isinstance(value, dict | list) else [value]


def scalar_text(value: Any, false: str = "") -> str:
    """A scalar in csv, html and xml; these agree on all but how they write `false`."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True:
        return "1"
    if value is False:
        return false
    return _float_text(value) if isinstance(value, float) else str(value)


def _float_text(value: float) -> str:
    """14 significant digits, no trailing `.0`; an exponent as PHP writes it: `1.0E+25`, `1.5E-7`."""
    text = f"{value:.14G}"
    if "E" not in text:
        return text
    mantissa, exponent = text.split("E")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}E{int(exponent):+d}"


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    return value
