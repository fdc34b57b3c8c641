"""The kinds of value on the wire: how SQL writes each one and how the documentation describes it.

A shape's field is typed with one of them; storage uses true types, so the cast stands here and nowhere else.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any


@dataclass(frozen=True)
class Kind:
    """One kind of wire value. `sql` holds `{}` where the column stands; `schema` is JSON Schema."""

    name: str
    sql: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"}, hash=False)


@dataclass(frozen=True)
class From:
    """Where a field comes from when that isn't the column of the same name: an SQL expression of the true type."""

    expression: str


@dataclass(frozen=True)
class Many:
    """A nested list: `source` is what stands after FROM, with its WHERE and ORDER BY."""

    source: str


@dataclass(frozen=True)
class One:
    """A nested object, null where there is none: `source` is what stands after FROM, with its WHERE."""

    source: str


def of(expression: str) -> From:
    return From(expression)


def many(source: str) -> Many:
    return Many(source)


def one(source: str) -> One:
    return One(source)


def _text(pattern: str, example: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "examples": [example]}


STAMP = "YYYY-MM-DD HH24:MI:SS"

Id = Annotated[str, Kind("id", "({})::text", _text(r"^\d+$", "578"))]
Text = Annotated[str, Kind("text", "{}")]
Flag = Annotated[str, Kind("flag", "CASE WHEN {} THEN '1' ELSE '0' END", {"type": "string", "enum": ["0", "1"]})]
YesNo = Annotated[
    str, Kind("yes or no", "CASE WHEN {} THEN 'yes' ELSE 'no' END", {"type": "string", "enum": ["yes", "no"]})
]
Testing = Annotated[
    str, Kind("testing", "CASE WHEN {} THEN 'yes' ELSE 'dns' END", {"type": "string", "enum": ["yes", "dns"]})
]
Stamp = Annotated[
    str,
    Kind(
        "date and time",
        f"coalesce(to_char({{}}, '{STAMP}'), '0000-00-00 00:00:00')",
        _text(r"^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d$", "2015-05-23 14:57:26"),
    ),
]
Day = Annotated[
    str, Kind("day", "coalesce(to_char({}, 'YYYY-MM-DD'), '0000-00-00')", _text(r"^\d{4,}-\d\d-\d\d$", "2015-07-05"))
]
YesNoCapital = Annotated[
    str, Kind("Yes or No", "CASE WHEN {} THEN 'Yes' ELSE 'No' END", {"type": "string", "enum": ["Yes", "No"]})
]
Moment = Annotated[
    str,
    Kind(
        "stored flag of a moment",
        "CASE WHEN {} IS NULL THEN '0' ELSE '1' END",
        {"type": "string", "enum": ["0", "1"]},
    ),
]
Money = Annotated[str, Kind("money", "round({}, 2)::text", _text(r"^-?\d+\.\d\d$", "3500.00"))]
Coordinate = Annotated[
    str, Kind("coordinate", "coalesce({}, 0)::numeric(8,5)::text", _text(r"^-?\d+\.\d{5}$", "53.95997"))
]
Points = Annotated[str, Kind("points", "round({}, 3)::text", _text(r"^-?\d+\.\d{3}$", "22.500"))]
Count = Annotated[str, Kind("count", "({})::text", _text(r"^\d+$", "13"))]
Names = Annotated[str, Kind("comma list", "array_to_string({}, ', ')", {"type": "string"})]
Number = Annotated[int, Kind("number", "({})::bigint", {"type": "integer"})]
Truth = Annotated[bool, Kind("truth", "{}", {"type": "boolean"})]
