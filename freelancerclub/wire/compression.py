"""Compression: gzip for those who ask for it; the answers to others pass without being looked at."""

import re
from collections.abc import Iterable, MutableMapping
from functools import lru_cache
from typing import Any

from starlette.middleware.gzip import GZipMiddleware, GZipResponder
from starlette.types import Message, Receive, Scope, Send

from freelancerclub.wire.conditions import NO_BODY

VARIES = (b"vary", b"Accept-Encoding")
COMPRESSED = (".png", ".jpg", ".jpeg", ".gif")  # they are so already, and parts of them are asked for by their bytes
REMEMBERED, LONGEST = 256, 500  # what clients say, and bytes of it; whoever says more is sent nothing compressed
_NOT_AT_ALL = re.compile(rb"\s*q\s*=\s*0(?:\.0*)?\s*")


class Compression(GZipMiddleware):
    """Starlette's, which otherwise takes the headers of every answer apart, compressed or not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].endswith(COMPRESSED):
            await self.app(scope, receive, send)
            return
        asks, onward = _asks_for_gzip(scope["headers"]), send

        async def varied(message: Message) -> None:
            nonlocal onward
            if message["type"] == "http.response.start":
                message = _varying(message)
                if asks and not _is_small(message, self.minimum_size):
                    onward = self._compressing(send)
            await onward(message)

        await self.app(scope, receive, varied)

    def _compressing(self, send: Send) -> Send:
        responder = GZipResponder(
            self.app,
            self.minimum_size,
            self.compresslevel,
            thread_minimum_size=self.thread_minimum_size,
            exclude_content_types=self.exclude_content_types,
        )

        async def sent(message: Message) -> None:
            await send(_said_once(message) if message["type"] == "http.response.start" else message)

        responder.send = sent
        return responder.send_with_compression


def _said_once(message: Message) -> Message:
    """Starlette adds what an answer varies with, also where that is said already."""
    twice, once = b", ".join([VARIES[1]] * 2), VARIES[1]
    headers = [(name, value.replace(twice, once) if name == VARIES[0] else value) for name, value in message["headers"]]
    return {**message, "headers": headers}


def _is_small(message: Message, least: int) -> bool:
    """Whether its body is known to be too small to be compressed, or there is none."""
    if message["status"] == NO_BODY:
        return True
    length = next((value for name, value in message.get("headers", ()) if name.lower() == b"content-length"), None)
    return length is not None and int(length) < least


def _asks_for_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    said = b",".join([value for name, value in headers if name == b"accept-encoding"])
    return 0 < len(said) <= LONGEST and _takes_gzip(said)


@lru_cache(REMEMBERED)
def _takes_gzip(said: bytes) -> bool:
    """By either of its names, else as `*`, which is whatever isn't named (RFC 9110, 12.5.3)."""
    takes: dict[bytes, bool] = {}
    for wish in said.lower().split(b","):
        coding, _, quality = wish.partition(b";")
        takes[coding.strip()] = _NOT_AT_ALL.fullmatch(quality) is None
    return max((takes[name] for name in (b"gzip", b"x-gzip") if name in takes), default=takes.get(b"*", False))


def _varying(message: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Also of what was too small to be compressed, or has no body at all: the next answer may have one."""
    headers = message.get("headers", ())
    if any(name == b"vary" and b"ccept-encoding" in value.lower() for name, value in headers):
        return message
    return {**message, "headers": [*headers, VARIES]}
