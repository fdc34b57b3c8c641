"""The one way to the database: reads by themselves, writes in one transaction that is committed here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import cached_property
from typing import Any, NamedTuple

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from freelancerclub.db.lane import Lane, LaneLost, Lanes
from freelancerclub.db.pipeline import Pipeline, Row, Said, Statement

BEGIN: Said = ("BEGIN", {})
PLAN_ONCE: Said = ("SET LOCAL plan_cache_mode TO force_generic_plan", {})
COMMIT: Said = ("COMMIT", {})
ROLLBACK: Said = ("ROLLBACK", {})
WAIT = 3.0  # seconds a request waits for a connection before it is told to come back


class Connection(AsyncConnection[Row]):
    """A connection with a cursor that is used again and again: making one costs as much as a small answer."""

    @cached_property
    def hand(self) -> AsyncCursor[Row]:
        return self.cursor()

    @cached_property
    def together(self) -> Pipeline:
        return Pipeline(self)


Pool = AsyncConnectionPool[Connection]
Entered = AbstractAsyncContextManager[None]


# Also a transaction that did nothing for too long: its connection is ended.
LOST = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.IdleInTransactionSessionTimeout)


class DatabaseAway(Exception):
    """No connection can be had, or the one in use was lost."""


class Read(NamedTuple):
    """A statement that was asked before. is_one: by which only the first row counts; is_quick: a look-up by key."""

    statement: str
    parameters: dict[str, Any]
    is_one: bool = False
    is_quick: bool = False


class Database:
    """Statements, each by itself. `standing` are parameters that every statement may name."""

    def __init__(self, pool: Pool, standing: dict[str, Any], lanes: Lanes | None = None) -> None:
        self._pool = pool
        self._standing = standing
        self._lanes = lanes
        self._renewing: asyncio.Task[None] | None = None

    @property
    def aside(self) -> "Database":
        """For what decides nothing of an answer, as it is known by a version that was asked for before."""
        return self

    def forget(self) -> None:
        """What was said so far would not be said again: nobody is told by it that nothing changed."""

    async def row(self, statement: Statement, **parameters: Any) -> Row | None:
        return _first(await self.rows(statement, **parameters))

    async def quick(self, statement: str, **parameters: Any) -> Row | None:
        """As `row`, for a look-up by key: it travels with those of other requests where there is a lane. Reads only."""
        return _first(await self._by(self._lanes and self._lanes.quick, statement, parameters))

    async def steady(self, statement: str, **parameters: Any) -> Row | None:
        """As `quick`, for a read that takes milliseconds: one of a few lanes of its own, while there is room."""
        return _first(await self.steady_rows(statement, **parameters))

    async def steady_rows(self, statement: str, **parameters: Any) -> Sequence[Row]:
        """As `rows`, in the way of `steady`."""
        return await self._by(self._lanes, statement, parameters)

    async def again(self, statement: str, **parameters: Any) -> Row | None:
        """As `steady`, for what took PostgreSQL less than a millisecond when asked before: those share a lane."""
        return _first(await self._by(self._lanes and self._lanes.again, statement, parameters))

    async def steady_value(self, statement: str, **parameters: Any) -> Any:
        """As `value`, in the way of `steady`."""
        row = await self.steady(statement, **parameters)
        return None if row is None else row[0]

    async def together(self, reads: Sequence[Read]) -> Sequence[Sequence[Row]]:
        """The rows of several reads, which travel together: on the lane for look-ups where all are."""
        said = await self._by_one_lane(reads)
        if said is None:
            said = [await self.rows(read.statement, **read.parameters) for read in reads]
        return [rows[:1] if read.is_one else rows for read, rows in zip(reads, said, strict=True)]

    async def _by_one_lane(self, reads: Sequence[Read]) -> Sequence[Sequence[Row]] | None:
        if self._lanes is None:
            return None
        lane = self._lanes.quick if all(read.is_quick for read in reads) else self._lanes.freest(len(reads))
        if lane is None or not lane.is_open:
            return None
        asked = (lane.ask(read.statement, self._standing | read.parameters) for read in reads)
        answers = [answer for answer in asked if answer is not None]  # all of them, as it is open
        try:
            return [await answers[0]] if len(answers) == 1 else await asyncio.gather(*answers)
        except LaneLost:
            return None

    async def note(self, statement: str, **parameters: Any) -> Row | None:
        """As `row`, for a statement that writes and is a transaction by itself; as there, what was on its way when a
        connection was lost may be done twice."""
        return _first(await self._by(self._lanes and self._lanes.notes, statement, parameters))

    async def _by(self, lane: Lane | Lanes | None, statement: str, parameters: dict[str, Any]) -> Sequence[Row]:
        if lane is not None:
            answer = lane.ask(statement, self._standing | parameters)
            if answer is not None:
                with suppress(LaneLost):
                    return await answer
        return await self.rows(statement, **parameters)

    async def do(self, statement: Statement, **parameters: Any) -> None:
        """As `rows`, where nobody looks at the answer: in a transaction it needs no round trip of its own."""
        await self.rows(statement, **parameters)

    async def value(self, statement: Statement, **parameters: Any) -> Any:
        row = await self.row(statement, **parameters)
        return None if row is None else row[0]

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        """Raises DatabaseAway. A connection lost before it answered is replaced once: reads may be repeated."""
        try:
            return await self._once(statement, parameters)
        except psycopg.errors.QueryCanceled:  # by a time limit or an operator, on a connection that stands
            raise
        except LOST:
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(_renew(self._pool))
        try:
            return await self._once(statement, parameters)
        except LOST as error:
            raise DatabaseAway(str(error)) from error

    async def _once(self, statement: Statement, parameters: dict[str, Any]) -> Sequence[Row]:
        connection = await _taken(self._pool)
        try:
            return await _fetch(connection, statement, self._standing | parameters)
        finally:
            await self._pool.putconn(connection)

    @asynccontextmanager
    async def transaction(self, *, by_key: bool = False, turn: Entered | None = None) -> AsyncIterator["Transaction"]:
        """One transaction, begun with its first statement; returning commits, raising rolls back.

        by_key: its statements go to few rows by their keys, so that each is planned once, whatever its values.
        turn: what has to be entered first, so that nobody waits for their own rows with a connection in the hand.
        """
        async with AsyncExitStack() as stack:
            begin = (BEGIN, PLAN_ONCE) if by_key else (BEGIN,)
            changes = Transaction(self._pool, self._standing, stack, begin, turn)
            try:
                yield changes
                await changes.commit()
            except LOST as error:
                if isinstance(error, psycopg.errors.QueryCanceled):
                    raise
                raise DatabaseAway(str(error)) from error


class Transaction(Database):
    """Statements of one change. No connection is held until the first, so slow thinking comes before it.

    What is to be done without an answer waits for the next statement that has one, or for the commit, and travels
    with it (libpq's pipeline mode), as BEGIN does with the first: each round trip wakes two processes up. They run in
    the order in which they were asked for; what fails is raised where they are sent.
    """

    def __init__(
        self,
        pool: Pool,
        standing: dict[str, Any],
        stack: AsyncExitStack,
        begin: Sequence[Said] = (BEGIN,),
        turn: Entered | None = None,
    ) -> None:
        super().__init__(pool, standing)
        self._stack = stack
        self._begin_with = begin
        self._turn = turn
        self._begun: Connection | None = None
        self._unsent: list[Said] = []

    async def connection(self) -> Connection:
        """The connection of this transaction, with all done that was asked for; the task queue writes through it."""
        if self._begun is None or self._unsent:
            await self._send()
        assert self._begun is not None
        return self._begun

    async def do(self, statement: Statement, **parameters: Any) -> None:
        self._unsent.append((statement, self._standing | parameters))

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        return await self._send((statement, self._standing | parameters))

    async def commit(self) -> None:
        """Written once in the code base: what was begun becomes true."""
        if self._unsent and self._begun is None:
            await self._send()  # not all at once: it could not be told whether what is lost was committed
        if self._begun is not None:
            await self._send(COMMIT)

    async def _send(self, *last: Said) -> Sequence[Row]:
        """All that waits, and then this; the rows of the last."""
        said, self._unsent = [*self._unsent, *last], []
        if self._begun is None:
            return await self._begin(said)
        return await self._begun.together.run(said)

    async def _begin(self, said: Sequence[Said]) -> Sequence[Row]:
        """A stale connection shows itself here, and nothing can have been committed: then the next one is tried."""
        if self._turn is not None:
            await self._take_turn(self._turn)
        self._stack.push_async_callback(self._give_back)
        first = [*self._begin_with, *said]
        self._begun = connection = await _taken(self._pool)
        try:
            return await connection.together.run(first)
        except psycopg.OperationalError:
            if not connection.closed:
                raise
        await self._give_back()
        await _renew(self._pool)
        self._begun = connection = await _taken(self._pool)
        return await connection.together.run(first)

    async def _give_back(self) -> None:
        """Whatever was not committed is undone before; where the connection is lost, that undid it."""
        connection, self._begun = self._begun, None
        if connection is None:
            return
        try:
            if not connection.closed and connection.pgconn.transaction_status != TransactionStatus.IDLE:
                await connection.together.run([ROLLBACK])  # psycopg's own forgets all that was prepared
        except psycopg.OperationalError:
            pass
        finally:
            if connection.pgconn.transaction_status != TransactionStatus.IDLE:
                connection.pgconn.finish()  # or the pool would bring it in order, and make it forget what is prepared
            await self._pool.putconn(connection)

    async def _take_turn(self, turn: Entered) -> None:
        """Raises DatabaseAway after as long as one waits for a connection."""
        try:
            async with asyncio.timeout(WAIT):
                await self._stack.enter_async_context(turn)
        except TimeoutError as error:
            raise DatabaseAway("others of the same person come first") from error


async def _taken(pool: Pool) -> Connection:
    """One of the pool's. Raises DatabaseAway."""
    try:
        return await pool.getconn(WAIT)
    except PoolTimeout as error:
        raise DatabaseAway(str(error)) from error


async def _renew(pool: Pool) -> None:
    """After one connection was lost the others are tried too, so that a restart costs one request, not ten."""
    await pool.check()


async def _fetch(connection: Connection, statement: Statement, parameters: dict[str, Any]) -> Sequence[Row]:
    """What came back, if anything could. (`description` would tell too, but at the price of half a statement.)"""
    cursor = await connection.hand.execute(_ready(statement), parameters)
    return await cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else ()


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None


def _ready(statement: Statement) -> Any:
    """psycopg wants literal statements; house tests see to it that ours are constants or composed."""
    return statement


def make_pool(dsn: str, size: int, time_zone: str = "UTC") -> Pool:
    """A closed pool; open it inside the event loop that uses it."""
    return AsyncConnectionPool(
        dsn,
        min_size=1,
        max_size=size,
        open=False,
        timeout=WAIT,
        reconnect_timeout=5,
        connection_class=Connection,
        kwargs={"autocommit": True, "options": f"-c timezone={time_zone}", "prepare_threshold": 3},
        name="club",
    )
