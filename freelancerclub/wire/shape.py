"""Shape: a wire object declared once; its SQL column list and its JSON schema follow from the fields."""

import types
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, ClassVar, Self, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from freelancerclub.wire.scalars import From, Kind, Many, One


class Shape(msgspec.Struct, frozen=True, gc=False):
    """The base of the wire objects in `shapes/`.

    `alias` is the table alias that plain fields are columns of. A row selected with `columns()` becomes the
    object with `from_row()`; nested lists and objects arrive from the database as written JSON and are passed on
    untouched. A field typed `… | UnsetType` is left out of the object where the database says null.
    """

    alias: ClassVar[str] = ""

    @classmethod
    def columns(cls) -> str:
        """The SELECT list, one expression a field, in the order of the wire."""
        return _columns(cls)

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> Self:
        """The object of a row selected with `columns()`."""
        nested, optional = _nested(cls), _optional(cls)
        if not nested and not optional:
            return cls(*row)
        values = list(row)
        for position in nested:
            if values[position] is not None:
                values[position] = msgspec.Raw(values[position])
        for position in optional:
            if values[position] is None:
                values[position] = msgspec.UNSET
        return cls(*values)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[Any]]) -> list[Self]:
        return [cls.from_row(row) for row in rows]


class FieldOf(msgspec.Struct, frozen=True):
    """One field as read from its annotation."""

    name: str
    kind: Kind | None
    nullable: bool
    optional: bool
    source: From | None
    many: Many | None
    one: One | None
    item: type[Shape] | None
    plain: Any


@cache
def fields_of(shape: type[Shape]) -> tuple[FieldOf, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_field(name, hints[name]) for name in shape.__struct_fields__)


def _field(name: str, hint: Any) -> FieldOf:
    marks: list[Any] = []
    nullable = optional = False
    while True:
        if hasattr(hint, "__metadata__"):
            marks.extend(hint.__metadata__)
            hint = hint.__origin__
        elif get_origin(hint) in (Union, types.UnionType):
            nullable = nullable or type(None) in get_args(hint)
            optional = optional or msgspec.UnsetType in get_args(hint)
            hint = next(part for part in get_args(hint) if part not in (type(None), msgspec.UnsetType))
        else:
            break
    item = get_args(hint)[0] if get_origin(hint) is list else hint
    if hasattr(item, "__metadata__"):
        item = item.__origin__

    def mark(kind: type) -> Any:
        return next((found for found in marks if isinstance(found, kind)), None)

    is_shape = isinstance(item, type) and issubclass(item, Shape)
    nested = item if is_shape else None
    return FieldOf(name, mark(Kind), nullable, optional, mark(From), mark(Many), mark(One), nested, hint)


def rest_of(shape: type[Shape], head: type[Shape], but: Sequence[str] = ()) -> type[Shape]:
    """The fields of a shape after those of its head: what can be kept written while the head changes."""
    hints = get_type_hints(shape, include_extras=True)
    rest = [(name, hints[name]) for name in shape.__struct_fields__ if name not in (*head.__struct_fields__, *but)]
    namespace = {"alias": shape.alias, "__doc__": shape.__doc__}
    made: Any = msgspec.defstruct(f"{shape.__name__}Rest", rest, bases=(Shape,), namespace=namespace, frozen=True)
    return cast(type[Shape], made)


@cache
def _columns(shape: type[Shape]) -> str:
    return ", ".join(_expression(shape, field) for field in fields_of(shape))


def _expression(shape: type[Shape], field: FieldOf) -> str:
    if field.many is not None:
        assert field.item is not None, f"{shape.__name__}.{field.name}: many() needs a list of shapes"
        # An empty list is null where the field is left out then.
        listed = f"'[' || string_agg({_written(field.item)}, ',') || ']'"
        if not field.optional:
            listed = f"coalesce({listed}, '[]')"
        return f"(SELECT {listed} FROM (SELECT {_named(field.item)} FROM {field.many.source}) item)"
    if field.one is not None:
        assert field.item is not None, f"{shape.__name__}.{field.name}: one() needs a shape"
        return f"(SELECT {_written(field.item)} FROM (SELECT {_named(field.item)} FROM {field.one.source}) item)"
    source = field.source.expression if field.source else f"{shape.alias}.{field.name}"
    if field.kind is None:
        return source
    return field.kind.sql.replace("{}", source)


def _named(shape: type[Shape]) -> str:
    return ", ".join(f'{_expression(shape, part)} AS "{part.name}"' for part in fields_of(shape))


def _written(shape: type[Shape]) -> str:
    """A nested row as JSON, without the optional fields that are null: no text can hold an unescaped quotation mark."""
    text = "row_to_json(item)::text"
    for field in fields_of(shape):
        if field.optional:
            text = f"replace({text}, ',\"{field.name}\":null', '')"
    return text


@cache
def _nested(shape: type[Shape]) -> tuple[int, ...]:
    return tuple(position for position, field in enumerate(fields_of(shape)) if field.item is not None)


@cache
def _optional(shape: type[Shape]) -> tuple[int, ...]:
    return tuple(position for position, field in enumerate(fields_of(shape)) if field.optional)
