"""Bodies as they arrive: refused as soon as they pass their limit; a large one goes to the disk, not into memory.

Whoever writes one slower than any line does, or not at all, is waited for no longer: others need the place.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from freelancerclub.errors import BodyTooLarge, BodyTooSlow

LARGE = 64 << 10  # bytes; decoding more would keep other requests waiting
WRITTEN_AT_ONCE = 512 << 10  # bytes, which a request may hold in memory while it arrives
BREATH = 0.002  # seconds after each of these in which others are answered: a body comes in at 200 MB a second at most

PATIENCE = 30.0  # seconds that a body may take …
SLOWEST = 8 << 10  # … and one more for each so many bytes of it that came

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Disconnected(Exception):
    """The client went away before its body was whole: nobody is left to answer."""


async def read_body(receive: Receive, declared: str | None, limit: int) -> bytes:
    """The whole body, in memory; `declared` is its length where it said so.

    Raises BodyTooLarge, BodyTooSlow, Disconnected.
    """
    read = await _read(receive, declared, limit, limit)
    assert isinstance(read, bytes)
    return read


async def read_large(receive: Receive, declared: str | None, limit: int) -> bytes | BinaryIO:
    """As `read_body`, but a large one is a file without a name. Raises what that does, and OSError."""
    return await _read(receive, declared, limit, LARGE)


async def read_start(receive: Receive, declared: str | None, limit: int) -> tuple[bytes | None, Receive]:
    """The whole body if it is no longer than the limit; and what tells the body, also what was read of it here.

    Of one that says it is longer nothing is read. Raises BodyTooSlow, Disconnected.
    """
    length = _length(declared)
    if length is not None and length > limit:
        return None, receive
    messages: list[MutableMapping[str, Any]] = []
    size, is_whole = 0, length == 0
    async with _in_time() as patience:
        while not is_whole and size <= limit:
            message = await _next(receive, patience)
            messages.append(message)
            size += len(message.get("body", b""))
            is_whole = size == length or not message.get("more_body", False)
    if is_whole and size <= limit:
        return b"".join(message.get("body", b"") for message in messages), receive
    return None, _again(messages, receive)


def _again(messages: list[MutableMapping[str, Any]], receive: Receive) -> Receive:
    """What was received already, and then the rest."""
    before = iter(messages)

    async def again() -> MutableMapping[str, Any]:
        message = next(before, None)
        return await receive() if message is None else message

    return again


@asynccontextmanager
async def _in_time() -> AsyncIterator[asyncio.Timeout]:
    """Raises BodyTooSlow."""
    try:
        async with asyncio.timeout(PATIENCE) as patience:
            yield patience
    except TimeoutError:
        raise BodyTooSlow from None


async def _next(receive: Receive, patience: asyncio.Timeout) -> MutableMapping[str, Any]:
    """Some more of a body; what came earns time for the rest. Raises Disconnected."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Disconnected
    until = patience.when()
    assert until is not None
    patience.reschedule(until + len(message.get("body", b"")) / SLOWEST)
    return message


def _length(declared: str | None) -> int | None:
    return int(declared[:20]) if declared and declared.isascii() and declared.isdigit() else None


async def _read(receive: Receive, declared: str | None, limit: int, in_memory: int) -> bytes | BinaryIO:
    length = _length(declared)
    if length is not None and length > limit:
        raise BodyTooLarge
    async with _in_time() as patience:
        return await _whole(receive, patience, length, limit, in_memory)


async def _whole(
    receive: Receive, patience: asyncio.Timeout, length: int | None, limit: int, in_memory: int
) -> bytes | BinaryIO:
    file: BinaryIO | None = None
    chunks: list[bytes] = []
    size = held = 0
    try:
        while True:
            message = await _next(receive, patience)
            chunk = message.get("body", b"")
            size += len(chunk)
            held += len(chunk)
            if size > limit:
                raise BodyTooLarge
            chunks.append(chunk)
            is_whole = size == length or not message.get("more_body", False)  # the end is another turn of two threads
            if is_whole and file is None and size <= in_memory:
                return b"".join(chunks)
            if is_whole or held > max(in_memory, WRITTEN_AT_ONCE):
                file = file or TemporaryFile()  # noqa: SIM115  — handed on
                await asyncio.to_thread(_write, file, b"".join(chunks))
                chunks.clear()
                held = 0
                if not is_whole:
                    await asyncio.sleep(BREATH)
            if is_whole and file is not None:
                return file
    except BaseException:
        if file is not None:
            file.close()
        raise


def _write(file: BinaryIO, data: bytes) -> None:
    file.write(data)
    file.flush()
