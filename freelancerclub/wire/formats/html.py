"""The html format: CodeIgniter's table, with every key and value escaped."""

from html import escape
from typing import Any

from freelancerclub.wire.formats.rows import table


def render(value: Any) -> bytes:
    """A table without a page around it; nothing at all where a payload's `data` has no rows."""
    header, rows = table(value)
    if not rows:
        return b""
    lines = ['<table border="0" cellpadding="4" cellspacing="0">']
    if header:
        lines += ["<thead>", "<tr>", _line("th", header), "</thead>"]
    lines.append("<tbody>")
    for row in rows:
        lines += ["<tr>", _line("td", row)]
    lines += ["</tbody>", "</table>"]
    return "\n".join(lines).encode()


def _line(tag: str, cells: list[str]) -> str:
    return "".join([f"<{tag}>{_text(cell)}</{tag}>" for cell in cells]) + "</tr>"


def _text(cell: str) -> str:
    # A bare CR would reach the reader as LF.
    return escape(cell).replace("\r", "&#13;")
