"""Answers of bytes, beside the API: how they are sent, logged, and what is said instead of them."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
import structlog

from freelancerclub.errors import Refusal, ServiceUnavailable
from freelancerclub.kit.limits import network_of
from freelancerclub.wire.dispatch import Send
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.failures import body_of
from freelancerclub.wire.formats import render
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.negotiate import choose_format

PIECE = 64 << 10  # bytes of a large answer that are handed on at once
PATIENCE, SLOWEST = 30.0, 32 << 10  # seconds that a large one may take, and one more for each so many bytes of it
MOST_OUTGOING, MOST_OF_ONE = 128 << 20, 32 << 20
BUSY = 5  # seconds until another try

log = structlog.get_logger("request")


Headers = tuple[tuple[bytes, bytes], ...]
NO_SNIFFING = (b"x-content-type-options", b"nosniff")


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes
    headers: Headers


def encoded(headers: Mapping[str, str]) -> Headers:
    """As they are sent."""
    return tuple((name.lower().encode(), value.encode("latin-1")) for name, value in headers.items())


class Outgoing:
    """One process's bytes that are on their way to clients in large answers: no more than there is memory for, and to
    one network only a part of it, so that who takes nothing of what they ask for leaves room for the others."""

    def __init__(self, most: int = MOST_OUTGOING, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._bytes: Counter[str] = Counter()

    @contextmanager
    def holding(self, client: str, size: int) -> Iterator[bool]:
        """Whether there is room for so many more."""
        network = network_of(client)
        if self._bytes.total() + size > self._most or self._bytes[network] + size > self._most_of_one:
            yield False
            return
        self._bytes[network] += size
        try:
            yield True
        finally:
            self._bytes[network] -= size
            if not self._bytes[network]:
                del self._bytes[network]


async def send_held(incoming: Incoming, answer: Answer, send: Send, outgoing: Outgoing) -> Answer:
    """The answer, or that the service is busy, as it was sent."""
    if len(answer.body) <= PIECE:
        await send_answer(incoming, answer, send)
        return answer
    with outgoing.holding(incoming.client, len(answer.body)) as has_room:
        if has_room:
            await send_answer(incoming, answer, send)
            return answer
    log.warning("too much on its way", id=incoming.id, client=incoming.client)
    busy = refused(incoming, ServiceUnavailable(BUSY))
    await send_answer(incoming, busy, send)
    return busy


async def send_answer(incoming: Incoming, answer: Answer, send: Send) -> None:
    """A large one goes piece by piece, and its client is left who takes it more slowly than any line is."""
    headers = [*answer.headers, NO_SNIFFING, (b"x-request-id", incoming.id.encode())]
    if answer.status != 304:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if len(answer.body) <= PIECE or incoming.method == "HEAD":
        await send({"type": "http.response.body", "body": answer.body})
        return
    try:
        async with asyncio.timeout(PATIENCE + len(answer.body) / SLOWEST):
            for at in range(0, len(answer.body), PIECE):
                await send({"type": "http.response.body", "body": answer.body[at : at + PIECE], "more_body": True})
            await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        log.info("client takes nothing more", id=incoming.id)


def note(incoming: Incoming, answer: Answer, endpoint: str, caller: int | None = None) -> None:
    """As one of the API's requests; the query may hold what opens a picture."""
    log.info(
        "request",
        id=incoming.id,
        method=incoming.method,
        path=incoming.path,
        endpoint=endpoint,
        status=answer.status,
        caller=caller,
        client=incoming.client,
        bytes_out=len(answer.body),
        ms=round((time.perf_counter() - incoming.started) * 1000, 2),
    )


def refused(incoming: Incoming, refusal: Refusal) -> Answer:
    """In the format that was asked for, as the API says no."""
    name, _ = choose_format(None, incoming.query.get("format"), incoming.headers.get("accept"))
    said = msgspec.json.decode(written(body_of(refusal)))
    body, content_type = render(name, said, incoming.query.get("callback"))
    headers = {"Content-Type": content_type, "Cache-Control": "no-store", "Vary": "Accept"}
    return Answer(refusal.status, body, encoded(headers | dict(refusal.headers)))
