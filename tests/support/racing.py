"""A race between writers and readers: whoever asks after a commit may not see what was before it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

TRIES = 10_000 if os.environ.get("CLUB_FAULTS") else 1_000
LEAST = 0.02  # of the looks: what each writer commits before a race may end
MOST = 20  # times the looks: where a race ends though a writer commits nothing
READERS = 3  # of each kind

Look = Callable[[], Awaitable[dict[str, int]]]
Write = Callable[[int], Awaitable[Any]]


@dataclass
class Race:
    """Writers that count upwards, each in a place of its own, beside readers that know how far each had come."""

    committed: dict[str, int] = field(default_factory=dict)
    looks: int = 0
    stale: int = 0

    async def write(self, place: str, write: Write) -> None:
        for number in count(1):
            await write(number)
            self.committed[place] = number
            await asyncio.sleep(0)

    def goes_on(self, places: Iterable[str], tries: int) -> bool:
        """Until there were enough looks, and enough to be seen of each writer, whichever of the two is slower here."""
        return self.looks < tries or (self.slowest(places) < LEAST * tries and self.looks < MOST * tries)

    def slowest(self, places: Iterable[str]) -> int:
        return min(self.committed.get(place, 0) for place in places)

    async def read(self, look: Look, goes_on: Callable[[], bool]) -> None:
        while goes_on():
            floor = dict(self.committed)
            seen = await look()
            self.looks += 1
            self.stale += any(seen[place] < number for place, number in floor.items() if place in seen)

    async def run(self, writers: dict[str, Write], looks: list[Look], tries: int) -> None:
        goes_on = partial(self.goes_on, writers, tries)
        writing = [asyncio.create_task(self.write(*writer)) for writer in writers.items()]
        try:
            async with asyncio.TaskGroup() as group:
                for look in looks * READERS:
                    group.create_task(self.read(look, goes_on))
        finally:
            for task in writing:
                task.cancel()
            ended = await asyncio.gather(*writing, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in ended), ended
        assert self.slowest(writers) >= LEAST * tries, self.committed
