"""The lane: many reads at once over one connection, each with its own answer, and nothing lost when it breaks."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from freelancerclub.db.lane import Lane, LaneLost, Lanes
from freelancerclub.db.pool import Database, make_pool

PID = "SELECT pg_backend_pid()"


async def until_open(lane: Lane) -> None:
    async with asyncio.timeout(20):
        while not lane.is_open:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def by(lane: Lane) -> Lanes:
    """The lanes of a process of which only that for look-ups is open, or that for statements that write."""
    lanes = Lanes("")
    if lane.writes:
        lanes.notes = lane
    else:
        lanes.quick = lane
    return lanes


@pytest.fixture
async def lane(dsn: str) -> AsyncIterator[Lane]:
    lane = Lane(dsn)
    lane.open()
    await until_open(lane)
    yield lane
    await lane.close()


@pytest.fixture
async def database(dsn: str, lane: Lane) -> AsyncIterator[Database]:
    pool = make_pool(dsn, 3)
    await pool.open()
    yield Database(pool, {"standing": "here"}, by(lane))
    await pool.close()


async def end(dsn: str, pid: int) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("SELECT pg_terminate_backend(%s)", [pid])


TYPED = {
    "bigint": (0, -1, 2**63 - 1, None),
    "boolean": (True, False),
    "text": ("", "it's", '"quoted"', "back\\slash", "é 🏴‍☠️\r\n\t", "100 %", "{a,b}", None),
    "bytea": (b"", bytes(range(256))),
    "date": (date(2026, 2, 28), date(1, 1, 1)),
    "float8": (0.5, -1e-300, 1e300),
    "text[]": ([], ["a", "it's", '"q"', "back\\slash", "a,b", "{}", "NULL", "", "é 🏴‍☠️"], ["x", None]),
    "bigint[]": ([1, -2, 2**63 - 1],),
    "timestamptz": (datetime(2026, 2, 28, 23, 59, 59, 123456, UTC),),
}


@pytest.mark.parametrize("kind", TYPED)
async def test_parameters_and_values_are_those_of_the_pool(kind: str, database: Database):
    statement = f"SELECT %(value)s::{kind}, %(value)s::{kind} IS NULL, 7 %% 4, %(standing)s::text"
    for value in TYPED[kind]:
        row = await database.quick(statement, value=value)
        assert row == await database.row(statement, value=value)
        assert row == (value, value is None, 3, "here")


async def test_the_first_row_or_none(database: Database):
    statement = "SELECT n FROM generate_series(1, %(many)s) n"
    assert [await database.quick(statement, many=many) for many in (0, 1, 3)] == [None, (1,), (1,)]


async def test_many_at_once_share_a_connection_and_get_their_own(database: Database):
    asked = [database.quick(f"SELECT %(n)s::int, {PID[7:]}, 'kind {n % 7}'", n=n) for n in range(500)]
    rows = await asyncio.gather(*asked)
    assert [(row[0], row[2]) for row in rows if row] == [(n, f"kind {n % 7}") for n in range(500)]
    assert len({row[1] for row in rows if row}) == 1


async def test_what_is_too_much_for_the_socket_at_once(database: Database):
    texts = [str(n) * 300_000 for n in range(10)]
    rows = await asyncio.gather(*(database.quick("SELECT %(text)s::text", text=text) for text in texts))
    assert rows == [(text,) for text in texts]


async def test_a_bad_statement_is_told_and_spoils_no_other(database: Database, lane: Lane):
    good = [database.quick("SELECT %(n)s::int", n=n) for n in range(20)]
    bad = ["SELECT 1 / %(n)s::int", "SELECT nothing FROM nowhere WHERE %(n)s::int = 1", "SELECT %(n)s::int +"]
    asked = [*good[:10], *(database.quick(statement, n=0) for statement in bad), *good[10:]]
    rows = await asyncio.gather(*asked, return_exceptions=True)
    assert [row for row in rows if isinstance(row, tuple)] == [(n,) for n in range(20)]
    assert [type(row) for row in rows if not isinstance(row, tuple)] == [
        psycopg.errors.DivisionByZero,
        psycopg.errors.UndefinedTable,
        psycopg.errors.SyntaxError,
    ]
    await until_open(lane)
    assert await database.quick("SELECT %(n)s::int", n=3) == (3,)


async def test_what_cannot_be_sent_is_its_askers_alone(database: Database, lane: Lane):
    """Nobody gets the rows of somebody else, and nobody waits for nothing."""
    statement = "SELECT %(n)s::int"
    for _ in range(2):  # before it is prepared, and after
        asked = [database.quick(statement, n=1), database.quick(statement), database.quick(statement, n=2)]
        asked += [database.quick(statement, n=object()), database.quick(statement, n=3)]
        rows = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), 20)
        assert [rows[0], rows[2], rows[4]] == [(1,), (2,), (3,)]
        assert isinstance(rows[1], KeyError) and isinstance(rows[3], AssertionError)
    assert lane.is_open


async def test_one_who_no_longer_waits_leaves_the_others_their_answers(database: Database):
    tasks = [asyncio.create_task(database.quick("SELECT %(n)s::int", n=n)) for n in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    rows = await asyncio.gather(*tasks, return_exceptions=True)
    assert [row for row in rows if isinstance(row, tuple)] == [(n,) for n in range(30) if n % 3]


async def test_a_connection_that_dies_costs_no_answer(database: Database, lane: Lane, dsn: str):
    pids = set()
    for _ in range(3):
        await until_open(lane)
        (pid,) = await database.quick(PID) or (0,)
        pids.add(pid)
        slow = [asyncio.create_task(database.quick("SELECT %(n)s::int, pg_sleep(0.2)", n=n)) for n in range(2)]
        await asyncio.sleep(0.05)
        await end(dsn, pid)
        assert [row and row[0] for row in await asyncio.gather(*slow)] == [0, 1]
        assert await database.quick("SELECT 1") == (1,)
    assert len(pids) == 3


async def test_one_that_has_to_wait_holds_up_no_other(dsn: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("freelancerclub.db.lane.SLOWEST", 0.2)
    lane, pool = Lane(dsn), make_pool(dsn, 3)
    lane.open()
    await pool.open()
    await until_open(lane)
    database = Database(pool, {}, by(lane))
    async with await psycopg.AsyncConnection.connect(dsn) as holder:
        await holder.execute("LOCK TABLE discipline")
        waits = asyncio.create_task(database.quick("SELECT count(*) FROM discipline"))
        await asyncio.sleep(0.05)
        async with asyncio.timeout(30):
            assert await database.quick("SELECT 1") == (1,)
        assert not waits.done()
    assert await waits == (20,)
    await lane.close()
    await pool.close()


async def test_silence_is_counted_from_when_something_was_asked(
    database: Database, lane: Lane, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("freelancerclub.db.lane.PATIENCE", 2.0)
    pid = await database.quick(PID)
    await asyncio.sleep(1.5)
    assert await database.quick("SELECT 1, pg_sleep(1)") == (1, "")
    assert await database.quick(PID) == pid, "it was not taken for dead"


@pytest.mark.skipif("CLUB_TEST_DATABASE_URL" in os.environ, reason="needs a server of its own")
async def test_one_that_falls_silent_is_left(database: Database, lane: Lane, monkeypatch: pytest.MonkeyPatch):
    (pid,) = await database.quick(PID) or (0,)
    await asyncio.sleep(0.1)
    monkeypatch.setattr("freelancerclub.db.lane.PATIENCE", 0.2)
    lane._watch = None
    os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(30):
            rows = await asyncio.gather(*(database.quick("SELECT %(n)s::int", n=n) for n in range(5)))
        assert rows == [(n,) for n in range(5)]
        await until_open(lane)
        assert await database.quick(PID) != (pid,)
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_without_it_the_pool_answers(dsn: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("freelancerclub.db.lane.PAUSE", 0.01)
    lane = Lane(make_conninfo(dsn, dbname="nowhere"))
    lane.open()
    pool = make_pool(dsn, 2)
    await pool.open()
    database = Database(pool, {}, by(lane))
    for _ in range(5):
        assert await database.quick("SELECT 1") == (1,)
        await asyncio.sleep(0.02)
    assert lane.ask("SELECT 1", {}) is None
    lane._dsn = dsn
    await until_open(lane)
    assert await database.quick("SELECT 2") == (2,)
    await lane.close()
    assert await database.quick("SELECT 3") == (3,)
    await pool.close()


async def test_in_a_change_the_change_s_own_connection_answers(database: Database):
    own = await database.quick(PID)
    async with database.transaction() as change:
        await change.rows("CREATE TEMP TABLE only_here ON COMMIT DROP AS SELECT 7 AS n")
        assert await change.quick("SELECT n FROM only_here") == (7,)
        assert await change.quick(PID) != own


async def test_whatever_was_committed_before_it_was_asked_is_seen(database: Database, dsn: str):
    name = "lane_sees"
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute(f"CREATE TABLE {name} (n int)")
        await connection.execute(f"INSERT INTO {name} VALUES (0)")
        try:
            for number in range(1, 200):
                await connection.execute(f"UPDATE {name} SET n = n + 1")
                rows: list[Any] = await asyncio.gather(*(database.quick(f"SELECT n FROM {name}") for _ in range(3)))
                assert rows == [(number,)] * 3
        finally:
            await connection.execute(f"DROP TABLE {name}")


async def test_nothing_is_written_by_it(lane: Lane, database: Database):
    """The answer of a write would come before its commit; what tries it goes by the pool, once."""
    await database.rows("CREATE TABLE IF NOT EXISTS written (n int)")
    answer = lane.ask("INSERT INTO written VALUES (1) RETURNING n", {})
    assert answer is not None
    with pytest.raises(LaneLost):
        await answer
    await until_open(lane)
    assert await database.quick("INSERT INTO written VALUES (2) RETURNING n") == (2,)
    assert await database.rows("SELECT n FROM written") == [(2,)]
    await database.rows("DROP TABLE written")


NUMBERED = "INSERT INTO noted VALUES (%(n)s) RETURNING n"


@pytest.fixture
async def noting(dsn: str) -> AsyncIterator[tuple[Lane, Database]]:
    """The lane for statements that write, and a table to write into, which takes a number once."""
    pool = make_pool(dsn, 3)
    await pool.open()
    lane = Lane(dsn, writes=True)
    lane.open()
    await until_open(lane)
    database = Database(pool, {}, by(lane))
    await database.rows("CREATE TABLE noted (n int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
    yield lane, database
    await database.rows("DROP TABLE noted")
    await lane.close()
    await pool.close()


async def test_what_is_answered_is_committed(noting: tuple[Lane, Database], dsn: str):
    _, database = noting
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as another:
        for n in range(100):
            assert await database.note(NUMBERED, n=n) == (n,)
            assert (await (await another.execute("SELECT max(n) FROM noted")).fetchone()) == (n,)


async def test_each_that_writes_stands_by_itself(noting: tuple[Lane, Database]):
    """One that PostgreSQL refuses at once undoes nothing of those before it, which were told that they are done."""
    lane, database = noting
    notes = [database.note(NUMBERED, n=n) for n in range(20)]
    bad = database.note("INSERT INTO noted VALUES (1 / %(nought)s::int) RETURNING n", nought=0)
    more = [database.note(NUMBERED, n=n) for n in range(20, 40)]
    told = await asyncio.gather(*notes, bad, *more, return_exceptions=True)
    assert isinstance(told.pop(20), psycopg.errors.DivisionByZero)
    # A number that was on its way when the lane was left may be taken already when it is written once more.
    assert {n for (n,) in await database.rows("SELECT n FROM noted")} == set(range(40))
    assert told[:20] == [(n,) for n in range(20)]
    await until_open(lane)


async def test_one_that_fails_when_it_is_committed_is_told_as_failed(noting: tuple[Lane, Database]):
    """The row comes back before the commit finds that it may not stay."""
    lane, database = noting
    assert await database.note(NUMBERED, n=1) == (1,)
    answer = lane.ask(NUMBERED, {"n": 1})
    assert answer is not None
    with pytest.raises(LaneLost):
        await answer
    with pytest.raises(psycopg.errors.UniqueViolation):
        await database.note(NUMBERED, n=1)
    await until_open(lane)


async def test_what_was_under_way_when_the_connection_died_is_done(noting: tuple[Lane, Database], dsn: str):
    lane, database = noting
    row = await database.note("SELECT pg_backend_pid()")
    assert row is not None
    notes = asyncio.gather(*(database.note(NUMBERED, n=n) for n in range(200)), return_exceptions=True)
    await asyncio.sleep(0)
    await end(dsn, row[0])
    told = await notes
    # Refused is only what was done already, before the answer was lost: a note may be done twice, never not at all.
    assert all(isinstance(one, psycopg.errors.UniqueViolation) for one in told if not isinstance(one, tuple))
    assert await database.value("SELECT count(*) FROM noted") == 200
    await until_open(lane)


async def test_only_so_many_statements_stay_prepared(lane: Lane, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("freelancerclub.db.lane.PREPARED_MOST", 4)
    prepared = "SELECT array_agg(statement ORDER BY statement) FROM pg_prepared_statements"
    for number in (1, 2, 3, 4, 5, 1, 6, 7):
        answer = lane.ask(f"SELECT {number}", {})
        assert answer is not None and await answer == [(number,)]
    answer = lane.ask(prepared, {})
    assert answer is not None and await answer == [(["SELECT 1", "SELECT 6", "SELECT 7", prepared],)]
