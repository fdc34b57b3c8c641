"""Compression: gzip for those who ask for it; the answers to others pass without being looked at."""

from collections.abc import Iterable, MutableMapping
from typing import Any

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

VARIES = (b"vary", b"Accept-Encoding")
COMPRESSED = (".png", ".jpg", ".jpeg", ".gif")  # they are so already, and parts of them are asked for by their bytes


class Compression(GZipMiddleware):
    """Starlette's, which otherwise takes the headers of every answer apart, compressed or not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith(COMPRESSED):
            await self.app(scope, receive, send)
            return

        async def varied(message: Message) -> None:
            await send(_varying(message) if message["type"] == "http.response.start" else message)

        if scope["type"] != "http" or _asks_for_gzip(scope["headers"]):
            await super().__call__(scope, receive, varied)
            return

        await self.app(scope, receive, varied)


def _asks_for_gzip(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in headers)


def _varying(message: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Also of what was too small to be compressed, or has no body at all: the next answer may have one."""
    headers = message.get("headers", ())
    if any(name == b"vary" and b"ccept-encoding" in value.lower() for name, value in headers):
        return message
    return {**message, "headers": [*headers, VARIES]}
