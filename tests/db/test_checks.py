"""Counters against their rows, set-wise; versions above all that were ever drawn."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from freelancerclub.db.checks import (
    COUNTERS,
    VERSIONS,
    do_raise_versions,
    do_repair_counters,
    find_differences,
    find_missing_versions,
)
from freelancerclub.db.checks_board import find_wrong_board
from freelancerclub.db.demo.load import load_demo
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.kit.clock import system_clock

PEOPLE = 60


@pytest.fixture(scope="module")
def town(make_database: object) -> str:
    """A demo town to break copies of."""
    made = make_database("template template0")  # type: ignore[operator]
    from freelancerclub.db import version

    version.bring_up_to_date(made)
    load_demo(made, PEOPLE, password_hash="x")
    return made


@pytest.fixture
def copy(server: str, town: str) -> Iterator[str]:
    name = "club_checks_copy"
    with psycopg.connect(server, autocommit=True) as connection:
        source = psycopg.conninfo.conninfo_to_dict(town)["dbname"]
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    yield make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(copy: str) -> AsyncIterator[Database]:
    async with make_pool(copy, 4) as pool:
        yield Database(pool, {})


async def wrong(database: Database) -> list[tuple[str, int, object, int]]:
    found, total = await find_differences(database, 1_000)
    assert total == len(found)
    return [(one.counter, one.id, one.kept, int(one.counted)) for one in found]


def test_every_counter_and_version_of_the_schema_has_its_definition(dsn: str):
    columns = """
        SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_constraint key ON key.conrelid = c.oid AND key.contype = 'p'
        WHERE c.relkind = 'r' AND c.relname LIKE %s AND c.relname <> 'rate_counter'
          AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND NOT a.attnum = ANY (key.conkey)"""
    with psycopg.connect(dsn) as connection:
        kept = set(connection.execute(columns, ["%\\_counter"]).fetchall())
        versions = {table for table, column in connection.execute(columns, ["%\\_version"]) if column == "version"}
    assert kept == {(counters.table, column) for counters in COUNTERS for column in counters.columns}
    assert versions == set(VERSIONS)


async def test_the_demo_has_nothing_to_repair(database: Database):
    assert await wrong(database) == []
    assert await find_missing_versions(database) == {}
    assert await find_wrong_board(database, system_clock().date()) == (0, 0)


@pytest.mark.parametrize(
    ("counter", "column"),
    [pytest.param(kind, column, id=f"{kind.table}.{column}") for kind in COUNTERS for column in kind.columns],
)
async def test_a_wrong_counter_is_found_and_repaired(database: Database, counter, column: str):
    table, key = counter.table, counter.key
    one = await database.value(f"SELECT min({key}) FROM {table} WHERE {column} > 0")
    assert one is not None, "the demo has some of everything"
    right = await database.value(f"SELECT {column} FROM {table} WHERE {key} = %(id)s", id=one)
    await database.row(f"UPDATE {table} SET {column} = {column} + 7 WHERE {key} = %(id)s", id=one)
    assert [(name, row_id) for name, row_id, *_ in await wrong(database)] == [(f"{table}.{column}", one)]
    async with database.transaction() as changes:
        await do_repair_counters(changes)
    assert await wrong(database) == []
    assert await database.value(f"SELECT {column} FROM {table} WHERE {key} = %(id)s", id=one) == right


async def test_a_missing_row_is_made(database: Database):
    one = await database.value("SELECT min(person_id) FROM person_counter WHERE followers > 0")
    await database.row("DELETE FROM person_counter WHERE person_id = %(id)s", id=one)
    found = await wrong(database)
    assert {(row_id, kept) for _, row_id, kept, _ in found} == {(one, None)} and len(found) == 7
    async with database.transaction() as changes:
        await do_repair_counters(changes)
    assert await wrong(database) == []


async def test_what_is_right_is_not_written_again(database: Database):
    before = await database.rows("SELECT xmin::text, ctid::text FROM person_counter ORDER BY person_id")
    async with database.transaction() as changes:
        await do_repair_counters(changes)
    assert await database.rows("SELECT xmin::text, ctid::text FROM person_counter ORDER BY person_id") == before


async def test_a_failed_repair_changes_nothing(database: Database):
    await database.row("UPDATE person_counter SET followers = 500")
    await database.row("UPDATE job_counter SET told = 500")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as changes:
            await do_repair_counters(changes)
            raise ZeroDivisionError
    assert {kept for counter, _, kept, _ in await wrong(database) if counter == "person_counter.followers"} == {500}


async def test_followers_who_come_meanwhile_are_counted(database: Database):
    """A writer whose trigger has counted but who has not committed is waited for."""
    ids = [row[0] for row in await database.rows("SELECT id FROM person ORDER BY id LIMIT 20")]
    star = ids[0]
    await database.row("DELETE FROM follow WHERE followed_id = %(id)s", id=star)

    async def follow(follower: int) -> None:
        async with database.transaction() as changes:
            await changes.row("INSERT INTO follow VALUES (%(who)s, %(star)s)", who=follower, star=star)
            await asyncio.sleep(0.002)

    async def repair() -> None:
        async with database.transaction() as changes:
            await do_repair_counters(changes)

    async def repairs() -> None:
        for _ in range(10):
            await repair()

    async def follows() -> None:
        for follower in ids[1:]:
            await follow(follower)

    await asyncio.gather(repairs(), follows())
    assert await wrong(database) == []
    assert await database.value("SELECT followers FROM person_counter WHERE person_id = %(id)s", id=star) == 19


async def test_raised_versions_are_above_all_that_were_ever_drawn(database: Database):
    drawn = await database.value("SELECT nextval('fragment_version')")
    await database.row("DELETE FROM thread_version WHERE id = (SELECT min(id) FROM thread)")
    assert await find_missing_versions(database) == {"thread_version": 1}
    async with database.transaction() as changes:
        first = await do_raise_versions(changes)
    highest = 0
    total = 0
    for table, owner in VERSIONS.items():
        low, high, rows = (await database.rows(f"SELECT min(version), max(version), count(*) FROM {table}"))[0]
        assert low > drawn
        assert rows == await database.value(f"SELECT count(*) FROM {owner}")
        highest, total = max(highest, high), total + rows
    assert first == total
    # As a restore would: the sequence forgets what it gave away, yet nothing is given away twice.
    await database.row("SELECT setval('fragment_version', 1)")
    async with database.transaction() as changes:
        await do_raise_versions(changes)
    assert await database.value("SELECT min(version) FROM person_version") > highest
    assert await database.value("SELECT nextval('fragment_version')") > highest
