"""Answers of the API: what is large waits for its turn, and for room among what is on its way."""

import asyncio
from typing import Any

import pytest

from freelancerclub.kit.limits import Turn
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.outgoing import PIECE, Outgoing
from freelancerclub.wire.sending import LARGE, Reply, Writing, send_answer, written_for

TURN = Turn(10, 9, 0, 1, False)


def asking(method: str = "GET", client: str = "192.0.2.1", name: str = "json") -> Incoming:
    query = {"callback": "show"} if name == "jsonp" else {}
    incoming = Incoming("id", method, "/messages/1", query, {}, client, "http", 0.0)
    incoming.format = name.removesuffix("p") if query else name
    return incoming


def saying(size: int) -> Reply:
    return Reply(200, b'{"status":"200","message":"' + b"x" * size + b'"}')


@pytest.mark.parametrize("name", ["json", "xml"])
async def test_what_is_small_is_never_refused(name: str):
    writing = Writing(Outgoing(0, 0))
    async with writing.answer(asking(name=name), saying(PIECE - 200)) as answer:
        assert answer.reply.status == 200


@pytest.mark.parametrize(("name", "most"), [("json", PIECE), ("xml", PIECE // 8), ("php", PIECE // 8)])
def test_only_what_stays_small_goes_at_once(name: str, most: int):
    writing, around = Writing(Outgoing(0, 0)), len(saying(0).body)
    answer = writing.at_once(asking(name=name), saying(most - around))
    assert answer is not None and len(answer.body) <= PIECE
    assert writing.at_once(asking(name=name), saying(most - around + 1)) is None


async def test_to_one_network_only_so_much_is_on_its_way():
    writing = Writing(Outgoing(9 * PIECE, 3 * PIECE))
    async with writing.answer(asking(), saying(2 * PIECE)) as first:
        async with writing.answer(asking(), saying(2 * PIECE)) as second:
            assert (first.reply.status, second.reply.status) == (200, 503)
            assert second.reply.headers["Retry-After"] == "5" and b"Service Unavailable" in second.body
        async with writing.answer(asking(client="198.51.100.1"), saying(2 * PIECE)) as elsewhere:
            assert elsewhere.reply.status == 200
    async with writing.answer(asking(), saying(2 * PIECE)) as after:
        assert after.reply.status == 200


async def test_one_that_is_larger_than_a_networks_part_goes_alone():
    writing = Writing(Outgoing(9 * PIECE, 3 * PIECE))
    async with writing.answer(asking(), saying(5 * PIECE)) as large:
        assert large.reply.status == 200
        async with writing.answer(asking(), saying(2 * PIECE)) as other:
            assert other.reply.status == 503
    async with writing.answer(asking(), saying(10 * PIECE)) as too_large:
        assert too_large.reply.status == 503


async def test_what_was_done_is_told_although_there_is_no_room():
    writing = Writing(Outgoing(0, 0))
    async with writing.answer(asking("POST"), saying(2 * PIECE)) as answer:
        assert answer.reply.status == 200


@pytest.mark.parametrize("name", ["xml", "html", "csv", "php", "jsonp"])
async def test_a_large_one_is_written_beside_what_else_is_done(name: str):
    reply, ticks = saying(LARGE + 1), 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    writing = Writing(Outgoing())
    async with writing.answer(asking(name=name), reply) as answer:
        assert answer.body == written_for(asking(name=name), reply).body
    ticking.cancel()
    assert ticks > 0


@pytest.mark.parametrize(("size", "pieces"), [(1, 1), (LARGE - 100, 1), (LARGE, LARGE // PIECE + 2)])
async def test_a_large_one_goes_piece_by_piece(size: int, pieces: int):
    got: list[Any] = []

    async def send(message: Any) -> None:
        got.append(message)

    answer = written_for(asking(), saying(size))
    await send_answer(send, asking(), answer, TURN)
    assert b"".join(message.get("body", b"") for message in got) == answer.body
    assert (b"content-length", str(len(answer.body)).encode()) in got[0]["headers"]
    assert len(got) == 1 + pieces and not got[-1].get("more_body")
