"""What the database keeps of conversations: versions, what stands last, who is shut out by blocks, checks of it."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from freelancerclub.db import version
from freelancerclub.db.checks_talk import do_repair_talk, find_wrong_talk
from freelancerclub.db.pool import Database, make_pool

PEOPLE = ("ann", "ben", "eve")


@pytest.fixture
def ids(db: psycopg.Connection) -> dict[str, int]:
    return filled(db)


def filled(db: psycopg.Connection) -> dict[str, int]:
    """Conversations of Ann and Ben, of Ann and Eve, and of all three; each has said something in each."""
    found: dict[str, int] = {}

    def add(name: str, statement: str) -> None:
        row = db.execute(statement, found).fetchone()  # type: ignore[arg-type]
        assert row is not None
        found[name] = int(row[0])

    for name in PEOPLE:
        email = f"{name}@example.com"
        add(name, f"insert into person (email, display_name, slug) values ('{email}', '{name}', '{name}') returning id")
    for name, members in (("two", ("ann", "ben")), ("other", ("ann", "eve")), ("three", PEOPLE)):
        add(name, "insert into thread (creator_id) values (%(ann)s) returning id")
        for member in members:
            db.execute("insert into thread_member (thread_id, person_id) values (%s, %s)", [found[name], found[member]])
        for member in members:
            add(
                f"{name} {member}",
                f"insert into thread_item (thread_id, author_id, message, created_at)"
                f" values (%({name})s, %({member})s, 'Hello', '2026-01-0{len(found) - 3}') returning id",
            )
    return found


THREADS = ("two", "other", "three")


def raised(db: psycopg.Connection, ids: dict[str, int], statement: str) -> set[str]:
    """Whose version another one is after a statement; a version never comes again."""
    before = dict(db.execute("select id, version from thread_version").fetchall())
    db.execute(statement, ids)  # type: ignore[arg-type]
    after = dict(db.execute("select id, version from thread_version").fetchall())
    changed = {name for name in THREADS if ids[name] in after and after[ids[name]] != before[ids[name]]}
    assert all(after[ids[name]] > max(before.values()) for name in changed)
    return changed


RAISE = {
    "a message": ("insert into thread_item (thread_id, author_id, message) values (%(two)s, %(ann)s, 'x')", {"two"}),
    "another text": ("update thread_item set message = 'x' where thread_id = %(two)s", {"two"}),
    "a message gone": ("delete from thread_item where thread_id = %(three)s and author_id = %(eve)s", {"three"}),
    "all messages gone": ("truncate thread_item cascade", set(THREADS)),
    "a mark": ("update thread_member set read = true where person_id = %(ben)s", {"two", "three"}),
    "a member gone": ("delete from thread_member where person_id = %(eve)s", {"other", "three"}),
    "all members gone": ("truncate thread_member", set(THREADS)),
    "a subject": ("update thread set subject = 'x' where id = %(other)s", {"other"}),
    "a name": ("update person set display_name = 'x' where id = %(eve)s", {"other", "three"}),
    "a picture": ("update person set picture = 'x' where id = %(ann)s", set(THREADS)),
    "what only its author sees": (
        "insert into thread_item (thread_id, author_id, message, withheld) values (%(two)s, %(ann)s, 'x', true)",
        {"two"},
    ),
    "what comes late": (
        "insert into thread_item (id, thread_id, author_id, message) overriding system value"
        " values (-1, %(other)s, %(ann)s, 'x')",
        {"other"},
    ),
    "of several one that is last": (
        "insert into thread_item (thread_id, author_id, message, withheld)"
        " values (%(two)s, %(ann)s, 'x', false), (%(three)s, %(ann)s, 'x', true)",
        {"two", "three"},
    ),
    "what is held back": ("update thread_item set withheld = true where id = %(three ann)s", {"three"}),
    "an earlier message gone": ("delete from thread_item where id = %(three ann)s", {"three"}),
    "a leaver": ("update person set deleted_at = now() where id = %(ben)s", {"two", "three"}),
}
LEAVE = {
    "a profile": "update person set bio = 'x'",
    "a mark that was there": "update thread_member set read = false",
    "what one puts away": "update thread_member set deleted_at = now()",
    "a block": "insert into block (blocker_id, blocked_id) values (%(ann)s, %(ben)s)",
    "a text that stays": "update thread_item set message = message",
}


@pytest.mark.parametrize("change", RAISE)
def test_what_raises_a_version(change: str, db: psycopg.Connection, ids: dict[str, int]):
    statement, expected = RAISE[change]
    assert raised(db, ids, statement) == expected


@pytest.mark.parametrize("change", LEAVE)
def test_what_raises_none(change: str, db: psycopg.Connection, ids: dict[str, int]):
    assert raised(db, ids, LEAVE[change]) == set()


def last(db: psycopg.Connection, thread: int) -> list[tuple[Any, ...]]:
    return db.execute(
        """select distinct t.last_item, t.last_at::date::text, m.last_at::date::text
        from thread t join thread_member m on m.thread_id = t.id where t.id = %s""",
        [thread],
    ).fetchall()


def test_what_stands_last(db: psycopg.Connection, ids: dict[str, int]):
    two = ids["two"]
    (before,) = last(db, two)
    assert before[0] == ids["two ben"] and before[1] == before[2]
    insert = (
        "insert into thread_item (thread_id, author_id, message, created_at, withheld) values (%s, %s, 'x', %s, %s)"
    )
    db.execute(insert, [two, ids["ann"], "2026-03-01", True])
    assert last(db, two) == [before], "what is held back is not there yet"
    db.execute("update thread_item set withheld = false")
    assert last(db, two)[0][1:] == ("2026-03-01", "2026-03-01")
    db.execute("delete from thread_item where thread_id = %s and created_at > '2026-02-01'", [two])
    assert last(db, two) == [before]
    db.execute("delete from thread_item where thread_id = %s", [two])
    assert last(db, two) == [(None, *before[1:])]


def shut(db: psycopg.Connection, ids: dict[str, int]) -> set[tuple[str, str]]:
    names = {number: name for name, number in ids.items() if name in THREADS}
    people = {ids[name]: name for name in PEOPLE}
    found = db.execute("select thread_id, person_id from thread_member where shut").fetchall()
    return {(names[thread], people[person]) for thread, person in found}


def test_blocks_shut_whoever_has_nobody_left(db: psycopg.Connection, ids: dict[str, int]):
    block = "insert into block (blocker_id, blocked_id) values (%({})s, %({})s)"
    db.execute(block.format("ben", "ann"), ids)  # type: ignore[arg-type]
    assert shut(db, ids) == {("two", "ann"), ("two", "ben")}
    db.execute(block.format("ann", "eve"), ids)  # type: ignore[arg-type]
    both = {("two", "ann"), ("two", "ben"), ("other", "ann"), ("other", "eve"), ("three", "ann")}
    assert shut(db, ids) == both, "of the three the two others still meet"
    db.execute(block.format("ann", "ben"), ids)  # type: ignore[arg-type]
    db.execute("delete from block where blocker_id = %(ben)s", ids)
    assert shut(db, ids) == both, "the other's block stands"
    db.execute("insert into thread_member (thread_id, person_id) values (%(two)s, %(eve)s)", ids)
    assert shut(db, ids) == both - {("two", "ben")}, "Ben may meet Eve, whom Ann has blocked too"
    db.execute("truncate block")
    assert shut(db, ids) == set()


async def test_checks_find_what_triggers_never_saw(make_database: Callable[..., str]):
    dsn = make_database("template template0")
    version.bring_up_to_date(dsn)
    with psycopg.connect(dsn) as db:
        await _break_and_repair(dsn, db, filled(db))


async def _break_and_repair(dsn: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.commit()
    async with make_pool(dsn, 2) as pool:
        database = Database(pool, {})
        assert await find_wrong_talk(database) == {}
        db.execute("set session_replication_role = replica")
        db.execute("update thread_item set message = 'Goodbye' where id = %(two ann)s", ids)
        db.execute("insert into block (blocker_id, blocked_id) values (%(ann)s, %(ben)s)", ids)
        db.execute("delete from thread_item where id = %(three eve)s", ids)
        db.commit()
        assert sorted((await find_wrong_talk(database)).values()) == [1, 1, 2]
        async with database.transaction() as changes:
            await do_repair_talk(changes)
        assert await find_wrong_talk(database) == {}
