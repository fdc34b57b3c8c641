"""A question to the database, with what it said: whether it still says so may be all that somebody wants to know."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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

    async def is_so(self) -> bool:
        return await self.ask(self.statement, **self.parameters) == self.row
