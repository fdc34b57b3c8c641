"""Checks an answer against its declaration: the keys, their order, the JSON type and the form of every value."""

import re
from typing import Any, get_args, get_origin

import msgspec

from freelancerclub.wire.envelopes import PageOrFalse
from freelancerclub.wire.shape import Shape, fields_of


def check(value: Any, declared: Any, where: str = "$") -> None:
    """Raises AssertionError with the path of the first value that isn't as declared."""
    origin, arguments = get_origin(declared), get_args(declared)
    if origin is list:
        assert isinstance(value, list), f"{where} is not a list"
        for position, item in enumerate(value):
            check(item, arguments[0], f"{where}[{position}]")
    elif origin is dict:
        assert isinstance(value, dict), f"{where} is not an object"
        for key, item in value.items():
            check(item, arguments[1], f"{where}.{key}")
    elif declared is Any:
        pass
    elif isinstance(declared, type) and issubclass(declared, Shape):
        _check_shape(value, declared, where)
    else:
        _check_envelope(value, origin or declared, arguments, where)


def _check_shape(value: Any, shape: type[Shape], where: str) -> None:
    assert isinstance(value, dict), f"{where} is not an object"
    fields = [field for field in fields_of(shape) if not field.optional or field.name in value]
    assert list(value) == [field.name for field in fields], f"{where}: other keys or order than {shape.__name__}"
    for field in fields:
        at, item = f"{where}.{field.name}", value[field.name]
        if item is None:
            assert field.nullable, f"{at} is null"
        elif field.item is not None:
            check(item, list[field.item] if isinstance(item, list) else field.item, at)
        else:
            check_scalar(item, field.kind.schema if field.kind else {}, at)


def check_scalar(value: Any, schema: dict[str, Any], where: str) -> None:
    expected = {"string": (str,), "integer": (int,), "boolean": (bool,), "number": (int, float)}
    assert type(value) in expected[schema.get("type", "string")], f"{where}: {value!r} is no {schema.get('type')}"
    if "pattern" in schema:
        assert re.fullmatch(schema["pattern"], value, re.ASCII), (
            f"{where}: {value!r} is not written as {schema['pattern']}"
        )
    if "enum" in schema:
        assert value in schema["enum"], f"{where}: {value!r} is none of {schema['enum']}"


def _check_envelope(value: Any, envelope: type[msgspec.Struct], arguments: tuple[Any, ...], where: str) -> None:
    assert isinstance(value, dict), f"{where} is not an object"
    assert list(value) == list(envelope.__struct_fields__), f"{where}: other keys than {envelope.__name__}"
    for field in msgspec.structs.fields(envelope):
        at, item = f"{where}.{field.name}", value[field.name]
        if item is False and envelope is PageOrFalse:
            pass
        elif field.name == "data":
            check(
                item,
                list[arguments[0]] if isinstance(item, list) and get_origin(arguments[0]) is not list else arguments[0],
                at,
            )
        elif field.type == list[str]:
            assert isinstance(item, list) and all(type(one) is str for one in item), at
        elif get_origin(field.type) is list:
            check(item, list[arguments[1]], at)
        elif field.name == "meta":
            assert list(item) == list(field.type.__struct_fields__), at
            assert all(type(item[name]) is int for name in item if name not in ("limit", "offset", "type")), at
        else:
            assert type(item) is field.type, at
