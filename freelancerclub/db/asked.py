"""A question to the database, with what it said: whether it still says so may be all that somebody wants to know."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from freelancerclub.db.lane import Row

Ask = Callable[..., Awaitable[Row | None]]


@dataclass(frozen=True, slots=True)
class Question:
    """way: one of Database's to ask, none of a transaction's."""

    way: Ask
    statement: str
    parameters: Mapping[str, Any]

    async def ask(self) -> Row | None:
        return await self.way(self.statement, **self.parameters)


@dataclass(frozen=True, slots=True)
class StillSo:
    """Whether a question still says what it said. until: from then on the same answer may mean something else."""

    question: Question
    digest: bytes  # of the row, which may be long
    until: datetime

    async def is_so(self) -> bool:
        return _digest(await self.question.ask()) == self.digest


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its row. until: when whoever asked may no more; None is at once."""

    question: Question
    row: Row
    until: datetime | None

    def still_so(self, until: datetime) -> StillSo | None:
        """To be asked again until then; None for whoever may not."""
        return None if self.until is None else StillSo(self.question, _digest(self.row), min(self.until, until))


def _digest(row: Row | None) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(row), digest_size=16).digest()
