"""The load client waits for the whole answer, however its length is told, and names what was asked of a wrong one."""

import asyncio
from itertools import repeat

import pytest

from bench.load import Spoilt, Taken, drive, ends

CHUNKS = b"5\r\nhello\r\n1\r\n \r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"


def test_chunks_end_with_the_empty_one_and_not_before() -> None:
    assert [ends(b"head" + CHUNKS[:size], 4) for size in range(len(CHUNKS) + 1)] == [False] * len(CHUNKS) + [True]


def test_what_looks_like_the_end_inside_a_chunk_is_none() -> None:
    inside = b"5\r\n0\r\n\r\n\r\n"
    assert not ends(inside, 0)
    assert ends(inside + b"0\r\n\r\n", 0)


def answered(*pieces: bytes, status: int = 200) -> Taken:
    """What a server that says these pieces, one after the other, is found to have answered in a moment."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.001)

    async def run() -> Taken:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await asyncio.to_thread(drive, port, repeat(b"GET /some HTTP/1.1\r\n\r\n"), status, 2, 0.1)

    return asyncio.run(run())


@pytest.mark.parametrize("head", [b"Content-Length: 32\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_an_answer_is_counted_once_it_is_whole(head: bytes) -> None:
    body = CHUNKS if b"chunked" in head else b"0\r\n\r\n" + b"x" * 27
    taken = answered(b"HTTP/1.1 200 OK\r\n" + head, body[:9], body[9:20], body[20:])
    assert taken.requests > 0 and taken.requests == len(taken.latencies)
    assert min(taken.latencies) >= 0.002  # not before the last piece


@pytest.mark.parametrize("head", [b"HTTP/1.1 500 No\r\nContent-Length: 0", b"HTTP/1.1 200 OK\r\nServer: some"])
def test_another_answer_is_told_with_what_was_asked(head: bytes) -> None:
    with pytest.raises(Spoilt, match="GET /some HTTP/1.1\n" + head[:12].decode()):
        answered(head + b"\r\n\r\n")
