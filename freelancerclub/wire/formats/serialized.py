"""The serialized format: what PHP's serialize prints."""

from typing import Any

from freelancerclub.wire.formats.php_numbers import fits, is_integer_key, shortest


def render(value: Any) -> bytes:
    """The value as PHP reads it back with unserialize, without a newline at its end."""
    return _value(value).encode()


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return _array([_key(key) + _value(each) for key, each in value.items()])
    if isinstance(value, list):
        return _array([f"i:{position};{_value(each)}" for position, each in enumerate(value)])
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return "b:1;" if value else "b:0;"
    if isinstance(value, int) and fits(value):
        return f"i:{value};"
    return f"d:{shortest(float(value)).removesuffix('.0')};"


def _array(members: list[str]) -> str:
    return f"a:{len(members)}:{{{''.join(members)}}}"


def _key(key: str) -> str:
    return f"i:{key};" if is_integer_key(key) else _string(key)


def _string(text: str) -> str:
    return f's:{len(text.encode())}:"{text}";'
