"""Compression: who is sent gzip, by what they say they take."""

import pytest

from freelancerclub.wire.compression import Compression
from freelancerclub.wire.receive import Receive

TEXT = b"a long text, to be compressed " * 100


async def long_text(_scope: object, _receive: Receive, send: object) -> None:
    length = (b"content-length", b"%d" % len(TEXT))
    await send({"type": "http.response.start", "status": 200, "headers": [length]})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": TEXT})  # type: ignore[operator]


async def is_compressed(*lines: bytes) -> bool:
    """Whether the answer is, to whoever sends these lines of Accept-Encoding."""
    sent = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [(b"accept-encoding", line) for line in lines]}
    await Compression(long_text, minimum_size=1_000)(scope, None, send)  # type: ignore[arg-type]
    start, body = sent
    assert (b"vary", b"Accept-Encoding") in start["headers"]
    return (b"content-encoding", b"gzip") in start["headers"] and len(body["body"]) < len(TEXT)


@pytest.mark.parametrize(
    "wish",
    [
        *[b"gzip, deflate, br", b"GZIP", b"x-gzip", b"*", b"br, *;q=0.1", b"identity,gzip"],
        *[b"gzip;q=0.001", b"gzip ; Q=1.0", b"*;q=0, gzip", b"gzip;q=0, x-gzip"],
    ],
)
async def test_who_takes_it(wish: bytes):
    assert await is_compressed(wish)


@pytest.mark.parametrize(
    "wish",
    [
        *[b"gzip;q=0", b"identity, gzip;q=0.0", b"x-gzip; q=0.000", b"*, gzip ; q=0", b"*;q=0"],
        *[b"identity", b"", b",;", b"br, deflate", b"gzipped", b"\xff", b"gzip" + b", br" * 200],
    ],
)
async def test_who_does_not(wish: bytes):
    assert not await is_compressed(wish)


async def test_wishes_may_stand_on_several_lines_or_on_none():
    assert await is_compressed(b"br", b"gzip")
    assert not await is_compressed(b"gzip;q=0", b"*")
    assert not await is_compressed()
