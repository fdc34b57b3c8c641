"""Case: one request in its world with the answer that is documented for it, and the replaying of it."""

import json
import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from contract.compare import compare
from contract.differences import DIFFERENCES
from contract.worlds.request import Request
from replay import counting
from replay.clients import CLIENTS, CURL, Got, Sent
from replay.reading import ACCEPTED, MEDIA_TYPES, differences
from support.make import Make
from support.served import Served

ALL = os.environ.get("CLUB_REPLAY") == "all"
FORMATS = tuple(MEDIA_TYPES)
WAYS = SUFFIX, PARAMETER, HEADER = range(3)
Change = Callable[[Make], Awaitable[Any]]
World = Callable[[Any, Make], Awaitable[Request]]
Expect = Callable[[Any, Request], Iterable[str]]


@dataclass(frozen=True)
class Case:
    """`send` makes the request from what the world says; `expect` tells how the JSON differs from the documented."""

    name: str
    world: World
    send: Callable[[Request], Sent]
    status: int
    expect: Expect
    clients: tuple[str, ...] = tuple(CLIENTS)
    formats: tuple[str, ...] = FORMATS
    way: int | None = None  # the one way to ask for a format; else all by turns
    undo: Change | None = None  # of what no emptying of the database undoes
    printed: tuple[str, Any] | None = None  # the one format that it asks for by itself, and the value printed in it


def documented(example: dict[str, Any]) -> Expect:
    """Differences from an example of the reference, but for those of differences.py."""
    excused = {path for name, path, _ in DIFFERENCES if name == example["name"]}

    def expect(plain: Any, request: Request) -> Iterable[str]:
        bodies = example["body"], plain
        if request.by_id:
            bodies = tuple(body | {"data": sorted(body["data"], key=lambda row: int(row["id"]))} for body in bodies)
        try:
            found = dict(compare(*bodies))
        except AssertionError as error:
            return [str(error)]
        return [f"{path}: {text}" for path, text in found.items() if path not in excused]

    return expect


def exactly(body: Any) -> Expect:
    return lambda plain, _: [] if plain == body and repr(plain) == repr(body) else [f"{plain} is not {body}"]


@dataclass
class Replay:
    """Replays cases against services."""

    services: Served

    async def replay(self, kind: str, case: Case, place: int) -> list[str]:
        """All that differs, each with the client and the format; the counts go to `counting`."""
        found = []
        clients = [name for name in case.clients if name != "curl" or CURL]
        counting.missing(kind, len(case.clients) - len(clients))
        if not ALL:
            clients = [clients[place % len(clients)]] if clients else []
        for client in clients:
            try:
                found += [f"{client}, {text}" for text in await self._by(client, kind, case, place)]
            finally:
                if case.undo:
                    await case.undo(self.services.make)
        return found

    async def _by(self, client: str, kind: str, case: Case, place: int) -> list[str]:
        wanted, plain = ((case.printed[0],), case.printed[1]) if case.printed else (self._formats(case, place), None)
        found, sent, request = [], None, Request()
        for number, name in enumerate(wanted):
            if sent is None or case.status < 400:  # what was refused has changed nothing
                request = await self._world(case)
                sent = case.send(request)
            asked = sent if case.printed else in_format(sent, name, place + number if case.way is None else case.way)
            got = CLIENTS[client](self.services.address(), asked)
            counting.count(kind, client, name)
            wrong = list(self._differs(case, name, got, plain, request))
            if wrong:
                counting.differing(kind)
            elif name == "json":
                plain = json.loads(got.body)
            found += [f"{name}: {text}" for text in wrong]
        return found

    def _formats(self, case: Case, place: int) -> tuple[str, ...]:
        """All; in the short form JSON and another one."""
        if ALL or len(case.formats) == 1:
            return case.formats
        return ("json", FORMATS[1 + place % (len(FORMATS) - 1)])

    async def _world(self, case: Case) -> Request:
        self.services.reset()
        request = await case.world(self.services, self.services.make)
        self.services.clock.forward(days=request.days_later)
        return request

    @staticmethod
    def _differs(case: Case, name: str, got: Got, plain: Any, request: Request) -> Iterable[str]:
        if got.status != case.status:
            yield f"{got.status} is not {case.status}: {got.body[:300]!r}"
        elif got.headers.get("content-type") != f"{MEDIA_TYPES[name]}; charset=utf-8":
            yield f"Content-Type {got.headers.get('content-type')}"
        elif name == "json":
            yield from case.expect(json.loads(got.body), request)
        elif plain is not None:
            yield from differences(name, got.body, plain)


def in_format(sent: Sent, name: str, way: int) -> Sent:
    """Asks for a format by suffix, parameter or header in turn; JSON is what nobody asks for."""
    path, mark, query = sent.path.partition("?")
    if name == "json":
        return sent
    if way % len(WAYS) == SUFFIX and not path.endswith("/"):
        return replace(sent, path=f"{path}.{name}{mark}{query}")
    if way % len(WAYS) == PARAMETER and "format=" not in query:
        return replace(sent, path=f"{path}?{query}{'&' if query else ''}format={name}")
    return sent.with_headers(Accept=ACCEPTED[name])


def bearer(request: Request) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {request.token}"),) if request.token else ()
