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
class Asked:
    """ask: one of Database's ways, none of a transaction's. until: when whoever asked may no more; None is at once."""

    ask: Ask
    statement: str
    parameters: Mapping[str, Any]
    row: Row
    until: datetime | None

    def remembered(self) -> "Remembered":
        return Remembered(self.ask, self.statement, self.parameters, _digest(self.row))


@dataclass(frozen=True, slots=True)
class Remembered:
    """The same without the row, which may be long."""

    ask: Ask
    statement: str
    parameters: Mapping[str, Any]
    digest: bytes

    async def is_so(self) -> bool:
        """Whether it still says the same."""
        return _digest(await self.ask(self.statement, **self.parameters)) == self.digest


def _digest(row: Row | None) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(row), digest_size=16).digest()
