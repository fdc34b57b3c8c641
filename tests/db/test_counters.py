"""Counters that the database keeps: right after every statement, whoever writes, also many at once."""

import asyncio
import random
from typing import Any

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.db import migrate
from freelancerclub.db.checks import COUNTERS, difference_of

SOME = "abs(hashtext({} || '-' || %(n)s)) %% 3 = 0"  # a third of the rows, another third for each n
TIMES = "'2026-01-01'::timestamptz"


def some(what: str) -> str:
    return SOME.format(what)


def linked(table: str, columns: str, one: str, other: str, more: str = "") -> str:
    """Rows between some of two tables' rows."""
    values = f"o.id, t.id{', ' + more if more else ''}"
    return f"""INSERT INTO {table} ({columns}) SELECT {values} FROM {one} o, {other} t
        WHERE {some("o.id || t.id::text")} AND ('{one}' <> '{other}' OR o.id <> t.id) ON CONFLICT DO NOTHING"""


ROTATED = "(SELECT id FROM person o WHERE o.id > {0} ORDER BY id LIMIT 1)"
PLAIN = {
    "follow": ("followed_id, follower_id", "person", "person", ""),
    "person_view": ("person_id, viewer_id, seen_on", "person", "person", "date '2026-01-01' + %(n)s"),
    "picture_like": ("picture_id, person_id", "picture", "person", ""),
    "picture_view": ("picture_id, viewer_id, seen_on", "picture", "person", "date '2026-01-01' + %(n)s"),
    "picture_comment": ("picture_id, author_id, comment", "picture", "person", "'!'"),
    "application": ("job_id, person_id", "job", "person", ""),
    "alert_sent": ("job_id, person_id", "job", "person", ""),
    "review": ("person_id, reviewer_id, message, stars, authorised", "person", "person", "'!', 4.5, o.id % 2 = 0"),
}
STATEMENTS = (
    *(linked(table, *PLAIN[table]).replace("id % 2", "id %% 2") for table in PLAIN),
    *(f"DELETE FROM {table} WHERE {some(f'{table}::text')}" for table in PLAIN),
    *(f"TRUNCATE {table} CASCADE" for table in PLAIN),
    # what is counted moves
    f"""UPDATE follow f SET followed_id = {ROTATED.format("followed_id")} WHERE {some("followed_id")}
        AND {ROTATED.format("followed_id")} <> follower_id AND NOT EXISTS (SELECT FROM follow g
            WHERE g.followed_id = {ROTATED.format("f.followed_id")} AND g.follower_id = f.follower_id)""",
    f"""UPDATE picture_like l SET picture_id = p.id FROM picture p WHERE p.id > picture_id AND {some("picture_id")}
        AND NOT EXISTS (SELECT FROM picture_like m WHERE m.picture_id > l.picture_id AND m.person_id = l.person_id)
        AND NOT EXISTS (SELECT FROM picture q WHERE q.id > l.picture_id AND q.id < p.id)""",
    f"INSERT INTO picture (owner_id, file, deleted_at) SELECT id, 'x', CASE WHEN id %% 2 = 0 THEN {TIMES} END"
    f" FROM person WHERE {some('id')}",
    f"UPDATE picture SET deleted_at = CASE WHEN deleted_at IS NULL THEN {TIMES} END WHERE {some('id')}",
    f"UPDATE picture SET owner_id = coalesce({ROTATED.format('owner_id')}, owner_id) WHERE {some('id')}",
    f"UPDATE picture SET owner_id = coalesce({ROTATED.format('owner_id')}, owner_id), deleted_at = {TIMES}"
    f" WHERE {some('id')}",
    f"UPDATE picture SET title = 'T' WHERE {some('id')}",
    f"DELETE FROM picture WHERE {some('id')}",
    f"UPDATE picture_comment SET deleted_at = CASE WHEN deleted_at IS NULL THEN {TIMES} END WHERE {some('id')}",
    f"UPDATE review SET authorised = NOT authorised WHERE {some('id')}",
    f"UPDATE review SET halved = NOT halved WHERE {some('id')}",
    f"UPDATE review SET stars = stars - 0.5 WHERE stars > 0.5 AND {some('id')}",
    f"""UPDATE review SET person_id = {ROTATED.format("person_id")}, stars = 1 WHERE {some("id")}
        AND {ROTATED.format("person_id")} <> reviewer_id""",
    f"UPDATE application SET status = 'shortlist' WHERE {some('id')}",
    f"INSERT INTO job (owner_id, title, description) SELECT id, 'T', 'D' FROM person WHERE {some('id')}",
    f"DELETE FROM job WHERE {some('id')}",
    f"""DELETE FROM person WHERE {some("id")}
        AND NOT EXISTS (SELECT FROM review WHERE reviewer_id = person.id)""",
    "TRUNCATE picture CASCADE",
    "TRUNCATE job CASCADE",
)
PEOPLE = "INSERT INTO person (email, display_name, slug) SELECT {0}, {0}, {0} FROM generate_series(1, %s) n"


def differences(connection: psycopg.Connection[Any]) -> list[Any]:
    return [row for kind in COUNTERS for row in connection.execute(difference_of(kind), {"limit": 999}).fetchall()]


def populate(connection: psycopg.Connection[Any], people: int) -> None:
    connection.execute(PEOPLE.format("n || '@example.com'"), [people])
    connection.execute("INSERT INTO picture (owner_id, file) SELECT p.id, 'x' FROM person p, generate_series(1, 3)")
    connection.execute("INSERT INTO job (owner_id, title, description) SELECT id, 'T', 'D' FROM person")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(STATEMENTS) - 1), st.integers(0, 9)), min_size=5, max_size=40))
def test_after_whatever_statement_the_counters_are_right(dsn: str, done: list[tuple[int, int]]) -> None:
    with psycopg.connect(dsn) as connection, connection.transaction(force_rollback=True):
        populate(connection, 6)
        for statement in STATEMENTS[: len(PLAIN)]:
            connection.execute(statement, {"n": 1})
        assert differences(connection) == []
        for which, n in done:
            connection.execute(STATEMENTS[which], {"n": n})
            assert differences(connection) == [], STATEMENTS[which]


def test_every_statement_does_something(dsn: str) -> None:
    """Or the test above would prove nothing about it."""
    for statement in STATEMENTS:
        with psycopg.connect(dsn) as connection, connection.transaction(force_rollback=True):
            populate(connection, 6)
            for first in STATEMENTS[: len(PLAIN)]:
                connection.execute(first, {"n": 1})
            if "review" in statement and "DELETE FROM person" in statement:
                connection.execute("DELETE FROM review")
            # TRUNCATE says -1
            assert any(connection.execute(statement, {"n": n}).rowcount for n in range(2, 30)), statement
            assert differences(connection) == [], statement


def test_what_was_there_before_is_counted_by_the_migration(make_database: Any) -> None:
    dsn = make_database("template template0")
    migrate.migrate(dsn, "0004")
    with psycopg.connect(dsn) as connection:
        populate(connection, 6)
        for statement in STATEMENTS[: len(PLAIN)]:
            connection.execute(statement, {"n": 1})
        connection.execute("UPDATE review SET halved = true WHERE id % 2 = 0")
        assert {row[0] for row in differences(connection)} == {name for kind in COUNTERS for name in kind.columns}
    migrate.migrate(dsn)
    with psycopg.connect(dsn) as connection:
        assert differences(connection) == []


def test_a_counter_that_is_wrong_stops_nobody(db: psycopg.Connection[Any]) -> None:
    populate(db, 3)
    pairs = "FROM person o, person t WHERE o.id <> t.id"
    db.execute(f"INSERT INTO follow (followed_id, follower_id) SELECT o.id, t.id {pairs}")
    db.execute("UPDATE person_counter SET followers = 0")
    assert db.execute("DELETE FROM follow").rowcount == 6
    assert differences(db) == []


async def test_fifty_at_once_leave_exact_counts(make_database: Any) -> None:
    """Follows and likes of many, each in one statement and in an order of its own, beside pictures that come and go."""
    dsn, crowd = make_database("template template0"), 50
    migrate.migrate(dsn)
    with psycopg.connect(dsn) as connection:
        populate(connection, crowd)

    async def one(number: int) -> None:
        chance = random.Random(number)
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as own:
            for _ in range(4):
                people = chance.sample(range(1, crowd + 1), 20)
                pictures = chance.sample(range(1, 3 * crowd + 1), 30)
                given = {"me": number, "people": people, "pictures": pictures}
                for statement in chance.sample(DOINGS, len(DOINGS)):
                    await own.execute(statement, given)

    await asyncio.gather(*(one(number) for number in range(1, crowd + 1)))
    with psycopg.connect(dsn) as connection:
        assert differences(connection) == []
        counted = connection.execute("SELECT sum(followers), sum(likes) FROM person_counter").fetchone()
        assert counted is not None and min(counted) > crowd


async def test_fifty_follow_and_like_one(make_database: Any) -> None:
    dsn, crowd = make_database("template template0"), 50
    migrate.migrate(dsn)
    with psycopg.connect(dsn) as connection:
        populate(connection, crowd + 1)

    async def one(number: int) -> None:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as own:
            await own.execute("INSERT INTO follow (follower_id, followed_id) VALUES (%s, 1)", [number])
            await own.execute("INSERT INTO picture_like (picture_id, person_id) VALUES (1, %s)", [number])

    await asyncio.gather(*(one(number) for number in range(2, crowd + 2)))
    with psycopg.connect(dsn) as connection:
        ours = connection.execute("SELECT followers, likes FROM person_counter WHERE person_id = 1").fetchone()
        assert ours == (crowd, crowd)
        assert connection.execute("SELECT likes FROM picture_counter WHERE picture_id = 1").fetchone() == (crowd,)
        assert differences(connection) == []


# Rows that two may write at once are one's own (`me`) or come in one order, as unique keys ask; counters are shared.
DOINGS = (
    """INSERT INTO follow (follower_id, followed_id) SELECT %(me)s, id FROM unnest(%(people)s::bigint[]) id
        WHERE id <> %(me)s ON CONFLICT DO NOTHING""",
    "DELETE FROM follow WHERE follower_id = %(me)s AND followed_id = ANY(%(people)s)",
    """INSERT INTO picture_like (picture_id, person_id) SELECT id, %(me)s FROM unnest(%(pictures)s::bigint[]) id
        ON CONFLICT DO NOTHING""",
    "DELETE FROM picture_like WHERE person_id = %(me)s AND picture_id = ANY(%(pictures)s)",
    "UPDATE picture SET deleted_at = CASE WHEN deleted_at IS NULL THEN now() END WHERE id = %(me)s",
)
