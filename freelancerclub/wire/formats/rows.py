"""What csv and html have in common: a value as a header and rows of texts."""

from typing import Any

import msgspec

from freelancerclub.wire.formats.format import as_container, as_list, scalar_text


def table(value: Any) -> tuple[list[str], list[list[str]]]:
    """The header (the keys of the first row) and the rows (positional), every cell a text.

    No row at all, where a payload has an empty list or `false` as its `data`, means no header either.
    """
    rows = _rows(as_container(value))
    header = _keys(rows[0]) if rows else []
    return header, [_cells(row) for row in rows]


def _rows(value: dict[str, Any] | list[Any]) -> list[Any]:
    """The rows of a value: those of its `data` if it has any, those of a list, else the value as the one row.

    Beside rows in `data` nothing else of the payload is printed. Where `data` is a dict, the one row has the
    members beside it too (but `meta`): the token of a log-in stands there.
    """
    if isinstance(value, list):
        return value if _are_rows(value) else [value]
    if "data" not in value:
        return [value]
    data = as_list(value["data"])
    if data is False or data == []:
        return []
    if isinstance(data, dict):
        beside = {key: each for key, each in value.items() if key not in ("meta", "data")}
        return [{**beside, **data}]
    return data if isinstance(data, list) and _are_rows(data) else [value]


def _are_rows(items: list[Any]) -> bool:
    return bool(items) and isinstance(items[0], dict | list)


def _keys(row: Any) -> list[str]:
    if isinstance(row, dict):
        return list(row)
    return [str(position) for position in range(len(row))]


def _cells(row: Any) -> list[str]:
    if isinstance(row, dict):
        return [_cell(each) for each in row.values()]
    return [_cell(each) for each in row] if isinstance(row, list) else [_cell(row)]


def _cell(value: Any) -> str:
    """A scalar as it is, anything nested as compact JSON."""
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else scalar_text(value)
