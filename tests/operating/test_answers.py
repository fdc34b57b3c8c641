"""Answers of bytes: large ones go piece by piece, and no more of them at once than there is memory for."""

import asyncio
from typing import Any

import pytest

from freelancerclub.operating.answers import Answer, send_held
from freelancerclub.wire import outgoing as ways
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.outgoing import PIECE, Outgoing

MESSAGE = b"Service Unavailable"


def asking(client: str = "192.0.2.1", method: str = "GET") -> Incoming:
    return Incoming("id", method, "/images/x", {}, {}, client, "http", 0.0)


def answer(size: int) -> Answer:
    return Answer(200, bytes(size), ())


class Client:
    """Takes so many messages and then no more."""

    def __init__(self, takes: int = 10**9) -> None:
        self.takes = takes
        self.got: list[dict[str, Any]] = []

    async def send(self, message: Any) -> None:
        if len(self.got) == self.takes:
            await asyncio.Event().wait()
        self.got.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.got)


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 5 * PIECE])
async def test_every_byte_arrives_in_pieces(size: int):
    client = Client()
    sent = await send_held(asking(), answer(size), client.send, Outgoing())
    assert (sent.status, client.body) == (200, bytes(size))
    assert max(len(message.get("body", b"")) for message in client.got) <= PIECE
    assert (b"content-length", str(size).encode()) in client.got[0]["headers"]
    assert not client.got[-1].get("more_body")


async def test_who_takes_nothing_is_left_and_makes_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ways, "PATIENCE", 0.05)
    monkeypatch.setattr(ways, "SLOWEST", 1 << 30)
    outgoing = Outgoing(3 * PIECE, 3 * PIECE)
    async with asyncio.timeout(30):
        await send_held(asking(), answer(3 * PIECE), Client(takes=2).send, outgoing)
        again = await send_held(asking(), answer(3 * PIECE), Client().send, outgoing)
    assert again.status == 200


async def test_to_one_network_only_a_part_is_on_its_way():
    outgoing, waiting = Outgoing(5 * PIECE, 2 * PIECE), Client(takes=1)
    held = [
        asyncio.ensure_future(send_held(asking(client), answer(2 * PIECE), waiting.send, outgoing))
        for client in ("192.0.2.1", "192.0.2.2")
    ]
    await asyncio.sleep(0)
    refused, small, last = Client(), Client(), Client()
    same = await send_held(asking("192.0.2.1"), answer(2 * PIECE), refused.send, outgoing)
    assert same.status == 503 and MESSAGE in refused.body
    assert (await send_held(asking("192.0.2.1"), answer(PIECE), small.send, outgoing)).status == 200
    assert (await send_held(asking("192.0.2.3"), answer(2 * PIECE), last.send, outgoing)).status == 503, (
        "there is no more"
    )
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    assert (await send_held(asking("192.0.2.1"), answer(2 * PIECE), Client().send, outgoing)).status == 200


async def test_a_head_holds_nothing():
    client = Client(takes=2)
    await send_held(asking(method="HEAD"), answer(3 * PIECE), client.send, Outgoing())
    assert client.got[0]["status"] == 200
