"""The php format: what PHP's var_export prints."""

from collections.abc import Iterator
from typing import Any

from freelancerclub.wire.formats.php_numbers import fits, is_integer_key, shortest


def render(value: Any) -> bytes:
    """The value as PHP source, without a newline at its end."""
    return (_array(value, "") if isinstance(value, dict | list) else _scalar(value)).encode()


def _array(value: dict[str, Any] | list[Any], indent: str) -> str:
    inner = indent + "  "
    lines = [f"{indent}array ("]
    for key, each in _members(value):
        # The blank before a nested array's line break is var_export's own.
        written = "\n" + _array(each, inner) if isinstance(each, dict | list) else _scalar(each)
        lines.append(f"{inner}{key} => {written},")
    lines.append(f"{indent})")
    return "\n".join(lines)


def _members(value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        return ((str(position), each) for position, each in enumerate(value))
    return ((key if is_integer_key(key) else _string(key), each) for key, each in value.items())


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) and fits(value) else shortest(float(value))


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    # Single quotes know no escape for NUL, so the string is put together around it.
    return "'" + escaped.replace("\0", "' . \"\\0\" . '") + "'"
