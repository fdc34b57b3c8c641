"""Where stories are told: the real application, reached through either door."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx2

from client.either import Either, either
from support.api import Answer, Api
from support.make import Make

STRIPPED = ("content-encoding", "content-length", "transfer-encoding")  # it is decoded by then


class Within(httpx2.AsyncBaseTransport):
    """Sends to the application, and has each answer compared with its declaration."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        content = await request.aread()
        copy = httpx2.Request(request.method, request.url, headers=request.headers, content=content)
        response = await self._api.client.send(copy)
        self._api._check(
            request.method, request.url.path, Answer(response.status_code, response.content, response.headers)
        )
        headers = [(name, value) for name, value in response.headers.items() if name not in STRIPPED]
        return httpx2.Response(response.status_code, headers=headers, content=response.content)


class Across(httpx2.BaseTransport):
    """The same from another thread."""

    def __init__(self, within: Within, loop: asyncio.AbstractEventLoop) -> None:
        self._within, self._loop = within, loop

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        asking = asyncio.run_coroutine_threadsafe(self._within.handle_async_request(request), self._loop)
        return asking.result(timeout=60)


@dataclass
class Stage:
    """What a story has at hand. `club(person)` is a client that sends their token."""

    api: Api
    make: Make
    door: str
    opened: list[Either] = field(default_factory=list)

    def club(self, person: Any = None, within: Within | None = None, **options: Any) -> Either:
        within = within or Within(self.api)
        transport = Across(within, asyncio.get_running_loop()) if self.door == "now" else within
        token = person.token if person else ""
        club = either(self.door, "http://testserver", transport=transport, token=token, **options)
        self.opened.append(club)
        return club

    async def close(self) -> None:
        for club in self.opened:
            await club.close()
