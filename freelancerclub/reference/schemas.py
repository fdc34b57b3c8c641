"""JSON Schema of every answer, read from the declared envelopes and shapes."""

import re
import types
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from freelancerclub.wire.shape import FieldOf, Shape, fields_of

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}
_CITED = re.compile(r"\s*\(((L\d+(?:[-–]\d+)?|R\d+|ours)(, )?)+\)")


def without_line(text: str) -> str:
    """A docstring without the lines of the reference and of the contract that it cites."""
    return " ".join(_CITED.sub("", text).split())


class Schemas:
    """Writes schemas; each shape stands once under `components`, by its name."""

    def __init__(self) -> None:
        self.components: dict[str, Schema] = {}

    def of(self, declared: Any, bound: Mapping[Any, Any] | None = None) -> Schema:
        """The schema of a declared type. `bound` says what the type variables of a generic envelope stand for."""
        bound = bound or {}
        if isinstance(declared, TypeVar):
            return self.of(bound[declared]) if declared in bound else {}
        if declared in _PLAIN:
            return dict(_PLAIN[declared])
        if hasattr(declared, "__metadata__"):
            return self.of(declared.__origin__, bound)
        origin, arguments = get_origin(declared), get_args(declared)
        if origin is Literal:
            return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return self._either([part for part in arguments if part is not msgspec.UnsetType], bound)
        if origin in (list, tuple):
            return {"type": "array", "items": self.of(arguments[0], bound)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1], bound)}
        if isinstance(declared, type) and issubclass(declared, Shape):
            return self._shape(declared)
        return self._envelope(origin or declared, arguments)

    def _either(self, parts: list[Any], bound: Mapping[Any, Any]) -> Schema:
        schemas = [self.of(part, bound) for part in parts]
        if len(schemas) == 1:
            return schemas[0]
        if all(list(schema) == ["type"] and isinstance(schema["type"], str) for schema in schemas):
            return {"type": [schema["type"] for schema in schemas]}
        return {"anyOf": schemas}

    def _shape(self, shape: type[Shape]) -> Schema:
        name = shape.__name__
        if name not in self.components:
            self.components[name] = {}  # stands before its parts are read, so that a shape may hold itself
            self.components[name] = {
                "title": name,
                "description": without_line(shape.__doc__ or ""),
                "type": "object",
                "properties": {field.name: self._field(field) for field in fields_of(shape)},
                "required": [field.name for field in fields_of(shape) if not field.optional],
            }
        return {"$ref": f"#/components/schemas/{name}"}

    def _field(self, field: FieldOf) -> Schema:
        if field.item is not None and get_origin(field.plain) is list:
            schema: Schema = {"type": "array", "items": self._shape(field.item)}
        elif field.item is not None:
            schema = self._shape(field.item)
        elif field.kind is not None:
            schema = {"title": field.kind.name, **field.kind.schema}
        else:
            schema = self.of(field.plain)
        return or_null(schema) if field.nullable else schema

    def _envelope(self, envelope: Any, arguments: tuple[Any, ...]) -> Schema:
        if not (isinstance(envelope, type) and issubclass(envelope, msgspec.Struct)):
            return {}
        bound = dict(zip(getattr(envelope, "__parameters__", ()), arguments, strict=False))
        hints = get_type_hints(envelope, include_extras=True)
        fields = msgspec.structs.fields(envelope)
        properties = {}
        for field in fields:
            properties[field.encode_name] = self.of(hints[field.name], bound)
            if isinstance(field.default, str):
                properties[field.encode_name]["const"] = field.default
        return {
            "title": envelope.__name__,
            "type": "object",
            "properties": properties,
            "required": [field.encode_name for field in fields if field.default is not msgspec.UNSET],
        }


def or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
