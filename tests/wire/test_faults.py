"""Faults behind the wire: a handler that raises, a database that leaves, a client that goes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Annotated, Any

import httpx2
import pytest
import structlog
from pydantic import Field

from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import Refusal, TokenInvalid
from freelancerclub.kit.clock import system_clock
from freelancerclub.kit.limits import Turn
from freelancerclub.wire import receive as wire_receive
from freelancerclub.wire.again import Again
from freelancerclub.wire.dispatch import Dispatch
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.envelopes import Data, Done
from freelancerclub.wire.formats import FORMATS, render
from freelancerclub.wire.gate import Gate
from freelancerclub.wire.incoming import Proxies
from freelancerclub.wire.methods import OVERRIDE_BODY
from freelancerclub.wire.outgoing import Outgoing
from freelancerclub.wire.paging import STRICT
from freelancerclub.wire.urls import Urls
from freelancerclub.wire.validate import Inputs, Text, longest

SECRET = "the password of ann is abcd1234"
FAILED = {"status": "500", "message": "Internal Server Error -- We had a problem with our server. Try again later."}
Handler = Callable[..., Any]


class Search(Inputs):
    search: Annotated[Text, longest(10)] = Field("", title="Search")


class Comment(Inputs):
    comment: Text = Field("", title="Comment")


class NothingToRemove(Refusal):
    status, message, in_list = 404, "There was no like to remove", True


async def never(*_: Any) -> Any:
    raise AssertionError("no request here brings an Idempotency-Key")


@dataclass
class World:
    """A Dispatch on a gate that lets everybody in, and what came of the context of each request."""

    handler: Handler
    declared: dict[str, Any] = field(default_factory=dict)
    gate: dict[str, Any] = field(default_factory=dict)
    committing: Callable[[], None] = lambda: None
    ended: list[str] = field(default_factory=list)
    metered: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def app(self) -> Dispatch:
        declared = {
            "methods": ("GET", "POST", "PUT"),
            "paths": ("/things", "/things/{thing_id}"),
            "allow": None,
            "out": None,
        }
        endpoint = Endpoint(handler=self.handler, **(declared | self.declared))
        return Dispatch(
            Urls([endpoint]), self._gate(), self._context, never, Proxies(()), Again(system_clock), Outgoing()
        )

    def _gate(self) -> Gate:
        async def open_always() -> None:
            return None

        async def ann(*_: Any) -> Any:
            return SimpleNamespace(id=7)

        given = {
            "require_https": False,
            "maintenance": open_always,
            "count": lambda incoming: Turn(limit=10, remaining=9, reset=1_000, wait=5, is_over=False),
            "authenticate": ann,
            "distrust": lambda incoming: None,
            "meter": lambda *amounts: self.metered.append(amounts),
            "observe": lambda *seen: None,
            "slow_request": 10_000,
        }
        return Gate(**(given | self.gate))

    @asynccontextmanager
    async def _context(self, endpoint: Endpoint, caller: Any, incoming: Any) -> AsyncIterator[Any]:
        try:
            yield SimpleNamespace(headers={"Deprecation": "true"}, caller=caller, condition=None)
            self.committing()
        except BaseException as error:
            self.ended.append(f"rolled back for {type(error).__name__}")
            raise
        self.ended.append("committed")

    async def ask(self, method: str = "GET", path: str = "/things", **options: Any) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.app, client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, path, **options)


def raising(error: Exception) -> Handler:
    async def handler(ctx: Any, *arguments: Any) -> Any:
        raise error

    return handler


async def fine(ctx: Any, *arguments: Any) -> Done:
    return Done(message="Done")


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


# ── what handlers do ──


async def test_a_handler_that_fails_gives_500_and_no_detail(lines: list[dict[str, Any]]):
    world = World(raising(RuntimeError(SECRET)))
    for name in FORMATS:
        answer = await world.ask(path=f"/things.{name}")
        assert answer.status_code == 500
        assert (answer.content, answer.headers["content-type"]) == render(name, FAILED)
        assert "abcd1234" not in str(answer.headers)
    assert world.ended == ["rolled back for RuntimeError"] * len(FORMATS)
    failed, request = lines[:2]
    assert (failed["event"], failed["exc_info"], request["status"]) == ("failed", True, 500)
    assert failed["id"] == request["id"] and request["refusal"] == "InternalError"


@pytest.mark.parametrize(
    "error", [KeyError("x"), AssertionError("x"), RecursionError(), MemoryError(), TimeoutError(), OSError(28, "full")]
)
async def test_whatever_it_raises_there_is_an_answer(error: Exception):
    assert (await World(raising(error)).ask()).json() == FAILED


async def test_a_database_that_leaves_gives_503(lines: list[dict[str, Any]]):
    answer = await World(raising(DatabaseAway("connection lost: host=10.1.1.1"))).ask()
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["status"]) == (503, "5", "503")
    assert "10.1.1.1" not in answer.text
    assert [line["event"] for line in lines] == ["database away", "request"]


async def test_a_commit_that_fails_is_no_success():
    def fail() -> None:
        raise DatabaseAway("at commit")

    world = World(fine, committing=fail)
    assert (await world.ask("POST")).status_code == 503
    assert world.ended == ["rolled back for DatabaseAway"]


async def test_an_answer_that_cannot_be_printed_is_not_committed():
    async def handler(ctx: Any, *arguments: Any) -> Any:
        return Data(object())

    world = World(handler)
    assert (await world.ask("POST")).json() == FAILED
    assert world.ended == ["rolled back for TypeError"]


async def test_a_refusal_undoes_what_was_begun_and_may_stand_in_a_list():
    world = World(raising(NothingToRemove()))
    answer = await world.ask("POST")
    assert (answer.status_code, answer.json()) == (404, [{"status": "404", "message": "There was no like to remove"}])
    assert world.ended == ["rolled back for NothingToRemove"]


async def test_a_gate_that_fails_lets_nobody_in():
    async def fail(*_: Any) -> Any:
        raise RuntimeError(SECRET)

    world = World(fine, gate={"authenticate": fail})
    assert (await world.ask()).json() == FAILED and world.ended == []
    refusing = World(fine, gate={"authenticate": lambda *_: (_ for _ in ()).throw(TokenInvalid)})
    assert (await refusing.ask()).json()["message"] == "token_invalid" and refusing.ended == []


async def test_a_handler_gets_ids_page_search_and_body_in_this_order():
    seen: list[Any] = []

    async def handler(ctx: Any, *arguments: Any) -> Done:
        seen.extend([ctx.caller.id, *arguments])
        return Done(message="Done")

    world = World(handler, {"paged": STRICT, "asks": Search, "takes": Comment, "pairs": True})
    answer = await world.ask("PUT", "/things/5/limit/3?search=x", data={"comment": "hello"})
    assert answer.json() == {"status": "200", "message": "Done"} and answer.headers["deprecation"] == "true"
    caller, thing, page, asked, sent = seen
    assert (caller, thing, page.limit, asked.search, sent.comment) == (7, 5, 3, "x", "hello")
    assert world.ended == ["committed"]


async def test_what_is_asked_is_checked_before_the_body_and_both_before_the_handler():
    world = World(fine, {"paged": STRICT, "asks": Search, "takes": Comment})
    assert (
        (await world.ask("PUT", "/things?limit=x&search=12345678901", content=b"{"))
        .json()["message"]
        .startswith("The limit")
    )
    assert (await world.ask("PUT", "/things?search=12345678901", content=b"{")).json()["errors"] == (
        '"The Search field cannot exceed 10 characters in length.\\n"'
    )
    assert (await world.ask("PUT", content=b"{")).json()["message"] == "The request body is not valid JSON"
    assert world.ended == []


async def test_what_is_received_and_sent_is_metered_for_the_caller():
    world = World(fine, {"takes": Comment})
    answer = await world.ask("PUT", data={"comment": "hello"})
    assert world.metered == [(7, len("comment=hello"), len(answer.content))]


# ── clients that go ──


@pytest.mark.parametrize("length", [b"13", b"", str(OVERRIDE_BODY + 1).encode()])
async def test_a_body_that_does_not_come_is_not_waited_for(length: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire_receive, "PATIENCE", 0.05)
    world = World(fine, {"takes": Comment})
    sent = await arriving(world, "POST", [], (b"content-length", length))
    assert sent[0]["status"] == 408 and world.ended == []


async def test_what_comes_of_a_body_earns_time_for_the_rest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire_receive, "PATIENCE", 0.4)
    monkeypatch.setattr(wire_receive, "SLOWEST", 20)
    world = World(fine, {"takes": Comment})
    pieces = [b"comment=ab", b"cdefghijkl", b"mnopqrstuv"]  # half a second each
    sent = await arriving(world, "PUT", pieces, (b"content-length", b"30"), pause=0.25)
    assert sent[0]["status"] == 200


async def test_of_whoever_asks_too_often_nothing_is_read():
    world = World(fine, {"takes": Comment}, {"count": lambda _: Turn(10, 0, 300, 7, True)})
    sent = await arriving(world, "POST", [], (b"content-length", b"13"))
    assert sent[0]["status"] == 429


async def arriving(
    world: World, method: str, pieces: Sequence[bytes], *headers: tuple[bytes, bytes], pause: float = 0
) -> list[Any]:
    """Sends so much of a body and then nothing more; what the service says."""
    left, sent = iter(pieces), list[Any]()

    async def receive() -> Any:
        await asyncio.sleep(pause)
        piece = next(left, None)
        return (
            await asyncio.Event().wait()
            if piece is None
            else {"body": piece, "more_body": True, "type": "http.request"}
        )

    async def send(message: Any) -> None:
        sent.append(message)

    async with asyncio.timeout(30):
        await world.app(_scope(method, headers), receive, send)
    return sent


def _scope(method: str, headers: Sequence[tuple[bytes, bytes]]) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": "/things",
        "query_string": b"",
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
    }


async def leaving(world: World, method: str, *headers: tuple[bytes, bytes]) -> list[Any]:
    """Sends half a body and hangs up; what the service then sends."""
    messages = iter([{"type": "http.request", "body": b"comment=he", "more_body": True}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    await world.app(_scope(method, headers), receive, send)
    return sent


@pytest.mark.parametrize(
    ("method", "length"), [("PUT", b"13"), ("POST", b"13"), ("POST", b""), ("POST", str(OVERRIDE_BODY + 1).encode())]
)
async def test_a_client_that_goes_before_its_body_is_whole_does_nothing(
    method: str, length: bytes, lines: list[dict[str, Any]]
):
    world = World(fine, {"takes": Comment})
    sent = await leaving(world, method, (b"content-length", length))
    assert [message.get("status") for message in sent] == [400, None], "in case it only wrote a broken body"
    assert world.ended == []
    assert [line["event"] for line in lines] == ["client went away"]
