"""Answers of bytes, beside the API: how they are sent, logged, and what is said instead of them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import structlog

from freelancerclub.errors import Refusal, ServiceUnavailable
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.failures import body_of
from freelancerclub.wire.formats import render
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.negotiate import choose_format
from freelancerclub.wire.outgoing import BUSY, Outgoing, Send, send_body

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


async def send_held(incoming: Incoming, answer: Answer, send: Send, outgoing: Outgoing) -> Answer:
    """The answer, or that the service is busy, as it was sent."""
    with outgoing.holding(incoming.client, len(answer.body)) as has_room:
        if has_room:
            await send_answer(incoming, answer, send)
            return answer
    log.warning("too much on its way", id=incoming.id, client=incoming.client)
    busy = refused(incoming, ServiceUnavailable(BUSY))
    await send_answer(incoming, busy, send)
    return busy


async def send_answer(incoming: Incoming, answer: Answer, send: Send) -> None:
    """Its headers, and its body by `send_body`."""
    headers = [*answer.headers, NO_SNIFFING, (b"x-request-id", incoming.id.encode())]
    if answer.status != 304:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    body = b"" if incoming.method == "HEAD" else answer.body
    if not await send_body(send, body):
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
