"""What an answer hung on: the questions that were put to the database for it, to be asked again one day.

Whoever reads through an `Overheard` notices nothing of it. Afterwards it can tell whether all that was said is still
so, if nothing was changed on the way and if the clock had no part in it.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

import msgspec

from freelancerclub.db.lane import Row
from freelancerclub.db.pipeline import Statement
from freelancerclub.db.pool import Database, Entered, Transaction
from freelancerclub.kit.clock import this_quarter

MOST = 4  # questions of one answer; more of them spare nothing
LONGEST_LIST = 100  # values of one parameter, so that little is kept
_CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|LOCK|nextval)\b")

Ask = Callable[..., Awaitable[Any]]
Said = TypeVar("Said")


class Question(NamedTuple):
    """way: one of a Database's to ask, none of a transaction's."""

    way: Ask
    statement: str
    parameters: Mapping[str, Any]

    @property
    def may_be_asked_again(self) -> bool:
        """Not what changes something, nor what is about this very moment."""
        values = self.parameters.values()
        return not (_changes(self.statement) or any(_is_long(one) or _is_of_the_moment(one) for one in values))


@dataclass(frozen=True, slots=True)
class StillSo:
    """Whether questions still say what they said. until: from then on the same answers may mean something else."""

    questions: tuple[Question, ...]
    digests: tuple[bytes, ...]  # of what was said, which may be long
    until: datetime

    async def is_so(self) -> bool:
        """Asked in the same order, as one may hang on the answer to another; no further than the first that isn't."""
        for (way, statement, parameters), digest in zip(self.questions, self.digests, strict=True):
            if _digest(await way(statement, **parameters)) != digest:
                return False
        return True


class Overheard(Database):
    """A database whose reads are remembered, for one request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._heard: list[tuple[Question, Any]] | None = []  # None once it is of no use

    def still_so(self, until: datetime) -> StillSo | None:
        """All that was said so far, to be asked again until then; None if that wouldn't tell the same."""
        heard = self._heard
        if not heard or len(heard) > MOST or not all(question.may_be_asked_again for question, _ in heard):
            return None
        return StillSo(tuple(question for question, _ in heard), tuple(_digest(said) for _, said in heard), until)

    def hear(self, question: Question, said: Any) -> None:
        """Also what was asked before, by somebody else."""
        if self._heard is not None:
            self._heard.append((question, said))

    async def rows(self, statement: Statement, **parameters: Any) -> Sequence[Row]:
        return await self._asked(self._database.rows, statement, parameters)

    async def quick(self, statement: str, **parameters: Any) -> Row | None:
        return await self._asked(self._database.quick, statement, parameters)

    async def steady(self, statement: str, **parameters: Any) -> Row | None:
        return await self._asked(self._database.steady, statement, parameters)

    async def steady_rows(self, statement: str, **parameters: Any) -> Sequence[Row]:
        return await self._asked(self._database.steady_rows, statement, parameters)

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

    async def _asked(
        self, way: Callable[..., Awaitable[Said]], statement: Statement, parameters: dict[str, Any]
    ) -> Said:
        said = await way(statement, **parameters)
        if isinstance(statement, str):
            self.hear(Question(way, statement, parameters), said)
        else:  # composed for once
            self._heard = None
        return said


@lru_cache(1_000)
def _changes(statement: str) -> bool:
    return _CHANGES.search(statement) is not None


def _is_of_the_moment(value: Any) -> bool:
    return isinstance(value, datetime) and value != this_quarter(value)


def _is_long(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) > LONGEST_LIST


def _digest(said: Any) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(said), digest_size=16).digest()
