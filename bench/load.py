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
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: chunked", re.IGNORECASE)
NO_BODY = 304
PATIENCE = 30.0  # seconds that an answer may take


class Spoilt(Exception):
    """The server answered something else than what is measured."""


def ends(answer: bytes, at: int) -> bool:
    """Whether the chunks of a body that begins there are all there, up to the empty one: large answers are sent so."""
    while (line := answer.find(b"\r\n", at)) >= 0:
        size = int(answer[at:line], 16)
        at = line + 2 + size + 2
        if not size:
            return len(answer) >= at
    return False


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
        self._asked = b""
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
        self._asked = next(self._requests)
        self._transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end)
        is_chunked = length is None and _CHUNKED.search(self._buffer, 0, end + 2) is not None
        has_end = length is not None or is_chunked or not self._has_body
        if not has_end or not self._buffer.startswith(self._expected):
            asked = self._asked.partition(b"\r\n")[0]
            self._fail(Spoilt((asked + b"\n" + self._buffer[:600]).decode(errors="replace")))
            return
        if length is not None and len(self._buffer) < end + 4 + int(length[1]):
            return
        if is_chunked and not ends(self._buffer, end + 4):
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
