"""The lane: one connection a process on which the small reads of many requests travel at once.

A read through the pool takes a connection, a cursor and several system calls, which cost more than the read itself.
Here what requests ask for in one turn of the event loop leaves in one go (libpq's pipeline mode), and the answers
come back in the same order. It is a short cut and nothing else: whatever goes wrong, the lane is closed and opened
anew, and those who waited on it ask again through the pool, which also tells what was wrong.

For look-ups by key that take a fraction of a millisecond: a slow one would hold up all behind it. What takes longer
has a few lanes beside it (`Lanes`), where hardly anything stands behind. Statements that write have one of their own,
where each is a transaction, and answered only once it is committed.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from freelancerclub.db.statements import numbered

Row = tuple[Any, ...]
PAUSE = 1.0  # seconds between two tries to open it
SLOWEST = 2.0  # seconds after which PostgreSQL ends a statement, which then waits in the pool and in nobody's way
ABREAST = 4  # lanes for what takes longer: more at once would only share the same processors
BEHIND = 2  # statements that may stand in one of these, or times as many as come together
# Answers to reads come before their transaction ends, which all that was asked for at once shares: no way to write, and
# all of it says what was true at one moment.
ONLY_READS = "default_transaction_read_only=on", r"default_transaction_isolation=repeatable\ read"
# Statements that a lane knows; a plan takes a quarter of a megabyte, and the one unused for longest gives way.
PREPARED_MOST = 100
PATIENCE = 4.0  # seconds of silence after which the other side is taken for dead


class LaneLost(Exception):
    """No answer will come."""


@dataclass(slots=True)
class _Known:
    """A statement by its number on the connection, and the names of its parameters in their order."""

    name: bytes
    parameters: tuple[str, ...]


class _Mark:
    """Stands in the queue of what is expected for something that nobody waits for."""

    def __init__(self, status: ExecStatus) -> None:
        self.status = status


# Closing a statement is answered as preparing one is.
_PREPARED, _SYNCED = _Mark(ExecStatus.COMMAND_OK), _Mark(ExecStatus.PIPELINE_SYNC)
Answer = asyncio.Future[Sequence[Row]]


class Lane:
    """Belongs to the event loop in which it is opened."""

    def __init__(self, dsn: str, time_zone: str = "UTC", *, writes: bool = False) -> None:
        self._dsn = dsn
        self.writes = writes
        # Each statement is planned once: decision 37.
        limits = "plan_cache_mode=force_generic_plan", f"statement_timeout={int(SLOWEST * 1000)}"
        settings = f"timezone={time_zone}", *limits, *(() if writes else ONLY_READS)
        self._options = " ".join(f"-c {setting}" for setting in settings)
        self._connection: psycopg.AsyncConnection[Row] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._numbers = count()
        self._unsent: list[tuple[str, Mapping[str, Any], Answer]] = []
        self._expected: deque[Answer | _Mark] = deque()
        self._uncommitted: list[tuple[Answer, Sequence[Row]]] = []
        self._is_ended = True  # nothing of the result before has to be taken any more
        self._heard = 0.0  # when something came, or was first waited for
        self._watch: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Begins to open it; until that is done there are no answers from here."""
        self._loop = asyncio.get_running_loop()
        self._opening = self._loop.create_task(self._connect())

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    @property
    def waiting(self) -> int:
        """How many answers are still to come."""
        return len(self._unsent) + sum(not isinstance(one, _Mark) for one in self._expected)

    async def close(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            with suppress(asyncio.CancelledError):
                await self._opening
            self._opening = None
        self._drop()

    def ask(self, statement: str, parameters: Mapping[str, Any]) -> Answer | None:
        """The rows to come, or LaneLost; None while it isn't open."""
        if self._connection is None:
            return None
        answer: Answer = self._loop.create_future()
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append((statement, parameters, answer))
        return answer

    async def _connect(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._dsn, autocommit=True, connect_timeout=5, options=self._options
                )
                break
            except psycopg.Error:
                await asyncio.sleep(PAUSE)
        connection.pgconn.enter_pipeline_mode()
        connection.pgconn.nonblocking = 1
        self._rows = Transformer(connection)
        self._socket = connection.pgconn.socket  # libpq forgets it when the other side closes
        self._loop.add_reader(self._socket, self._receive)
        self._connection = connection

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        connection = self._connection
        if connection is None:  # lost in this very turn of the loop
            _fail(answer for _, _, answer in unsent)
            return
        if not self._expected:
            self._heard = self._loop.time()
        if self._watch is None:
            self._watch = self._loop.call_later(PATIENCE, self._look)
        try:
            for statement, parameters, answer in unsent:
                known = self._known.get(statement) or self._prepare(connection, statement)
                self._known.move_to_end(statement)
                try:
                    values = [_written(parameters[name]) for name in known.parameters]
                except Exception as error:  # its asker's alone: nothing of it was sent, so nothing is expected
                    answer.set_exception(error)
                    continue
                self._expected.append(answer)
                connection.pgconn.send_query_prepared(known.name, values)
                if self.writes:
                    self._sync(connection)
            if not self.writes:
                self._sync(connection)
            self._push()
        except psycopg.Error:
            _fail(answer for _, _, answer in unsent)
            self._lose()

    def _sync(self, connection: psycopg.AsyncConnection[Row]) -> None:
        """Ends the transaction of what was sent since the last one."""
        connection.pgconn.pipeline_sync()
        self._expected.append(_SYNCED)

    def _prepare(self, connection: psycopg.AsyncConnection[Row], statement: str) -> _Known:
        said = numbered(statement)
        known = _Known(b"lane_%d" % next(self._numbers), said.names)
        if len(self._known) == PREPARED_MOST:
            connection.pgconn.send_close_prepared(self._known.popitem(last=False)[1].name)
            self._expected.append(_PREPARED)
        connection.pgconn.send_prepare(known.name, said.query)
        self._expected.append(_PREPARED)
        self._known[statement] = known
        return known

    def _push(self) -> None:
        """Sends what is left to send; the rest as soon as the socket takes it."""
        connection = self._connection
        if connection is None:
            return
        try:
            is_left = connection.pgconn.flush()
        except psycopg.Error:
            self._lose()
            return
        if is_left:
            self._loop.add_writer(self._socket, self._push)
        else:
            self._loop.remove_writer(self._socket)

    def _receive(self) -> None:
        connection = self._connection
        assert connection is not None
        pgconn, expected = connection.pgconn, self._expected
        self._heard = self._loop.time()
        try:
            pgconn.consume_input()
            while expected and not pgconn.is_busy():
                result = pgconn.get_result()
                if result is not None:
                    self._is_ended = result.status == ExecStatus.PIPELINE_SYNC  # after which no end is told
                    self._deliver(result, expected.popleft())
                elif self._is_ended:
                    break
                else:
                    self._is_ended = True
        except (psycopg.Error, LaneLost):
            self._lose()

    def _deliver(self, result: PGresult, expected: Answer | _Mark) -> None:
        """Raises LaneLost for anything but what was expected: after an error all up to the next sync fails."""
        if isinstance(expected, _Mark):
            if result.status != expected.status:
                raise LaneLost
            if expected is _SYNCED:
                for answer, rows in self._uncommitted:
                    _tell(answer, rows)
                self._uncommitted.clear()
            return
        if result.status != ExecStatus.TUPLES_OK:
            _fail([expected])
            raise LaneLost
        self._rows.set_pgresult(result)
        rows = self._rows.load_rows(0, result.ntuples, tuple)
        if self.writes:
            self._uncommitted.append((expected, rows))
        else:
            _tell(expected, rows)

    def _look(self) -> None:
        """While anything is expected: whether the other side still says something."""
        self._watch = None
        if not self._expected:
            return
        left = self._heard + PATIENCE - self._loop.time()
        if left <= 0:
            self._lose()
        else:
            self._watch = self._loop.call_later(left, self._look)

    def _lose(self) -> None:
        """Closes it and begins to open it again."""
        self._drop()
        self._opening = self._loop.create_task(self._connect())

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            connection.pgconn.finish()
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        expected, self._expected = self._expected, deque()
        self._known, self._is_ended = OrderedDict(), True
        uncommitted, self._uncommitted = self._uncommitted, []
        _fail(answer for answer, _ in uncommitted)
        _fail(answer for answer in expected if not isinstance(answer, _Mark))


class Lanes:
    """A process's: one for look-ups, one for what is asked once more and takes little, one for statements that write,
    and a few for those that take milliseconds."""

    def __init__(self, dsn: str, time_zone: str = "UTC") -> None:
        self.quick = Lane(dsn, time_zone)
        self.again = Lane(dsn, time_zone)
        self.notes = Lane(dsn, time_zone, writes=True)
        self._lanes = [Lane(dsn, time_zone) for _ in range(ABREAST)]

    def open(self) -> None:
        for lane in self._all:
            lane.open()

    async def close(self) -> None:
        for lane in self._all:
            await lane.close()

    @property
    def _all(self) -> Sequence[Lane]:
        return self.quick, self.again, self.notes, *self._lanes

    def freest(self, statements: int = 1) -> Lane | None:
        """Of the few, for so many statements; None while all are busy, or none is open."""
        open_ = [lane for lane in self._lanes if lane.is_open]
        freest = min(open_, key=lambda lane: lane.waiting, default=None)
        return None if freest is None or freest.waiting >= BEHIND * statements else freest

    def ask(self, statement: str, parameters: Mapping[str, Any]) -> Answer | None:
        """The rows to come, or LaneLost; None where none of the few is free."""
        freest = self.freest()
        return None if freest is None else freest.ask(statement, parameters)


def _tell(answer: Answer, rows: Sequence[Row]) -> None:
    if not answer.done():  # whoever asked may have given up
        answer.set_result(rows)


def _fail(answers: Any) -> None:
    for answer in answers:
        if not answer.done():
            answer.set_exception(LaneLost())


def _written(value: Any) -> bytes | None:
    """A parameter as text, which PostgreSQL reads as whatever type the statement has in its place."""
    if value is None:
        return None
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, date):  # a datetime too
        return value.isoformat().encode()
    if isinstance(value, list | tuple):
        return ("{" + ",".join(map(_element, value)) + "}").encode()
    assert isinstance(value, int | float | str), "what is asked for by a lane has no other parameters"
    return str(value).encode()


def _element(value: Any) -> str:
    """One of an array: quoted, so that no text is taken for more than itself."""
    if value is None:
        return "NULL"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
