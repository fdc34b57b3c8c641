"""Turns: what somebody does many times at once happens one after the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """One process's; whoever nobody waits for is forgotten."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, person_id: int) -> AsyncIterator[None]:
        """The person's turn, in the order in which it was asked for."""
        lock = self._locks.setdefault(person_id, asyncio.Lock())
        async with lock:
            yield
