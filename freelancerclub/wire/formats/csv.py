"""The csv format: RFC 4180 with LF line ends, in which no cell is a formula."""

import re
from typing import Any

from freelancerclub.wire.formats.rows import table

_TO_QUOTE = re.compile(r'[,"\\ \t\r\n]')
# A spreadsheet runs what starts like this, and a user's name or title may.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def render(value: Any) -> bytes:
    """A line of keys and a line a row; nothing at all where a payload's `data` has no rows."""
    header, rows = table(value)
    lines = [header, *rows] if rows else []
    return "".join([",".join(map(_field, line)) + "\n" for line in lines]).encode()


def _field(text: str) -> str:
    if text.startswith(_FORMULA_STARTS) and _PLAIN_NUMBER.fullmatch(text) is None:
        text = "'" + text
    if _TO_QUOTE.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'
