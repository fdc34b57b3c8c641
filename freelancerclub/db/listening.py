"""Listening: one connection a process on which PostgreSQL tells whose event stream has news."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

import psycopg
import structlog

PAUSE = 1.0  # seconds between two tries to connect
CHANNEL = "club_events"

log = structlog.get_logger("streams")


class Listener:
    """Calls `news` with the ids of people; `lost` when what was told meanwhile may have been missed."""

    def __init__(self, dsn: str, news: Callable[[Iterable[int]], None], lost: Callable[[], None]) -> None:
        self._dsn = dsn
        self._news = news
        self._lost = lost

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
            self._lost()  # from here on nothing is missed
            async for told in connection.notifies():
                self._news(map(int, told.payload.split()))
