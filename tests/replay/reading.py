"""Reads an answer in any of the eight formats by a reader of its own, and compares it with the same answer in JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from wire.formats.test_round_trip import (
    Table,
    Unserialize,
    VarExport,
    as_csv_has_it,
    as_php_has_it,
    as_xml_has_it,
    lines_of,
)

MEDIA_TYPES = {
    "json": "application/json",
    "array": "application/json",
    "jsonp": "application/javascript",
    "xml": "application/xml",
    "php": "text/plain",
    "serialized": "application/vnd.php.serialized",
    "csv": "application/csv",
    "html": "text/html",
}
ACCEPTED = MEDIA_TYPES | {"array": "array", "php": "application/php"}
# Names of files, tokens, and what signs a link for some time.
MADE = re.compile(
    r"[0-9a-f]{32}(?=\.(png|jpg|jpeg|gif|pdf)\b)|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?<=\?)until=\d+&key=[0-9a-f]+"
)


def differences(name: str, body: bytes, plain: Any) -> list[str]:
    """What an answer in this format says otherwise than the JSON; what is made at random matches by form."""
    try:
        found, expected = READERS[name](body, plain)
    except (AssertionError, ValueError, KeyError, ElementTree.ParseError) as error:
        return [f"no reader of {name} takes it: {error!r}: {body[:200]!r}"]
    found, expected = _without_made(found), _without_made(expected)
    return [] if repr(found) == repr(expected) else [f"{_where(found, expected)}"]


def _without_made(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_made(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_without_made(each) for each in value)
    return MADE.sub("made", value) if isinstance(value, str) else value


def _where(found: Any, expected: Any) -> str:
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        return next(f"{one!r} is not {other!r}" for one, other in zip(found, expected, strict=True) if one != other)
    return f"{str(found)[:300]} is not {str(expected)[:300]}"


def _json(body: bytes, plain: Any) -> tuple[Any, Any]:
    return json.loads(body), plain


def _php(body: bytes, plain: Any) -> tuple[Any, Any]:
    return VarExport(body.decode()).value, as_php_has_it(plain)


def _serialized(body: bytes, plain: Any) -> tuple[Any, Any]:
    return Unserialize(body).value, as_php_has_it(plain)


def _xml(body: bytes, plain: Any) -> tuple[Any, Any]:
    """The texts of its leaves, in their order, each with the name it stands under."""
    root = ElementTree.fromstring(body.decode())
    leaves = [(element.tag, element.text or "") for element in root.iter() if not len(element)]
    expected = [(name, as_xml_has_it(_as_text(value, "0"))) for name, value in _leaves(plain)]
    named = [(name if known else "", text) for (name, text), (known, _) in zip(leaves, expected, strict=True)]
    assert root.tag == "xml"
    return named, expected


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Items of a list have the singular of its name, which the golden files check: here they have none."""
    if isinstance(value, dict | list) and value:
        pairs = value.items() if isinstance(value, dict) else (("", each) for each in value)
        for key, each in pairs:
            yield from _leaves(each, key)
    else:
        yield name, "" if isinstance(value, dict | list) else value


def _as_text(value: Any, no: str = "") -> str:
    if value is None or value is False:
        return no if value is False else ""
    return "1" if value is True else str(value)


def _rows(plain: Any) -> list[Any]:
    """What a table shows of it: the rows of `data` if it has such, else itself as one row; a token beside its row."""
    rows = plain.get("data", plain) if isinstance(plain, dict) else plain
    if isinstance(rows, dict):
        beside = {} if rows is plain else {key: value for key, value in plain.items() if key not in ("meta", "data")}
        return [beside | rows]
    if rows is plain:
        return rows
    return rows or [] if isinstance(rows, list | bool) else [plain]


def _table(plain: Any) -> list[list[str]]:
    rows = _rows(plain)
    header = [list(rows[0])] if rows and isinstance(rows[0], dict) else []
    return header + [[_cell(value) for value in (row.values() if isinstance(row, dict) else [row])] for row in rows]


def _cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _as_text(value)


def _csv(body: bytes, plain: Any) -> tuple[Any, Any]:
    return lines_of(body.decode()), [[as_csv_has_it(cell) for cell in row] for row in _table(plain)]


def _html(body: bytes, plain: Any) -> tuple[Any, Any]:
    return [row for row in Table(body.decode()).rows if row], _table(plain)


READERS = {
    "json": _json,
    "array": _json,
    "jsonp": _json,
    "xml": _xml,
    "php": _php,
    "serialized": _serialized,
    "csv": _csv,
    "html": _html,
}
