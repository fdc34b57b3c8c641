"""How a reply goes out: written in the format that was asked for, under its headers, if there is room for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import structlog

from freelancerclub.errors import Refusal, ServiceUnavailable
from freelancerclub.kit.limits import Turn
from freelancerclub.wire.conditions import NO_BODY
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.failures import body_of
from freelancerclub.wire.formats import render
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.outgoing import BUSY, PIECE, Outgoing, Send, send_body
from freelancerclub.wire.streaming import Following

JSON_BODY = "application/json; charset=utf-8"
VARY = (b"vary", b"Accept, Authorization, Freelancerclub-API-Key")  # whoever asks sees their own
LARGE = 256 << 10  # bytes of an answer that isn't written and handed on in one go any more
WIDEST = 8  # times what it takes as JSON, or less, an answer takes in any format
SAFE = ("GET", "HEAD")

log = structlog.get_logger("request")


@dataclass(slots=True)
class Reply:
    """What goes out, before it is written in a format."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    following: Following | None = None


def refused(refusal: Refusal) -> Reply:
    return Reply(refusal.status, written(body_of(refusal)), dict(refusal.headers))


@dataclass(slots=True)
class Answer:
    """A reply in the format that was asked for."""

    reply: Reply
    body: bytes
    content_type: str


class Writing:
    """Of one process: a large answer is written when its turn comes, and holds its place in what is on its way."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._turn = asyncio.Semaphore(1)

    def at_once(self, incoming: Incoming, reply: Reply) -> Answer | None:
        """What most are: so small, in whichever format, that nobody has to wait or make room; None for all else."""
        if len(reply.body) > (PIECE if _is_as_it_is(incoming, reply) else PIECE // WIDEST):
            return None
        return written_for(incoming, reply)

    @asynccontextmanager
    async def answer(self, incoming: Incoming, reply: Reply) -> AsyncIterator[Answer]:
        """The reply, or that there is no room for it now, to be sent within this context; what was done is told."""
        must = incoming.method not in SAFE
        answer = None
        with self._outgoing.holding(incoming.client, len(reply.body)) as has_room:
            if has_room or must:
                answer = await self._in_turn(incoming, reply)
        if answer is not None:
            with self._outgoing.holding(incoming.client, len(answer.body)) as has_room:
                if has_room or must:
                    yield answer
                    return
        log.warning("too much on its way", id=incoming.id, client=incoming.client)
        yield written_for(incoming, refused(ServiceUnavailable(BUSY)))

    async def _in_turn(self, incoming: Incoming, reply: Reply) -> Answer:
        """Large ones one after the other, beside what else is answered."""
        if len(reply.body) <= LARGE or _is_as_it_is(incoming, reply):
            return written_for(incoming, reply)
        async with self._turn:
            return await asyncio.to_thread(written_for, incoming, reply)


def written_for(incoming: Incoming, reply: Reply) -> Answer:
    """The JSON answer as it is, or read back and written in another format."""
    if _is_as_it_is(incoming, reply):
        return Answer(reply, reply.body, JSON_BODY)
    return Answer(reply, *render(incoming.format, msgspec.json.decode(reply.body), incoming.query.get("callback")))


def _is_as_it_is(incoming: Incoming, reply: Reply) -> bool:
    """Whether nothing has to be written: JSON without a callback, or no body."""
    return (incoming.format == "json" and "callback" not in incoming.query) or reply.status == NO_BODY


async def send_answer(send: Send, incoming: Incoming, answer: Answer, turn: Turn) -> None:
    length = b"content-length", b"%d" % len(answer.body)
    await send_head(send, incoming, answer.reply, turn, answer.content_type, length)
    if len(answer.body) <= LARGE:
        await send({"type": "http.response.body", "body": answer.body})  # HEAD loses it in bodiless.py
    elif not await send_body(send, answer.body):
        log.info("client takes nothing more", id=incoming.id)


async def send_head(
    send: Send, incoming: Incoming, reply: Reply, turn: Turn, content_type: str, *more: tuple[bytes, bytes]
) -> None:
    headers = [
        (b"x-content-type-options", b"nosniff"),
        (b"x-request-id", incoming.id.encode()),
        (b"x-ratelimit-limit", b"%d" % turn.limit),
        (b"x-ratelimit-remaining", b"%d" % turn.remaining),
        (b"x-ratelimit-reset", b"%d" % turn.reset),
        VARY,
        *((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers.items()),
    ]
    if reply.status != NO_BODY:
        headers += [(b"content-type", content_type.encode()), *more]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
