"""What an answer hung on: the reads that were put to the database for it, to be asked again one day.

Whoever reads through an `Overheard` notices nothing of it. Afterwards it can tell whether all that was said is still
so: if it came by lanes, where nothing can be changed, and if the clock had no part in it.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from freelancerclub.db.lane import Row
from freelancerclub.db.pipeline import Statement
from freelancerclub.db.pool import Database, Entered, Read, Transaction
from freelancerclub.db.statements import digests_of
from freelancerclub.kit.clock import this_quarter

MOST = 4  # reads of one answer; more of them spare nothing
LONGEST_LIST = 100  # values of one parameter, so that little is kept
LONG = 256  # bytes that one read said, from which on PostgreSQL makes a digest for less than it is taken apart here
LITTLE = 1_000  # microseconds of PostgreSQL's that those may take who share a lane
# What of the database is visible at this moment: while it stays the same, so does what any read says.
MOMENT = Read("SELECT pg_current_snapshot()::text", {}, is_one=True, is_quick=True)


@dataclass(slots=True)
class StillSo:
    """Whether reads still say what they said. until: from then on the same answers may mean something else."""

    database: Database
    reads: tuple[Read, ...]
    digests: tuple[bytes, ...]  # of what was said, which may be long
    until: datetime
    is_at_length: bool  # by more than one read, or a long one: digests of PostgreSQL's are cheaper
    _short: "_Short | None" = None

    async def is_so(self) -> bool:
        """All are asked at once: where one hung on the answer to another, that was the same, or nothing is so."""
        if self._short is not None:
            return await self._short.is_so(self.database)
        if self.is_at_length:
            return await self._is_so_at_length(self.reads, self.digests)
        return _are(self.digests, await self.database.together(self.reads))

    async def _is_so_at_length(self, reads: tuple[Read, ...], digests: tuple[bytes, ...]) -> bool:
        """Also has PostgreSQL make digests, which are what is asked for from then on, instead of these."""
        read = _digests_of(reads)
        before, *said, (row,), after = await self.database.together((MOMENT, *reads, read, MOMENT))
        if not _are(digests, said):
            return False
        if before == after:  # or PostgreSQL's may be of something else
            self._short, self.reads, self.digests = _Short(read, row), (), ()
        return True


class _Short:
    """All the reads as one: each by itself costs PostgreSQL and the process as much as a small answer does."""

    __slots__ = ("_digests", "_read", "_takes")

    def __init__(self, read: Read, row: Row) -> None:
        *self._digests, self._takes = row
        self._read = read

    async def is_so(self, database: Database) -> bool:
        ask = database.again if self._takes < LITTLE else database.steady
        row = await ask(self._read.statement, **self._read.parameters)
        assert row is not None, "digests, of nothing too"
        *digests, taken = row
        self._takes = min(self._takes, taken)  # whatever more it took, others had the processor
        return digests == self._digests


class Overheard(Database):
    """A database whose reads are remembered, for one request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heard: list[tuple[Read, Sequence[Row]]] | None = []  # None once it is of no use

    def still_so(self, until: datetime) -> StillSo | None:
        """All that was said so far, to be asked again until then; None if that wouldn't tell the same."""
        heard = self._heard
        if not heard or len(heard) > MOST or not all(map(_may_be_asked_again, heard)):
            return None
        reads, said = tuple(read for read, _ in heard), [msgspec.msgpack.encode(rows) for _, rows in heard]
        is_at_length = len(said) > 1 or len(said[0]) > LONG
        return StillSo(self._database, reads, tuple(map(_digest, said)), until, is_at_length)

    def hear(self, read: Read, *rows: Row) -> None:
        """Also what was asked before, by somebody else."""
        if self._heard is not None:
            self._heard.append((read, rows))

    def forget(self) -> None:
        self._heard = None

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        self._heard = None  # it may change something
        return await self._database.rows(statement, **parameters)

    async def quick(self, statement: str, **parameters: Any) -> Row | None:
        row = await self._database.quick(statement, **parameters)
        self.hear(Read(statement, parameters, is_one=True, is_quick=True), *() if row is None else (row,))
        return row

    async def steady(self, statement: str, **parameters: Any) -> Row | None:
        row = await self._database.steady(statement, **parameters)
        self.hear(Read(statement, parameters, is_one=True), *() if row is None else (row,))
        return row

    async def steady_rows(self, statement: str, **parameters: Any) -> Sequence[Row]:
        rows = await self._database.steady_rows(statement, **parameters)
        self.hear(Read(statement, parameters), *rows)
        return rows

    async def together(self, reads: Sequence[Read]) -> Sequence[Sequence[Row]]:
        said = await self._database.together(reads)
        for read, rows in zip(reads, said, strict=True):
            self.hear(read, *rows)
        return said

    async def note(self, statement: str, **parameters: Any) -> Row | None:
        self._heard = None
        return await self._database.note(statement, **parameters)

    @asynccontextmanager
    async def transaction(self, *, by_key: bool = False, turn: Entered | None = None) -> AsyncIterator[Transaction]:
        self._heard = None
        async with self._database.transaction(by_key=by_key, turn=turn) as changes:
            yield changes

    @property
    def aside(self) -> Database:
        return self._database


def _may_be_asked_again(heard: tuple[Read, Sequence[Row]]) -> bool:
    """Not what is about this very moment, nor what would take much memory."""
    return not any(_is_of_the_moment(value) or _is_long(value) for value in heard[0].parameters.values())


def _is_of_the_moment(value: Any) -> bool:
    return isinstance(value, datetime) and value != this_quarter(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) > LONGEST_LIST


def _are(digests: Sequence[bytes], said: Sequence[Sequence[Row]]) -> bool:
    return all(_digest(msgspec.msgpack.encode(rows)) == digest for rows, digest in zip(said, digests, strict=True))


def _digest(said: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=16).digest()


def _digests_of(reads: Sequence[Read]) -> Read:
    statement = digests_of(tuple(read.statement for read in reads), tuple(tuple(read.parameters) for read in reads))
    values = {f"{name}_{number}": value for number, read in enumerate(reads) for name, value in read.parameters.items()}
    return Read(statement, values, is_one=True)
