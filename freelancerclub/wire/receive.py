"""Bodies as they arrive: refused as soon as they pass their limit; a large one goes to the disk, not into memory."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from freelancerclub.errors import BodyTooLarge

LARGE = 64 << 10  # bytes; decoding more would keep other requests waiting
WRITTEN_AT_ONCE = 512 << 10  # bytes, which a request may hold in memory while it arrives
BREATH = 0.002  # seconds after each of these in which others are answered: a body comes in at 200 MB a second at most

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Disconnected(Exception):
    """The client went away before its body was whole: nobody is left to answer."""


async def read_body(receive: Receive, declared: str | None, limit: int) -> bytes:
    """The whole body, in memory; `declared` is its length where it said so. Raises BodyTooLarge, Disconnected."""
    read = await _read(receive, declared, limit, limit)
    assert isinstance(read, bytes)
    return read


async def read_large(receive: Receive, declared: str | None, limit: int) -> bytes | BinaryIO:
    """The whole body, which is a file without a name if it is large. Raises BodyTooLarge, Disconnected, OSError."""
    return await _read(receive, declared, limit, LARGE)


async def _read(receive: Receive, declared: str | None, limit: int, in_memory: int) -> bytes | BinaryIO:
    length = int(declared[:20]) if declared and declared.isascii() and declared.isdigit() else None
    if length is not None and length > limit:
        raise BodyTooLarge
    file: BinaryIO | None = None
    chunks: list[bytes] = []
    size = held = 0
    try:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
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
