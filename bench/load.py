"""The load client: keep-alive connections that each send the next request once the answer is whole."""

import asyncio
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import uvloop

from bench.cases import HOST

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
NO_BODY = 304
PATIENCE = 30.0  # seconds that an answer may take


class Spoilt(Exception):
    """The server answered something else than what is measured."""


@dataclass
class Taken:
    """What one slice of a case took; times in seconds."""

    requests: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


class _Connection(asyncio.Protocol):
    """Bounded by `until`: after it no request is sent. From one to the next it lets `pause` seconds go by at least."""

    def __init__(self, requests: Iterator[bytes], status: int, until: float, taken: Taken, pause: float) -> None:
        self._requests = requests
        self._expected = f"HTTP/1.1 {status} ".encode()
        self._has_body = status != NO_BODY
        self._until = until
        self._taken = taken
        self._pause = pause
        self._buffer = b""
        self._sent = 0.0
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask_again(self) -> None:
        wait = self._sent + self._pause - time.perf_counter() if self._pause else 0
        if wait > 0:
            self._loop.call_later(wait, self._ask)
        else:
            self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._until:
            self._transport.close()
            return
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end)
        if (length is None and self._has_body) or not self._buffer.startswith(self._expected):
            self._fail(Spoilt(self._buffer[:600].decode(errors="replace")))
            return
        if length is not None and len(self._buffer) < end + 4 + int(length[1]):
            return
        self._buffer = b""
        self._taken.requests += 1
        self._taken.latencies.append(time.perf_counter() - self._sent)
        self._ask_again()

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
        self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done() and time.perf_counter() < self._until:
            self.done.set_exception(Spoilt(f"the server closed the connection ({error})"))
        elif not self.done.done():
            self.done.set_result(None)


async def _drive(
    port: int, requests: Iterator[bytes], status: int, connections: int, seconds: float, rate: float | None
) -> Taken:
    taken, loop = Taken(), asyncio.get_running_loop()
    began = time.perf_counter()
    pause = connections / rate if rate else 0.0

    def make() -> _Connection:
        return _Connection(requests, status, began + seconds, taken, pause)

    made = [(await loop.create_connection(make, HOST, port))[1] for _ in range(connections)]
    await asyncio.wait_for(asyncio.gather(*(one.done for one in made)), seconds + pause + PATIENCE)
    taken.seconds = time.perf_counter() - began
    return taken


def drive(
    port: int, requests: Iterator[bytes], status: int, connections: int, seconds: float, rate: float | None = None
) -> Taken:
    """Sends requests for so many seconds, as fast as they are answered or so many a second.

    Raises Spoilt where an answer has another status.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_drive(port, requests, status, connections, seconds, rate))
