"""Statements as PostgreSQL hears them: numbered parameters, and digests of what several say."""

from itertools import combinations
from typing import Any

import psycopg
import pytest

from freelancerclub.db.statements import digests_of, numbered

# Rows that are alike but for one thing each.
SAYINGS = (
    "SELECT 1 WHERE false",
    "SELECT NULL::text",
    "SELECT ''",
    "SELECT 'a'",
    "SELECT 'a', ''",
    "SELECT '', 'a'",
    "SELECT 'a' UNION ALL SELECT ''",
    "(SELECT '' AS t, 1 AS n UNION ALL SELECT 'a', 2) ORDER BY n",
    "(SELECT '' AS t, 1 AS n UNION ALL SELECT 'a', 2) ORDER BY n DESC",
    "SELECT '{a,b}'",
    "SELECT ARRAY['a', 'b']",
    "SELECT ARRAY['a,b']",
    "SELECT 1, 12",
    "SELECT 11, 2",
    "SELECT 1.0",
    "SELECT 1.00",
    "SELECT 0.1::float8",
    "SELECT 0.1::float8 + 1e-16::float8",
    "SELECT true",
    """SELECT '{"a": 1}'::json""",
    """SELECT '{"a":1}'::json""",
    "SELECT timestamptz '2026-11-27 12:00:00Z'",
    "SELECT timestamptz '2026-11-27 12:00:00.000001Z'",
    "SELECT date '2026-11-27', now() - now()",
    r"SELECT '\x00'::bytea",
    "SELECT %(id)s::int AS a, %(id)s::int AS a",
)


@pytest.fixture
def db(dsn: str) -> Any:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def test_names_become_numbers_the_same_for_the_same():
    said = numbered("SELECT %(b)s, %(a)s, %(b)s, 5 %% 2")
    assert (said.query, said.names) == (b"SELECT $1, $2, $1, 5 % 2", ("b", "a"))


def digests(db: Any, *statements: str, **values: Any) -> list[bytes]:
    own = tuple(("id",) if "%(id)s" in statement else () for statement in statements)
    named = {f"{name}_{number}": value for number in range(len(statements)) for name, value in values.items()}
    *found, taken = db.execute(digests_of(statements, own), named).fetchone()
    assert isinstance(taken, int) and 0 <= taken < 60_000_000
    return found


def test_whatever_differs_is_told_apart(db: Any):
    once, twice = [digests(db, *SAYINGS, id=4) for _ in range(2)]
    assert once == twice
    for (said, one), (other, another) in combinations(zip(SAYINGS, once, strict=True), 2):
        assert one != another, f"{said} or {other}"


def test_each_has_parameters_of_its_own_and_all_share_those_of_the_service(db: Any):
    statement = digests_of(("SELECT %(id)s::int, %(site)s::text", "SELECT %(id)s::text"), (("id",), ("id",)))
    assert set(numbered(statement).names) == {"id_0", "id_1", "site"}
    values = {"id_0": 4, "id_1": "four", "site": "https://example.com"}
    number, text, _ = db.execute(statement, values).fetchone()
    assert number == digests(db, "SELECT 4, 'https://example.com'::text")[0]
    assert text == digests(db, "SELECT 'four'::text")[0]


def test_postgresql_tells_how_long_it_took(db: Any):
    for seconds, least in ((0, 0), (0.05, 50_000)):
        *_, taken = db.execute(digests_of((f"SELECT 1 FROM pg_sleep({seconds})",), ((),))).fetchone()
        assert least <= taken < 5_000_000
