"""Listening: one connection a process on which PostgreSQL tells whose event stream has news."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import Protocol

import psycopg
import structlog
from psycopg.rows import TupleRow

PAUSE = 1.0  # seconds between two tries to connect
CHANNEL = "club_events"

log = structlog.get_logger("streams")


class Audience(Protocol):
    """Who is told."""

    def news(self, owners: Iterable[int]) -> None:
        """There may be news for these people."""

    def news_for_all(self) -> None:
        """What was told meanwhile may have been missed."""


class Listener:
    """Belongs to the event loop in which it listens."""

    def __init__(self, dsn: str, audience: Audience) -> None:
        self._dsn = dsn
        self._audience = audience

    async def listen(self) -> None:
        """Until cancelled, with a new connection whenever one is lost."""
        while True:
            with suppress(psycopg.Error, OSError):
                await self._listen()
            log.warning("listens no more to the database", tries_again_after=PAUSE)
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        """Keep-alives end a connection whose other side vanished without a word."""
        connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=5, keepalives_idle=10, keepalives_interval=5, keepalives_count=3
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._audience.news_for_all()  # from here on nothing is missed
            async for told in _told(connection):
                self._audience.news(int(word) for word in told.split() if word.isdecimal())


async def _told(connection: psycopg.AsyncConnection[TupleRow]) -> AsyncIterator[str]:
    """What the connection is told, until it is lost. Its own `notifies` wakes up ten times a second to look."""
    loop, pgconn, readable = asyncio.get_running_loop(), connection.pgconn, asyncio.Event()
    file = connection.fileno()
    loop.add_reader(file, readable.set)
    try:
        while True:
            readable.clear()
            pgconn.consume_input()
            while told := pgconn.notifies():
                yield told.extra.decode()
            await readable.wait()
    finally:
        loop.remove_reader(file)
