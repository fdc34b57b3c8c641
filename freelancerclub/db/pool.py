"""The one way to the database: reads by themselves, writes in one transaction that is committed here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from functools import cached_property
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus
from psycopg.sql import Composed
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from freelancerclub.db.lane import Lane, LaneLost, Lanes, Row

Statement = str | Composed
# One message, and no statement more to wait for.
PLANNED_ONCE = "BEGIN; SET LOCAL plan_cache_mode TO force_generic_plan"
WAIT = 3.0  # seconds a request waits for a connection before it is told to come back


class Connection(AsyncConnection[Row]):
    """A connection with a cursor that is used again and again: making one costs as much as a small answer."""

    @cached_property
    def hand(self) -> AsyncCursor[Row]:
        return self.cursor()


Pool = AsyncConnectionPool[Connection]
Entered = AbstractAsyncContextManager[None]


class DatabaseAway(Exception):
    """No connection can be had, or the one in use was lost."""


class Database:
    """Statements, each by itself. `standing` are parameters that every statement may name."""

    def __init__(self, pool: Pool, standing: dict[str, Any], lanes: Lanes | None = None) -> None:
        self._pool = pool
        self._standing = standing
        self._lanes = lanes

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

    async def value(self, statement: Statement, **parameters: Any) -> Any:
        row = await self.row(statement, **parameters)
        return None if row is None else row[0]

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        """Raises DatabaseAway. A connection lost before it answered is replaced once: reads may be repeated."""
        try:
            return await self._once(statement, parameters)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            asyncio.ensure_future(_renew(self._pool))  # noqa: RUF006  — nothing depends on its end
        try:
            return await self._once(statement, parameters)
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise DatabaseAway(str(error)) from error

    async def _once(self, statement: Statement, parameters: dict[str, Any]) -> Sequence[Row]:
        pool = self._pool
        try:
            connection = await pool.getconn(WAIT)
        except PoolTimeout as error:
            raise DatabaseAway(str(error)) from error
        try:
            return await _fetch(connection, statement, self._standing | parameters)
        finally:
            await pool.putconn(connection)

    @asynccontextmanager
    async def transaction(self, *, by_key: bool = False, turn: Entered | None = None) -> AsyncIterator["Transaction"]:
        """One transaction, begun with its first statement; returning commits, raising rolls back.

        by_key: its statements go to few rows by their keys, so that each is planned once, whatever its values.
        turn: what has to be entered first, so that nobody waits for their own rows with a connection in the hand.
        """
        async with AsyncExitStack() as stack:
            begin = PLANNED_ONCE if by_key else "BEGIN"
            changes = Transaction(self._pool, self._standing, stack, begin, turn)
            try:
                yield changes
                await changes.commit()
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if isinstance(error, psycopg.errors.QueryCanceled):
                    raise
                raise DatabaseAway(str(error)) from error


class Transaction(Database):
    """Statements of one change. No connection is held until the first, so slow thinking comes before it."""

    def __init__(
        self,
        pool: Pool,
        standing: dict[str, Any],
        stack: AsyncExitStack,
        begin: str = "BEGIN",
        turn: Entered | None = None,
    ) -> None:
        super().__init__(pool, standing)
        self._stack = stack
        self._begin_with = begin
        self._turn = turn
        self._begun: Connection | None = None

    async def connection(self) -> Connection:
        """The connection of this transaction; the task queue writes through it too."""
        if self._begun is None:
            self._begun = await self._begin()
        return self._begun

    async def _begin(self) -> Connection:
        """A stale connection shows itself at BEGIN, when nothing has happened yet: then the next one is tried."""
        if self._turn is not None:
            await self._take_turn(self._turn)
        for attempt in (1, 2):
            connection = await self._stack.enter_async_context(_connection(self._pool))
            try:
                await connection.execute(_ready(self._begin_with), prepare=False)
                self._stack.push_async_callback(_end, connection)
                return connection
            except psycopg.OperationalError:
                if attempt == 2:
                    raise
                await _renew(self._pool)
        raise AssertionError

    async def _take_turn(self, turn: Entered) -> None:
        """Raises DatabaseAway after as long as one waits for a connection."""
        try:
            async with asyncio.timeout(WAIT):
                await self._stack.enter_async_context(turn)
        except TimeoutError as error:
            raise DatabaseAway("others of the same person come first") from error

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        connection = await self.connection()
        return await _fetch(connection, statement, self._standing | parameters)

    async def commit(self) -> None:
        """Written once in the code base: what was begun becomes true."""
        if self._begun is not None:
            await self._begun.commit()


async def _end(connection: Connection) -> None:
    """Whatever was not committed is undone before the connection goes back; where it is lost, that undid it."""
    with suppress(psycopg.OperationalError):
        if not connection.closed and connection.pgconn.transaction_status != TransactionStatus.IDLE:
            await connection.rollback()


@asynccontextmanager
async def _connection(pool: Pool) -> AsyncIterator[Connection]:
    try:
        connection = await pool.getconn(WAIT)
    except PoolTimeout as error:
        raise DatabaseAway(str(error)) from error
    try:
        yield connection
    finally:
        await pool.putconn(connection)


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
