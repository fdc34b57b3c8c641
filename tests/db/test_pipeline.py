"""What travels together: in its order, all or nothing, with psycopg's types; and a connection that stays in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.errors import AdminShutdown, UndefinedColumn, UniqueViolation
from psycopg.sql import SQL, Identifier

from freelancerclub.db import pipeline
from freelancerclub.db.pipeline import Pipeline
from freelancerclub.db.pool import Database, DatabaseAway, make_pool

PID = "SELECT pg_backend_pid()"
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'club%%'"
ADD = "INSERT INTO said (word) VALUES (%(word)s)"
ALL = "SELECT array_agg(word ORDER BY id) FROM said"


@pytest.fixture
async def connection(dsn: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("CREATE TEMPORARY TABLE said (id serial PRIMARY KEY, word text UNIQUE)")
        yield connection


@pytest.fixture
def together(connection: psycopg.AsyncConnection[Any]) -> Pipeline:
    return Pipeline(connection)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    pool = make_pool(dsn, 1)
    await pool.open()
    database = Database(pool, {})
    await database.rows("CREATE TABLE IF NOT EXISTS said (id serial PRIMARY KEY, word text UNIQUE)")
    yield database
    await database.rows("DROP TABLE said")
    await pool.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each round trip of a transaction held."""
    seen: list[int] = []
    run = Pipeline.run

    async def counted(self: Pipeline, said: Any) -> Any:
        seen.append(len(said))
        return await run(self, said)

    monkeypatch.setattr(Pipeline, "run", counted)
    return seen


async def end(dsn: str, pid: int) -> None:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


async def test_all_are_done_in_their_order_and_the_last_is_answered(together: Pipeline):
    said = [(ADD, {"word": word}) for word in ("first", "second", "third")]
    assert await together.run([*said, (ALL, {})]) == [(["first", "second", "third"],)]


VALUES = (
    *(0, -1, 2**15, 2**31, 2**63 - 1, 1.5, Decimal("1.10"), True, "", "naïve ' \\ %", b"\x00\xff"),
    *(date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 678, UTC), timedelta(days=1, seconds=2)),
    *([1, 2**40], ["a", None, 'b"'], [True], [date(2026, 1, 2)], []),
)


@pytest.mark.parametrize("value", VALUES, ids=repr)
async def test_values_have_the_types_that_psycopg_gives_them(
    connection: psycopg.AsyncConnection[Any], together: Pipeline, value: Any
):
    statement = "SELECT %(value)s AS value"
    for asked in (statement, f"SELECT pg_typeof(value)::text FROM ({statement}) said"):
        expected = await (await connection.execute(asked.encode(), {"value": value})).fetchall()
        for _ in range(pipeline.PREPARED_FROM + 1):
            assert await together.run([(asked, {"value": value})]) == expected


async def test_nothing_is_said_to_be_null_as_psycopg_says_it(together: Pipeline):
    assert await together.run([("SELECT %(value)s::bigint", {"value": None})]) == [(None,)]


async def test_composed_statements_and_percent_signs(together: Pipeline):
    await together.run([(ADD, {"word": "100 %"})])
    statement = SQL("SELECT {} FROM said WHERE word LIKE '%%\\%%' AND word <> %(other)s").format(Identifier("word"))
    assert await together.run([(statement, {"other": "no"})]) == [("100 %",)]


async def test_the_first_that_fails_is_raised_and_none_after_it_is_done(together: Pipeline):
    twice = [(ADD, {"word": word}) for word in ("once", "once", "after")]
    with pytest.raises(UniqueViolation):
        await together.run([("BEGIN", {}), *twice])
    await together.run([("ROLLBACK", {})])
    assert await together.run([(ALL, {})]) == [(None,)]


async def test_a_value_that_cannot_be_written_leaves_nothing_behind(together: Pipeline):
    with pytest.raises(psycopg.DataError):
        await together.run([(ADD, {"word": "before"}), (ADD, {"word": "nul \x00"})])
    assert await together.run([(ALL, {})]) == [(None,)]


async def test_what_is_said_often_is_prepared_and_outlives_what_fails(together: Pipeline):
    for number in range(pipeline.PREPARED_FROM):
        assert await together.run([("SELECT 1", {})]) == [(1,)]
        is_prepared = number == pipeline.PREPARED_FROM - 1
        assert await together.run([(PREPARED, {})]) == [(2 if is_prepared else 0,)]  # with this one
    with pytest.raises(UndefinedColumn):
        await together.run([("BEGIN", {}), ("SELECT nothing", {}), ("SELECT 1", {})])
    await together.run([("ROLLBACK", {})])
    assert await together.run([("SELECT 1", {})]) == [(1,)]


async def test_what_cannot_be_prepared_is_not_taken_for_prepared(together: Pipeline):
    for _ in range(pipeline.PREPARED_FROM + 2):
        with pytest.raises(UndefinedColumn):
            await together.run([("SELECT nothing", {})])
    for _ in range(pipeline.PREPARED_FROM + 2):  # these were on their way to be, behind what failed
        with pytest.raises(UndefinedColumn):
            await together.run([("SELECT nothing", {}), ("SELECT 2", {})])
    assert await together.run([("SELECT 2", {})]) == [(2,)]


async def test_only_so_many_stay_prepared(together: Pipeline, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pipeline, "PREPARED_MOST", 4)
    for number in range(20):
        for _ in range(pipeline.PREPARED_FROM):
            assert await together.run([(f"SELECT {number}", {})]) == [(number,)]
    assert await together.run([(PREPARED, {})]) == [(pipeline.PREPARED_MOST - 1,)]  # this one takes a place too
    assert await together.run([("SELECT 0", {})]) == [(0,)]


async def test_much_both_ways_at_once(together: Pipeline):
    much = "x" * (8 << 20)
    said = [("SELECT %(much)s || 'y'", {"much": much})] * 3
    async with asyncio.timeout(60):
        assert await together.run(said) == [(much + "y",)]


async def test_one_who_gives_up_leaves_a_connection_in_order(
    connection: psycopg.AsyncConnection[Any], together: Pipeline
):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await together.run([(ADD, {"word": "before"}), ("SELECT pg_sleep(30)", {})])
    assert not connection.closed
    assert await together.run([("SELECT 1", {})]) == [(1,)]
    assert await (await connection.execute("SELECT 2")).fetchall() == [(2,)]


async def test_a_connection_that_ends_says_why(dsn: str, connection: psycopg.AsyncConnection[Any], together: Pipeline):
    ((pid,),) = await together.run([(PID, {})])
    waiting = asyncio.ensure_future(together.run([("SELECT pg_sleep(30)", {})]))
    await asyncio.sleep(0.2)
    await end(dsn, pid)
    with pytest.raises(AdminShutdown):
        await waiting
    assert connection.closed


async def test_a_transaction_goes_out_with_its_first_answer_and_its_commit(database: Database, trips: list[int]):
    async with database.transaction(by_key=True) as changes:
        await changes.do(ADD, word="first")
        await changes.do(ADD, word="second")
        assert not trips
        assert await changes.value(ALL) == ["first", "second"]
        await changes.do(ADD, word="third")
    assert trips == [5, 2]  # BEGIN, how it is planned, three; one and COMMIT
    assert await database.value(ALL) == ["first", "second", "third"]


async def test_what_nobody_asks_about_is_done_too(database: Database, trips: list[int]):
    async with database.transaction() as changes:
        await changes.do(ADD, word="alone")
    assert trips == [2, 1]
    assert await database.value(ALL) == ["alone"]


async def test_nothing_asked_is_nothing_begun(database: Database, trips: list[int]):
    async with database.transaction():
        pass
    assert not trips


async def test_whoever_needs_the_connection_finds_all_of_it_done(database: Database):
    async with database.transaction() as changes:
        await changes.do(ADD, word="before")
        connection = await changes.connection()
        assert await (await connection.execute(ALL)).fetchone() == (["before"],)


async def test_what_fails_is_raised_at_the_latest_by_the_commit_and_undoes_all(database: Database):
    with pytest.raises(UniqueViolation):
        async with database.transaction() as changes:
            await changes.do(ADD, word="once")
            await changes.do(ADD, word="once")
    assert await database.value(ALL) is None


async def test_what_is_caught_leaves_the_same_transaction(database: Database):
    async with database.transaction() as changes:
        with suppress(UniqueViolation):
            await changes.do(ADD, word="once")
            await changes.rows(ADD, word="once")
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            await changes.value(ALL)
    assert await database.value(ALL) is None


async def test_a_connection_lost_before_the_beginning_costs_nothing(dsn: str, database: Database):
    await end(dsn, await database.value(PID))
    async with database.transaction() as changes:
        await changes.do(ADD, word="kept")
    assert await database.value(ALL) == ["kept"]


async def test_a_connection_lost_in_the_middle_is_told(dsn: str, database: Database):
    with pytest.raises(DatabaseAway):
        async with database.transaction() as changes:
            await changes.do(ADD, word="lost")
            await end(dsn, await changes.value(PID))
            await changes.do(ADD, word="after")
    assert await database.value(ALL) is None


async def test_a_refusal_forgets_nothing_that_was_prepared(database: Database):
    for _ in range(pipeline.PREPARED_FROM):
        with pytest.raises(ValueError, match="refused"):
            async with database.transaction() as changes:
                await changes.value(ALL)
                raise ValueError("refused")
    assert await database.value(PREPARED) == 3  # BEGIN, this one, ROLLBACK


async def test_a_connection_that_was_made_to_forget_is_told_once(together: Pipeline):
    for _ in range(pipeline.PREPARED_FROM):
        await together.run([("SELECT 1", {})])
    await together.run([("DEALLOCATE ALL", {})])
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        await together.run([("SELECT 1", {})])
    assert await together.run([("SELECT 1", {})]) == [(1,)]


async def test_a_rollback_that_did_not_happen_closes_the_connection(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    pid = await database.value(PID)
    with pytest.raises(ValueError, match="no"):
        async with database.transaction() as changes:
            await changes.rows(ADD, word="gone")
            monkeypatch.setattr(Pipeline, "run", _interrupted)
            raise ValueError("no")
    monkeypatch.undo()
    assert await database.value(PID) != pid
    assert await database.value(ALL) is None


async def _interrupted(_pipeline: Pipeline, _said: Any) -> Any:
    raise psycopg.OperationalError("interrupted")
