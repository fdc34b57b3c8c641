"""Answers that go on: a stream of server-sent events, and all streams that one process has open.

An idle stream costs a suspended coroutine and nothing else: one task looks after all of them.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import ServiceUnavailable
from freelancerclub.wire.incoming import Incoming

MEDIA_TYPE = "text/event-stream; charset=utf-8"
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}  # no proxy keeps it back
HEARTBEAT = 25.0  # seconds of silence after which a sign of life is sent
TICK = 1.0
CATCH_UP = 60.0  # seconds that telling what there is may take where nothing is waited for
TURNS = 3  # streams that read the database at once: however many have news, requests find connections
BACK = 1_000  # milliseconds until a client comes back that was cut off
SPREAD = 4_000  # milliseconds over which those come back who were sent away together
FULL = 30  # seconds until another try where no more streams are taken
PLACE = "last_event_id"
SIGN_OF_LIFE = b":\n\n"


class Woken(Enum):
    NEWS = auto()
    SILENCE = auto()
    END = auto()


class Stream:
    """An open stream of a person. `caller`: who was let in, to be looked at again while it is open."""

    __slots__ = ("_is_over", "_is_silent", "_news", "_waiting", "caller", "ends_at", "owner", "spoke_at")

    def __init__(self, owner: int, caller: Any, now: float, seconds: float) -> None:
        self.owner = owner
        self.caller = caller
        self.ends_at = now + (seconds or CATCH_UP)
        self.spoke_at = now
        self._news = self._is_silent = self._is_over = False
        self._waiting: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        return self._is_over

    def news(self) -> None:
        self._news = True
        self._wake()

    def silence(self) -> None:
        self._is_silent = True
        self._wake()

    def end(self) -> None:
        self._is_over = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def wait(self) -> Woken:
        """Until there is something to do; what came since the last wait counts."""
        if not (self._news or self._is_silent or self._is_over):
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        if self._is_over:
            return Woken.END
        if self._news:
            self._news = self._is_silent = False
            return Woken.NEWS
        self._is_silent = False
        return Woken.SILENCE


class Streams:
    """A process's. `most`: streams it takes at all; `each`: of one person, whose oldest ends for one more."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._of: dict[int, list[Stream]] = {}
        self._many = 0
        self._is_leaving = False
        self.turns = asyncio.Semaphore(TURNS)

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[Stream]:
        return iter([stream for streams in self._of.values() for stream in streams])

    def open(self, owner: int, caller: Any, seconds: float) -> Stream:
        """Raises ServiceUnavailable where there are too many. What this returns has to be closed."""
        if self._many >= self._most:
            raise ServiceUnavailable(FULL)
        stream = Stream(owner, caller, asyncio.get_running_loop().time(), seconds)
        mine = self._of.setdefault(owner, [])
        open_ = [one for one in mine if not one.is_over]
        if len(open_) >= self._each:
            open_[0].end()
        mine.append(stream)
        self._many += 1
        if self._is_leaving:
            stream.end()
        return stream

    def close(self, stream: Stream) -> None:
        mine = self._of.get(stream.owner, [])
        if stream in mine:
            mine.remove(stream)
            self._many -= 1
        if not mine:
            self._of.pop(stream.owner, None)

    def news(self, owners: Iterable[int]) -> None:
        for owner in owners:
            for stream in self._of.get(owner, ()):
                stream.news()

    def news_for_all(self) -> None:
        self.news(list(self._of))

    def leave(self) -> None:
        """This process is about to end: so are its streams, and those that are still asked for."""
        self._is_leaving = True
        self.end_all()

    def end_all(self) -> None:
        for stream in self:
            stream.end()

    def tick(self) -> None:
        """Ends those whose time has come, and has those speak that were silent for long."""
        now = asyncio.get_running_loop().time()
        for streams in self._of.values():
            for stream in streams:
                if now >= stream.ends_at:
                    stream.end()
                elif now - stream.spoke_at >= HEARTBEAT:
                    stream.spoke_at = now
                    stream.silence()


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its place, its name, and its data as JSON on one line."""

    place: int
    name: str
    data: bytes

    def written(self) -> bytes:
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.place, self.name.encode(), self.data)


@dataclass(frozen=True, slots=True)
class Batch:
    """Events after a place, the place they lead to, and whether there are more."""

    events: list[Event]
    place: int
    more: bool


@dataclass(slots=True)
class Following:
    """What a stream's handler returns: its first event, and how those after a place are read."""

    streams: Streams
    stream: Stream
    first: Event
    read: Callable[[int], Awaitable[Batch]]
    seconds: float
    place: int = field(init=False)

    def __post_init__(self) -> None:
        self.place = self.first.place

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """What is sent, a piece at a time; an empty one is a sign of life."""
        yield b"retry: %d\n\n" % BACK + self.first.written()
        woken = Woken.NEWS
        while woken is not Woken.END:
            if woken is Woken.SILENCE:
                yield b""
            else:
                async for piece in self._news():
                    yield piece
            if self.seconds == 0:
                return
            woken = await self.stream.wait()
        yield b"retry: %d\n\n" % (BACK + self.stream.owner * 7919 % SPREAD)

    async def _news(self) -> AsyncGenerator[bytes, None]:
        more = True
        while more and not self.stream.is_over:
            try:
                async with self.streams.turns:
                    batch = await self.read(self.place)
            except DatabaseAway:
                await asyncio.sleep(TICK)
                continue
            self.place, more = batch.place, batch.more
            if batch.events:
                yield b"".join(event.written() for event in batch.events)


def with_place(incoming: Incoming, query: Mapping[str, str]) -> dict[str, str]:
    """The query with where to go on: what a client sends that was cut off, a header, wins over what it began with."""
    place = incoming.headers.get("last-event-id") or query.get(PLACE) or query.get("lastEventId")
    return {**query, PLACE: place} if place else dict(query)
