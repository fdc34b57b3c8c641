"""Answers on their way: a budget of bytes for the large ones, and a client that takes nothing of them is left."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from freelancerclub.kit.limits import network_of

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PIECE = 64 << 10  # bytes of a large answer that are handed on at once
PATIENCE, SLOWEST = 30.0, 32 << 10  # seconds that a large one may take, and one more for each so many bytes of it
MOST_OUTGOING, MOST_OF_ONE = 128 << 20, 32 << 20
BUSY = 5  # seconds until another try


class Outgoing:
    """One process's bytes that are on their way to clients in large answers: no more than there is memory for, and to
    one network only a part of it, so that who takes nothing of what they ask for leaves room for the others. A single
    answer that is larger than that part is let through where nothing else is on its way there."""

    def __init__(self, most: int = MOST_OUTGOING, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._bytes: Counter[str] = Counter()

    @contextmanager
    def holding(self, client: str, size: int) -> Iterator[bool]:
        """Whether there is room for so many more; what is small isn't counted."""
        if size <= PIECE:
            yield True
            return
        network = network_of(client)
        others = self._bytes[network]
        if self._bytes.total() + size > self._most or (others and others + size > self._most_of_one):
            yield False
            return
        self._bytes[network] += size
        try:
            yield True
        finally:
            self._bytes[network] -= size
            if not self._bytes[network]:
                del self._bytes[network]


async def send_body(send: Send, body: bytes) -> bool:
    """A large one goes piece by piece; False where the client takes it more slowly than any line is, and is left."""
    if len(body) <= PIECE:
        await send({"type": "http.response.body", "body": body})
        return True
    try:
        async with asyncio.timeout(PATIENCE + len(body) / SLOWEST):
            for at in range(0, len(body), PIECE):
                await send({"type": "http.response.body", "body": body[at : at + PIECE], "more_body": True})
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        return False
    return True
