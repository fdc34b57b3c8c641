"""One request from top to bottom: address, gate, body, handler, envelope, format, log line."""

import asyncio
import time
from collections.abc import Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

import structlog

from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import (
    BadApiKey,
    BodyTooLarge,
    InternalError,
    NotAcceptable,
    Refusal,
    ServiceUnavailable,
    TokenRefused,
    UnknownPath,
    UnreadableBody,
)
from freelancerclub.kit.limits import Turn
from freelancerclub.wire.again import Again, Told
from freelancerclub.wire.conditions import NO_BODY, Unchanged
from freelancerclub.wire.decode import Form, decode
from freelancerclub.wire.endpoint import ORDINARY_BODY, Endpoint
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.gate import Gate
from freelancerclub.wire.incoming import Incoming, Proxies, read_incoming
from freelancerclub.wire.large import close_all, decode_large, files_of
from freelancerclub.wire.methods import check_late, declared, early_body, endpoint_of
from freelancerclub.wire.negotiate import choose_format
from freelancerclub.wire.outgoing import Outgoing, Send
from freelancerclub.wire.receive import Disconnected, Receive, read_body, read_large
from freelancerclub.wire.repeats import REPLAYED, Attempt, Attempts, is_once
from freelancerclub.wire.sending import Answer, Reply, Writing, refused, send_answer, send_head, written_for
from freelancerclub.wire.streaming import HEADERS, MEDIA_TYPE, SIGN_OF_LIFE, Following, Stream, with_place
from freelancerclub.wire.urls import Match, Urls

Scope = MutableMapping[str, Any]
Contexts = Callable[[Endpoint, Any, Incoming], AbstractAsyncContextManager[Any]]

DEPRECATED = "@1546300800"  # 2019, when the reference already said so (RFC 9745)
SLOWEST_CLIENT = 30.0  # seconds until a client that takes nothing of its stream is left

log = structlog.get_logger("request")


@dataclass(slots=True)
class Trace:
    """What the log line says besides the request itself."""

    turn: Turn
    endpoint: str = "-"
    caller: int | None = None
    refusal: str | None = None


class Dispatch:
    """The ASGI application that every request of the API goes through."""

    def __init__(
        self,
        urls: Urls,
        gate: Gate,
        contexts: Contexts,
        attempts: Attempts,
        proxies: Proxies,
        again: Again,
        outgoing: Outgoing,
    ) -> None:
        self._urls = urls
        self._gate = gate
        self._contexts = contexts
        self._attempts = attempts
        self._proxies = proxies
        self._again = again
        self._writing = Writing(outgoing)
        self._large = asyncio.Semaphore(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        incoming = read_incoming(scope, self._proxies)
        trace = Trace(self._gate.count(incoming))
        try:
            reply = await self._as_before(incoming, trace) or await self._reply(incoming, receive, trace)
        except Disconnected:
            log.info("client went away", id=incoming.id, path=incoming.path)
            reply = refused(UnreadableBody("The request body ended before it was whole"))
            with suppress(Exception):  # whoever really is gone hears nothing; of a broken body one is told
                await send_answer(send, incoming, written_for(incoming, reply), trace.turn)
            return
        if reply.following is not None:
            await self._streamed(incoming, reply, reply.following, trace, receive, send)
            return
        answer = self._writing.at_once(incoming, reply)
        if answer is not None:
            await self._hand_on(incoming, answer, trace, send)
            return
        async with self._writing.answer(incoming, reply) as answer:
            if answer.reply is not reply:
                trace.refusal = ServiceUnavailable.__name__
            await self._hand_on(incoming, answer, trace, send)

    async def _hand_on(self, incoming: Incoming, answer: Answer, trace: Trace, send: Send) -> None:
        if trace.caller is not None:
            self._gate.meter(trace.caller, incoming.bytes_in, len(answer.body))
        await send_answer(send, incoming, answer, trace.turn)
        seconds, status = time.perf_counter() - incoming.started, answer.reply.status
        self._gate.observe(trace.endpoint, status, trace.refusal, seconds)
        _log(incoming, trace, incoming.format, status, len(answer.body), seconds * 1000, self._gate.slow_request)

    async def _as_before(self, incoming: Incoming, trace: Trace) -> Reply | None:
        """That nothing changed, to whoever was told so before; None for all else, to be answered as ever."""
        told = self._again.find(incoming)
        if told is None:
            return None
        try:
            await self._gate.let_in(incoming, trace.turn)
            is_so = await told.decided.is_so()
        except Refusal:  # told as ever
            is_so = False
        except DatabaseAway:
            is_so = False
        except Exception:
            log.exception("not told again", id=incoming.id, endpoint=told.endpoint)
            is_so = False
        if not is_so:
            self._again.forget(incoming)
            return None
        incoming.format, trace.endpoint, trace.caller = told.format, told.endpoint, told.caller
        return Reply(NO_BODY, b"", told.headers)

    async def _streamed(
        self, incoming: Incoming, reply: Reply, following: Following, trace: Trace, receive: Receive, send: Send
    ) -> None:
        """Sends until the stream ends or the client leaves; the log has a line for the beginning and for the end."""
        assert trace.caller is not None
        stream, sent = following.stream, 0
        gone = asyncio.ensure_future(_gone(receive, stream))
        chunks = following.chunks()
        try:
            await send_head(send, incoming, reply, trace.turn, MEDIA_TYPE)
            seconds = time.perf_counter() - incoming.started
            self._gate.observe(trace.endpoint, reply.status, None, seconds)
            self._gate.meter(trace.caller, 0, 0)
            _log(incoming, trace, "events", reply.status, 0, seconds * 1000, self._gate.slow_request)
            while incoming.method != "HEAD" and (piece := await anext(chunks, None)) is not None:
                async with asyncio.timeout(SLOWEST_CLIENT):
                    await send({"type": "http.response.body", "body": piece or SIGN_OF_LIFE, "more_body": True})
                stream.spoke_at = asyncio.get_running_loop().time()
                sent += len(piece)
                self._gate.meter(trace.caller, 0, len(piece), is_here=False)
            await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            log.info("client takes nothing more", id=incoming.id)
        finally:
            gone.cancel()
            await chunks.aclose()
            following.streams.close(stream)
            seconds = time.perf_counter() - incoming.started
            log.info("stream ended", id=incoming.id, caller=trace.caller, bytes_out=sent, seconds=round(seconds, 1))

    async def _reply(self, incoming: Incoming, receive: Receive, trace: Trace) -> Reply:
        match = self._urls.match(incoming.path)
        query = match.pairs | incoming.query
        incoming.format, acceptable = choose_format(match.suffix, query.get("format"), incoming.headers.get("accept"))
        refusal: Refusal
        try:
            if match.node is None:
                raise UnknownPath
            body, receive = await early_body(incoming, trace.turn, receive)
            endpoint = endpoint_of(incoming, match, body)
            trace.endpoint = endpoint.name
            if (not acceptable and not endpoint.streams) or match.unknown_suffix:
                raise NotAcceptable
            caller = await self._gate.pass_through(incoming, trace.turn, endpoint.allow, match.ids)
            trace.caller = getattr(caller, "id", None)
            return await self._handled(incoming, endpoint, caller, match, query, receive, body)
        except Refusal as said:
            refusal = said
            if isinstance(said, TokenRefused | BadApiKey):
                trace.caller = None  # it was only claimed to be theirs
                self._gate.distrust(incoming)
        except DatabaseAway as away:
            log.error("database away", id=incoming.id, reason=str(away))
            refusal = ServiceUnavailable()
        except Disconnected:
            raise
        except Exception:
            log.exception("failed", id=incoming.id, endpoint=trace.endpoint)
            refusal = InternalError()
        trace.refusal = type(refusal).__name__
        return refused(refusal)

    async def _handled(
        self,
        incoming: Incoming,
        endpoint: Endpoint,
        caller: Any,
        match: Match,
        query: dict[str, str],
        receive: Receive,
        body: bytes | None,
    ) -> Reply:
        arguments: list[Any] = list(match.ids)
        if endpoint.paged:
            arguments.append(endpoint.paged.read(query))
        if endpoint.streams:
            query = with_place(incoming, query)
        form: Form = {}
        try:
            if endpoint.asks_body:
                form = await self._form(incoming, endpoint, receive, body)
            if endpoint.asks:
                asked = form | {name: [value] for name, value in query.items()}
                arguments.append(endpoint.asks.read(asked, endpoint.faults))
            if endpoint.takes:
                form = await self._form(incoming, endpoint, receive, body)
                if body is None and match.node is not None:
                    check_late(incoming, form, match.node.allowed)
                arguments.append(endpoint.takes.read(form, endpoint.faults))
            if endpoint.streams:
                async with self._contexts(endpoint, caller, incoming) as ctx:
                    return Reply(200, b"", dict(HEADERS), await endpoint.handler(ctx, *arguments))
            if is_once(incoming, endpoint):
                return await self._once(incoming, endpoint, caller, arguments, form)
            return await self._done(incoming, endpoint, caller, arguments)
        finally:
            if files := files_of(form):
                await asyncio.to_thread(close_all, files)

    async def _once(
        self, incoming: Incoming, endpoint: Endpoint, caller: Any, arguments: list[Any], form: Form
    ) -> Reply:
        """As `_done`, unless it was done already: then what was answered."""
        attempt = await self._attempts(incoming, endpoint, caller, form)
        if attempt.answered is not None:
            return _reply(endpoint, attempt.answered.body, {**attempt.answered.headers, REPLAYED: "true"})
        try:
            return await self._done(incoming, endpoint, caller, arguments, attempt)
        except BaseException:
            await attempt.give_up()
            raise

    async def _done(
        self,
        incoming: Incoming,
        endpoint: Endpoint,
        caller: Any,
        arguments: list[Any],
        attempt: Attempt | None = None,
    ) -> Reply:
        try:
            async with self._contexts(endpoint, caller, incoming) as ctx:
                # Written before the commit: what can't be printed isn't done.
                body_out = written(await endpoint.handler(ctx, *arguments))
                if attempt is not None:
                    await attempt.keep(ctx, body_out)
            reply = _reply(endpoint, body_out, ctx.headers)
            if ctx.condition is not None:
                reply.headers["ETag"] = ctx.condition.written(body_out)
        except Unchanged as known:
            reply = _reply(endpoint, b"", {"ETag": known.tag})
            reply.status = NO_BODY
            if (decided := ctx.decided()) is not None:
                caller_id = getattr(caller, "id", None)
                self._again.keep(incoming, Told(endpoint.name, caller_id, incoming.format, reply.headers, decided))
        return reply

    async def _form(self, incoming: Incoming, endpoint: Endpoint, receive: Receive, body: bytes | None) -> Form:
        """What was sent; large bodies are decoded one after the other, beside what else is answered."""
        content_type = incoming.headers.get("content-type")
        try:
            read = body if body is not None else await _late_body(incoming, endpoint, receive)
            if isinstance(read, bytes):
                incoming.bytes_in = len(read)
                return decode(read, content_type)
            with read:  # closed by the thread, but where it never began
                incoming.bytes_in = read.tell()
                async with self._large:
                    return await asyncio.to_thread(decode_large, read, content_type)
        except BodyTooLarge:
            raise endpoint.too_large from None
        except OSError as error:
            log.error("body not kept", id=incoming.id, reason=str(error))
            raise ServiceUnavailable from error


def _reply(endpoint: Endpoint, body: bytes, added: dict[str, str]) -> Reply:
    headers = {"Cache-Control": "no-store" if endpoint.private else "private, no-cache"}
    if endpoint.deprecated:
        headers["Deprecation"] = DEPRECATED
    return Reply(200, body, headers | added)


async def _late_body(incoming: Incoming, endpoint: Endpoint, receive: Receive) -> bytes | BinaryIO:
    read = read_large if endpoint.body_limit > ORDINARY_BODY else read_body
    return await read(receive, declared(incoming), endpoint.body_limit)


async def _gone(receive: Receive, stream: Stream) -> None:
    """Ends the stream of a client that went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


def _log(
    incoming: Incoming, trace: Trace, format_name: str, status: int, bytes_out: int, ms: float, slow: float
) -> None:
    """One line a request; that of a slow one is a warning."""
    say, event = (log.info, "request") if ms < slow else (log.warning, "slow request")
    say(
        event,
        id=incoming.id,
        method=incoming.method,
        path=incoming.path,
        endpoint=trace.endpoint,
        status=status,
        refusal=trace.refusal,
        caller=trace.caller,
        client=incoming.client,
        format=format_name,
        bytes_in=incoming.bytes_in,
        bytes_out=bytes_out,
        ms=round(ms, 2),
    )
