"""The kinds of values, without a database: what SQL and what schema each has."""

import re
from typing import get_args

import pytest

from freelancerclub.wire import scalars
from freelancerclub.wire.scalars import From, Kind, Many, One, many, of, one


def kind(name: str) -> Kind:
    return next(mark for mark in get_args(getattr(scalars, name)) if isinstance(mark, Kind))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("Id", "578", "x"), ("Count", "0", "-1"), ("Stamp", "0000-00-00 00:00:00", "2015-05-23"),
        ("Day", "2015-07-05", "05.07.2015"), ("Money", "-3500.00", "3500"), ("Points", "22.500", "22.5"),
        ("Coordinate", "-1.54908", "1.5"),
    ],
)  # fmt: skip
def test_a_pattern_takes_what_is_written(name: str, good: str, bad: str):
    schema = kind(name).schema
    assert schema["type"] == "string"
    assert re.search(schema["pattern"], good) and re.search(schema["pattern"], schema["examples"][0])
    assert not re.search(schema["pattern"], bad)
    assert "{}" in kind(name).sql


def test_words_and_where_they_come_from():
    assert kind("Flag").schema == {"type": "string", "enum": ["0", "1"]}
    assert kind("Text").schema == {"type": "string"}
    assert (of("p.x"), many("t"), one("t")) == (From("p.x"), Many("t"), One("t"))
    assert hash(kind("Id")) == hash(kind("Id"))
    with pytest.raises(AttributeError):
        kind("Id").name = "other"  # type: ignore[misc]
    for frozen in (of("p.x"), many("t"), one("t")):
        assert hash(frozen)
