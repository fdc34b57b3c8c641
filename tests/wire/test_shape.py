"""Shapes: what is declared once becomes the columns, the object and the schema; shown on a real database."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, ClassVar

import msgspec
import psycopg
import pytest

from freelancerclub.wire import scalars
from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Day,
    Flag,
    Id,
    Moment,
    Money,
    Names,
    Number,
    Points,
    Stamp,
    Testing,
    Text,
    Truth,
    YesNo,
    many,
    of,
)
from freelancerclub.wire.shape import Shape, fields_of
from support.shapes import check, check_scalar


class Sub(Shape, frozen=True):
    alias: ClassVar[str] = "s"

    id: Id
    name: Text
    note: Text | None


class Thing(Shape, frozen=True):
    """One field of each kind."""

    alias: ClassVar[str] = "t"

    id: Id
    title: Annotated[Text, of("upper(t.name)")]
    public: Flag
    created_on: Annotated[Stamp, of("t.created_at")]
    ends_on: Annotated[Stamp, of("t.ended_at")]
    price: Money
    latitude: Coordinate
    nowhere: Annotated[Coordinate, of("NULL::numeric")]
    note: Text | None
    total: Number
    ready: Truth
    subs: Annotated[list[Sub], many("sub s WHERE s.thing_id = t.id ORDER BY s.id")]
    likes: Count


class Bigger(Thing, frozen=True):
    """Inherits the fields, in their order."""

    extra: Annotated[Text, of("'x'")]


TABLES = """
    CREATE TEMP TABLE thing (id bigint, name text, public boolean, created_at timestamptz, ended_at timestamptz,
        price numeric, latitude numeric, note text, total int, ready boolean, likes bigint);
    CREATE TEMP TABLE sub (id bigint, thing_id bigint, name text, note text)"""


@pytest.fixture
async def db(server: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    async with await psycopg.AsyncConnection.connect(server, autocommit=True, options="-c timezone=UTC") as connection:
        await connection.execute(TABLES)
        yield connection


async def add(db: psycopg.AsyncConnection[Any], **values: Any) -> None:
    given = {"id": 578, "name": "Cat", "public": True, "created_at": "2015-05-23 14:57:26.9+00", "ended_at": None} | {
        "price": 3500, "latitude": "53.959971", "note": None, "total": 7, "ready": False, "likes": 13
    } | values  # fmt: skip
    await db.execute(f"INSERT INTO thing VALUES ({', '.join(['%s'] * len(given))})", list(given.values()))


async def read(db: psycopg.AsyncConnection[Any], shape: type[Shape] = Thing) -> list[Any]:
    cursor = await db.execute(f"SELECT {shape.columns()} FROM thing t ORDER BY t.id")
    return [msgspec.json.decode(msgspec.json.encode(one)) for one in shape.from_rows(await cursor.fetchall())]


async def test_a_row_becomes_the_object_in_strings(db: psycopg.AsyncConnection[Any]):
    await add(db)
    (thing,) = await read(db)
    assert list(thing.items()) == [
        ("id", "578"),
        ("title", "CAT"),
        ("public", "1"),
        ("created_on", "2015-05-23 14:57:26"),
        ("ends_on", "0000-00-00 00:00:00"),
        ("price", "3500.00"),
        ("latitude", "53.95997"),
        ("nowhere", "0.00000"),
        ("note", None),
        ("total", 7),
        ("ready", False),
        ("subs", []),
        ("likes", "13"),
    ]
    check(thing, Thing)


async def test_nested_lists_keep_their_order_and_every_character(db: psycopg.AsyncConnection[Any]):
    texts = ['"quoted" \\ back', "line\nbreak\ttab", "é😀\u2028", "</script>", "[{", "", "%s {}"]
    await add(db, id=1)
    await add(db, id=2)
    for number, text in enumerate(texts):
        await db.execute("INSERT INTO sub VALUES (%s, 2, %s, %s)", [number, text, None if number % 2 else text])
    first, second = await read(db)
    assert first["subs"] == []
    assert [sub["name"] for sub in second["subs"]] == texts
    assert [list(sub) for sub in second["subs"]] == [["id", "name", "note"]] * len(texts)
    assert second["subs"][1]["note"] is None and second["subs"][0]["id"] == "0"
    check(second, Thing)


async def test_a_shape_that_extends_another_keeps_its_order(db: psycopg.AsyncConnection[Any]):
    await add(db)
    (thing,) = await read(db, Bigger)
    assert [*thing] == [*Thing.__struct_fields__, "extra"] and thing["extra"] == "x"


KINDS: list[tuple[Any, str, Any]] = [
    (Id, "9223372036854775807::bigint", "9223372036854775807"),
    (Flag, "false", "0"),
    (Flag, "NULL::boolean", "0"),
    (YesNo, "true", "yes"),
    (YesNo, "false", "no"),
    (Testing, "true", "yes"),
    (Testing, "false", "dns"),
    (Stamp, "NULL::timestamptz", "0000-00-00 00:00:00"),
    (Stamp, "timestamptz '0001-02-03 04:05:06.999+00'", "0001-02-03 04:05:06"),
    (Day, "date '2015-07-05'", "2015-07-05"),
    (Day, "NULL::date", "0000-00-00"),
    (Moment, "now()", "1"),
    (Moment, "NULL::timestamptz", "0"),
    (Money, "0", "0.00"),
    (Money, "3500.005::numeric", "3500.01"),
    (Money, "NULL::numeric", None),
    (Coordinate, "-0.000001::numeric", "0.00000"),
    (Coordinate, "-179.99999::numeric", "-179.99999"),
    (Points, "22.5::numeric", "22.500"),
    (Count, "0::bigint", "0"),
    (Names, "'{}'::text[]", ""),
    (Names, "'{Photographer,\"I''M HIRING\"}'::text[]", "Photographer, I'M HIRING"),
    (Number, "7::numeric", 7),
    (Truth, "true", True),
]


@pytest.mark.parametrize(("kind", "expression", "value"), KINDS)
async def test_each_kind_writes_itself_as_documented(
    db: psycopg.AsyncConnection[Any], kind: Any, expression: str, value: Any
):
    (mark,) = [mark for mark in kind.__metadata__ if isinstance(mark, scalars.Kind)]
    row = await (await db.execute("SELECT " + mark.sql.replace("{}", expression))).fetchone()
    assert row == (value,) and type(row[0]) is type(value)
    if value is not None:
        check_scalar(value, mark.schema, kind)


def test_every_kind_is_shown_above():
    kinds = {
        mark.name
        for kind in vars(scalars).values()
        for mark in getattr(kind, "__metadata__", ())
        if isinstance(mark, scalars.Kind)
    }
    shown = {mark.name for kind, _, _ in KINDS for mark in kind.__metadata__}
    assert kinds - shown <= {"text", "Yes or No"}


def test_fields_are_read_from_their_annotations():
    fields = {field.name: field for field in fields_of(Thing)}
    assert list(fields) == list(Thing.__struct_fields__)
    assert [name for name, field in fields.items() if field.nullable] == ["note"]
    assert [name for name, field in fields.items() if field.item is Sub] == ["subs"]
    assert fields["title"].source == of("upper(t.name)") and fields["title"].kind == fields["note"].kind


def test_what_is_selected_is_exactly_the_fields():
    assert Sub.columns() == "(s.id)::text, s.name, s.note"


def test_a_row_of_another_length_is_refused():
    with pytest.raises(TypeError):
        Sub.from_row(("1", "x"))
    with pytest.raises(TypeError):
        Sub.from_row(("1", "x", None, "y"))
