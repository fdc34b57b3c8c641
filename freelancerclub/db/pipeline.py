"""Statements of a transaction that travel together: one round trip for all of them, and for each what psycopg says.

Each round trip wakes two processes up, which costs more than most statements do. psycopg has a pipeline too, but looks
at the socket once a statement; here it is looked at when all are written. Values go out, and rows come in, by
psycopg's own adapters, so that a statement means the same in both ways.
"""

from collections import OrderedDict
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.sql import Composed
from psycopg.waiting import Ready, Wait

from freelancerclub.db.statements import numbered

Row = tuple[Any, ...]
Statement = str | Composed
Said = tuple[Statement, Mapping[str, Any]]
Waiting = Generator[Wait, Ready | int, PGresult]
PREPARED_FROM = 3  # uses, as psycopg
PREPARED_MOST = 200  # of a connection; the one that wasn't used for longest gives way
FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED)


@dataclass(slots=True)
class _Known:
    """A statement with its types of parameters: how often it was sent, and its name once it is prepared."""

    uses: int = 0
    name: bytes = b""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement with its values, as they are sent."""

    query: bytes
    values: Sequence[Any]
    types: tuple[int, ...]
    formats: Sequence[int]


class Pipeline:
    """One connection's. Not for two at once, as the connection itself."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._adapt = Transformer(connection)
        self._known: OrderedDict[tuple[bytes, tuple[int, ...]], _Known] = OrderedDict()
        self._numbers = count()

    async def run(self, said: Sequence[Said]) -> Sequence[Row]:
        """Does them in their order, up to the first that fails; the rows of the last. Raises psycopg.Error."""
        ready = [self._ready(statement, parameters) for statement, parameters in said]
        last: PGresult = await self._connection.wait(self._exchange(ready))
        if last.status != ExecStatus.TUPLES_OK:
            return ()
        self._adapt.set_pgresult(last)
        return self._adapt.load_rows(0, last.ntuples, tuple)

    def _ready(self, statement: Statement, parameters: Mapping[str, Any]) -> _Ready:
        text = statement if isinstance(statement, str) else statement.as_string(self._connection)
        known = numbered(text)
        adapt = self._adapt
        values = adapt.dump_sequence([parameters[name] for name in known.names], [PyFormat.AUTO] * len(known.names))
        return _Ready(known.query, values, adapt.types or (), adapt.formats or ())

    def _exchange(self, ready: Sequence[_Ready]) -> Waiting:
        """Sends all, and waits for all that is said to it, whatever failed."""
        pgconn = self._connection.pgconn
        pgconn.enter_pipeline_mode()
        try:
            prepared = [known for one in ready for known in self._send(one)]
            pgconn.pipeline_sync()
            results = yield from self._results()
            pgconn.exit_pipeline_mode()
        except BaseException:
            pgconn.finish()  # nobody knows what is still to come
            raise
        for result, known in zip(results, prepared, strict=True):
            if known is not None and result.status != ExecStatus.COMMAND_OK:
                known.name = b""
        failed = next((result for result in results if result.status in FAILED), None)
        if failed is not None:
            error = error_from_result(failed)
            if isinstance(error, InvalidSqlStatementName):  # somebody else made the connection forget them
                self._known.clear()
            raise error
        return results[-1]

    def _send(self, one: _Ready) -> Iterator[_Known | None]:
        """For each message that is answered what it prepares, if anything."""
        pgconn, known = self._connection.pgconn, self._known.setdefault((one.query, one.types), _Known())
        known.uses += 1
        self._known.move_to_end((one.query, one.types))
        if len(self._known) > PREPARED_MOST and (oldest := self._known.popitem(last=False)[1].name):
            pgconn.send_close_prepared(oldest)
            yield None
        if known.uses < PREPARED_FROM:
            pgconn.send_query_params(one.query, one.values, one.types, one.formats)
            yield None
            return
        if not known.name:
            known.name = b"club_%d" % next(self._numbers)
            pgconn.send_prepare(known.name, one.query, one.types)
            yield known
        pgconn.send_query_prepared(known.name, one.values, one.formats)
        yield None

    def _results(self) -> Generator[Wait, Ready | int, list[PGresult]]:
        """All up to the end; what is left to send goes out meanwhile, so that neither side waits for the other."""
        pgconn, is_ended = self._connection.pgconn, True
        results: list[PGresult] = []
        is_left = pgconn.flush()
        while True:
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None and is_ended:
                    break
                is_ended = result is None
                if result is not None and result.status == ExecStatus.PIPELINE_SYNC:
                    return results
                if result is not None:
                    results.append(result)
            while not (ready := (yield Wait.RW if is_left else Wait.R)):
                continue
            if ready & Ready.R:
                self._listen(results)
            if is_left:
                is_left = pgconn.flush()

    def _listen(self, results: Sequence[PGresult]) -> None:
        """Raises what PostgreSQL said before it hung up, if it did."""
        try:
            self._connection.pgconn.consume_input()
        except psycopg.OperationalError:
            if results and results[-1].status == ExecStatus.FATAL_ERROR:
                raise error_from_result(results[-1]) from None
            raise
