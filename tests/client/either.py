"""Either door by the same words: a story is written once, with `await`, and told through both."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from freelancerclub_client import AsyncClub, Club
from freelancerclub_client.paging import AsyncPages, Page, Pages
from freelancerclub_client.subjects.subject import Subject, lists

DOORS = ("now", "later")
END = object()


class InThread:
    """A subject of a Club whose methods are awaited: each is called in a thread, where it may block."""

    def __init__(self, subject: Any) -> None:
        self._subject = subject

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._subject, name)
        if isinstance(vars(type(self._subject))[name], lists):
            return method  # sends nothing yet
        return lambda *args, **named: asyncio.to_thread(method, *args, **named)


class Either:
    """A club through one of the doors."""

    def __init__(self, club: Club | AsyncClub) -> None:
        self.club = club
        self.session = club.session

    def __getattr__(self, name: str) -> Any:
        subject = getattr(self.club, name)
        assert isinstance(subject, Subject)
        return InThread(subject) if isinstance(self.club, Club) else subject

    async def events(self, after: str = "") -> AsyncIterator[Any]:
        if isinstance(self.club, AsyncClub):
            async with aclosing(self.club.events(after)) as stream:
                async for event in stream:
                    yield event
            return
        stream = self.club.events(after)
        while True:
            event = await asyncio.to_thread(next, stream, END)
            if event is END:
                return
            yield event

    async def close(self) -> None:
        if isinstance(self.club, Club):
            await asyncio.to_thread(self.club.close)
        else:
            await self.club.aclose()


def either(door: str, url: str, **options: Any) -> Either:
    kind: Callable[..., Club | AsyncClub] = Club if door == "now" else AsyncClub
    return Either(kind(url, **options))


async def every(rows: Pages[Any] | AsyncPages[Any]) -> list[Any]:
    if isinstance(rows, Pages):
        return await asyncio.to_thread(list, rows)
    return [row async for row in rows]


async def page(rows: Pages[Any] | AsyncPages[Any], *args: Any) -> Page[Any]:
    if isinstance(rows, Pages):
        return await asyncio.to_thread(rows.page, *args)
    return await rows.page(*args)


async def total(rows: Pages[Any] | AsyncPages[Any]) -> int:
    return await (asyncio.to_thread(rows.total) if isinstance(rows, Pages) else rows.total())
