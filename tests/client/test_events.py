"""Following the stream of events: what is heard, and going on after cuts, through both doors."""

import json
from typing import Any

import pytest

from client.either import DOORS, Either, either
from client.misbehaving import Asked, Say, Server, misbehaving
from freelancerclub_client import LoggedOut, Patience, TooMany, Unreachable, Unreadable
from freelancerclub_client.records.talk import Notification, Place, SeenNotifications, ThreadItem

QUICK = Patience(tries=3, first=0.01)
HEADERS = {"Content-Type": "text/event-stream; charset=utf-8"}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written(place: int, name: str, **data: Any) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (place, name.encode(), json.dumps(data, ensure_ascii=False).encode())


def stream(*pieces: bytes) -> Say:
    """What is sent until the connection is cut."""
    return Say(headers=HEADERS, raw=b"retry: 10\n\n" + b"".join(pieces), cut=True)


def ready(place: int) -> bytes:
    return written(place, "ready", last_event_id=str(place))


def at(door: str, server: Server, **options: Any) -> Either:
    return either(door, server.url, **({"token": "stale", "patience": QUICK} | options))


async def hear(club: Either, many: int, after: str = "") -> list[Any]:
    heard = []
    async for event in club.events(after):
        heard.append(event)
        if len(heard) == many:
            break
    await club.close()
    return heard


def resumed(server: Server) -> list[str | None]:
    return [each.headers.get("last-event-id") for each in server.asked if each.path == "/events"]


async def test_each_kind_is_a_record_of_its_own(door: str):
    said = stream(
        ready(3),
        b":\n\n",
        written(4, "message", id="9", message="Grüße"),
        written(5, "notification", id="1"),
        written(6, "seen", notification_ids=["1"]),
        written(7, "unheard_of", key=1),
    )
    with misbehaving(said) as server:
        heard = await hear(at(door, server), 5)
    assert [each.kind for each in heard] == ["ready", "message", "notification", "seen", "unheard_of"]
    assert [type(each.data) for each in heard[:4]] == [Place, ThreadItem, Notification, SeenNotifications]
    assert heard[1].data.message == "Grüße" and heard[4].data["key"] == 1
    assert server.asked[0].headers["accept"] == "text/event-stream" and resumed(server) == [None]


async def test_it_goes_on_where_it_was_cut(door: str):
    first = stream(ready(3), written(4, "message", id="1"), b"id: 5\nevent: message\ndata: {half")
    second = stream(ready(4), written(5, "message", id="2"))
    with misbehaving(first, second, stream(ready(5), written(6, "message", id="3"))) as server:
        heard = await hear(at(door, server), 4)
    assert [each.id for each in heard] == ["3", "4", "5", "6"], "nothing twice, and ready once"
    assert resumed(server) == [None, "4", "5"]


async def test_it_begins_where_it_is_told(door: str):
    with misbehaving(stream(written(9, "reset", last_event_id="9"))) as server:
        (heard,) = await hear(at(door, server), 1, after="2")
    assert (heard.kind, heard.data.last_event_id) == ("reset", "9") and resumed(server) == ["2"]


@pytest.mark.parametrize(
    "fault", [Say(503, {"message": "Away"}, {"Retry-After": "0"}), Say(cut=True), Say(502, raw=b"")]
)
async def test_it_comes_back_to_a_service_that_was_away(door: str, fault: Say):
    with misbehaving(fault, stream(ready(3)), fault, fault, stream(written(4, "message", id="1"))) as server:
        heard = await hear(at(door, server), 2)
    assert [each.kind for each in heard] == ["ready", "message"]
    assert resumed(server) == [None, None, "3", "3", "3"]


async def test_it_gives_up_on_one_that_stays_away(door: str):
    with misbehaving(Say(cut=True)) as server, pytest.raises(Unreachable):
        await hear(at(door, server), 1)
    assert len(server.asked) == QUICK.tries


async def test_another_program_at_the_address(door: str):
    page = Say(raw=b"<html>", headers={"Content-Type": "text/html"})
    with misbehaving(page) as server, pytest.raises(Unreadable, match="text/event-stream"):
        await hear(at(door, server), 1)
    assert len(server.asked) == 1


@pytest.mark.parametrize("data", [b"half", b"[]", b"null", b"[" * 100_000])
async def test_an_event_that_says_nothing_readable(door: str, data: bytes):
    said = stream(ready(3), b"id: 4\nevent: message\ndata: " + data + b"\n\n")
    with misbehaving(said) as server, pytest.raises(Unreadable):
        await hear(at(door, server), 2)
    assert len(server.asked) == 1


async def test_what_is_refused_is_raised(door: str):
    with misbehaving(Say(403, {"status": "error", "message": "token_invalid"})) as server, pytest.raises(LoggedOut):
        await hear(at(door, server), 1)
    with misbehaving(Say(429, {"message": "Slow down"}, {"Retry-After": "900"})) as server, pytest.raises(TooMany):
        await hear(at(door, server), 1)
    assert len(server.asked) == 1


async def test_a_token_that_expires_meanwhile_is_renewed(door: str):
    fresh = Say(body={"token": "fresh", "data": {"id": "1"}})

    def answer(asked: Asked) -> Say:
        if asked.path == "/auth/refresh":
            return fresh
        if asked.token != "fresh":
            return stream(ready(3)) if len(server.asked) == 1 else Say(403, {"message": "token_expired"})
        return stream(ready(3), written(4, "message", id="1"))

    with misbehaving(fresh) as server:
        server.next = answer  # type: ignore[method-assign]
        heard = await hear(at(door, server), 2)
    assert [each.id for each in heard] == ["3", "4"]
    assert [each.path for each in server.asked] == ["/events", "/events", "/auth/refresh", "/events"]


async def test_a_stream_renews_its_token_once(door: str):
    fresh = Say(body={"token": "fresh", "data": {"id": "1"}})
    expired = Say(403, {"message": "token_expired"})
    with misbehaving(expired, by_path={"/auth/refresh": fresh}) as server, pytest.raises(LoggedOut):
        await hear(at(door, server), 1)
    assert [each.path for each in server.asked] == ["/events", "/auth/refresh", "/events"]
