"""Streams: reads server-sent events, and puts the rows of a conversation into the database."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec

from freelancerclub.shapes.events import Events
from freelancerclub.wire.shape import Shape
from support.api import Api
from support.make import Make, Person
from support.shapes import check

SAYS = get_type_hints(Events)


@dataclass
class Received:
    """One event."""

    id: int
    name: str
    data: Any


def read(text: str) -> list[Received]:
    """The events of a stream, each compared with what is declared; what was cut off in the middle is none."""
    found = []
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if "data" in fields:
            assert list(fields)[-3:] == ["id", "event", "data"]
            data = json.loads(fields["data"])
            declared = SAYS[fields["event"]]
            if issubclass(declared, Shape):
                check(data, declared)
            else:
                msgspec.convert(data, declared)
                assert list(data) == list(declared.__struct_fields__)
            found.append(Received(int(fields["id"]), fields["event"], data))
    return found


async def conversation(make: Make, *people: Person) -> int:
    thread_id = await make.row("thread", creator_id=people[0].id)
    for person in people:
        await make.row("thread_member", thread_id=thread_id, person_id=person.id)
    return thread_id


async def write(make: Make, thread_id: int, author: Person, message: str) -> int:
    return await make.row("thread_item", thread_id=thread_id, author_id=author.id, message=message)


class Live:
    """A stream that stays open, asked for as a server would ask the application."""

    def __init__(self, api: Api, query: str = "") -> None:
        self._scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "raw_path": b"/events",
            "query_string": query.encode(),
            "headers": [(b"authorization", f"Bearer {api.token}".encode())],
            "client": ("127.0.0.1", 40000),
        }
        self._app = api.app
        self._gone = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.text = ""
        self.is_over = False

    async def __aenter__(self) -> "Live":
        self._task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        await self.until(lambda: bool(self.events))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self.leave()
        await asyncio.wait_for(self._task, 30)

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200
        else:
            self.text += message["body"].decode()
            self.is_over = not message.get("more_body", False)

    @property
    def events(self) -> list[Received]:
        return read(self.text)

    def leave(self) -> None:
        """As a client that closes its connection."""
        self._gone.set()

    async def until(self, true: Callable[[], bool], seconds: float = 20.0) -> None:
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  — what is asked for is no event
                await asyncio.sleep(0.02)
