"""What is tried again, when, and how a token is renewed: against a server that misbehaves, through both doors."""

import asyncio
import base64
import socket
import time
from typing import Any

import pytest

from client.either import DOORS, Either, either
from client.misbehaving import Asked, Say, Server, misbehaving
from freelancerclub_client import (
    Away,
    Conflict,
    Invalid,
    LoggedOut,
    NotAllowed,
    NotFound,
    Patience,
    Refused,
    TooMany,
    Unreachable,
    Unreadable,
)
from freelancerclub_client.core import request_of
from freelancerclub_client.subjects.account import Auth

ME = Say(body={"data": {"id": "1", "display_name": "Mia"}})
DONE = Say(body={"status": "200", "message": "Reply added"})
AWAY = Say(503, {"status": "503", "message": "Away"})
MANY = Say(429, {"status": "429", "message": "Slow down!"}, {"Retry-After": "0"})
CUT = Say(cut=True)
EXPIRED = Say(403, {"status": "error", "message": "token_expired"})
FRESH = Say(body={"token": "fresh", "data": {"id": "1", "email": "mia@example.com"}})
QUICK = Patience(tries=4, first=0.01)


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def at(door: str, server: Server, **options: Any) -> Either:
    return either(door, server.url, **({"token": "stale", "patience": QUICK} | options))


def sent(server: Server) -> list[str]:
    return [f"{each.method} {each.path}" for each in server.asked]


def keys(asked: list[Asked]) -> set[str | None]:
    return {each.headers.get("idempotency-key") for each in asked}


@pytest.mark.parametrize("fault", [AWAY, MANY, CUT, Say(502, raw=b"<html>"), Say(504, raw=b"<html>")])
async def test_a_read_is_tried_again(door: str, fault: Say):
    with misbehaving(fault, fault, ME) as server:
        club = at(door, server)
        assert (await club.users.me()).display_name == "Mia"
        await club.close()
    assert sent(server) == ["GET /users/me"] * 3


@pytest.mark.parametrize("fault", [AWAY, MANY, CUT, Say(502, raw=b"<html>")])
async def test_a_post_is_tried_again_under_one_key(door: str, fault: Say):
    with misbehaving(fault, fault, DONE, DONE) as server:
        club = at(door, server)
        await club.messages.reply(5, "Hello")
        await club.messages.reply(5, "Hello")
        await club.close()
    assert len(server.asked) == 4
    assert len(keys(server.asked[:3])) == 1 and None not in keys(server.asked)
    assert keys(server.asked[3:]) != keys(server.asked[:3]), "another call is another key"
    assert {each.body for each in server.asked} == {b"message=Hello"}


async def test_a_post_that_still_runs_is_asked_for_again(door: str):
    running = Say(409, {"status": "409", "message": "still being worked on"}, {"Retry-After": "0"})
    with misbehaving(CUT, running, DONE) as server:
        club = at(door, server)
        assert (await club.messages.reply(5, "Hello")).message == "Reply added"
        await club.close()
    assert len(server.asked) == 3 and len(keys(server.asked)) == 1


async def test_a_conflict_that_stays_is_said(door: str):
    with misbehaving(Say(409, {"status": "409", "message": "done already"})) as server:
        club = at(door, server)
        with pytest.raises(Conflict):
            await club.auth.make_key("script")
        await club.close()
    assert len(server.asked) == 1


async def test_reads_and_log_ins_carry_no_key(door: str):
    with misbehaving(ME, by_path={"/auth/login": FRESH}) as server:
        club = at(door, server)
        await club.users.me()
        await club.auth.login("mia@example.com", "secret")
        await club.close()
    assert keys(server.asked) == {None}
    assert "authorization" not in server.asked[1].headers, "who logs in needs no token"
    assert club.session.token == "fresh"


async def test_it_gives_up(door: str):
    with misbehaving(AWAY) as server:
        club = at(door, server)
        with pytest.raises(Away) as raised:
            await club.users.me()
        await club.close()
    assert len(server.asked) == QUICK.tries
    assert (raised.value.status, raised.value.message) == (503, "Away")


async def test_it_waits_as_long_as_it_is_told(door: str):
    with misbehaving(Say(429, {"message": "Slow"}, {"Retry-After": "1"}), ME) as server:
        club = at(door, server)
        began = time.monotonic()
        await club.users.me()
        await club.close()
    assert time.monotonic() - began >= 1


async def test_it_does_not_wait_for_very_long(door: str):
    with misbehaving(Say(429, {"message": "Slow"}, {"Retry-After": "1800"})) as server:
        club = at(door, server)
        with pytest.raises(TooMany) as raised:
            await club.auth.forgot("mia@example.com")
        await club.close()
    assert raised.value.retry_after == 1800 and len(server.asked) == 1


async def test_nobody_there(door: str):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        club = either(door, f"http://127.0.0.1:{taken.getsockname()[1]}", patience=QUICK)
        with pytest.raises(Unreachable) as raised:
            await club.messages.reply(5, "Hello")
        await club.close()
    assert not raised.value.may_be_done


async def test_a_connection_that_is_lost_for_good(door: str):
    with misbehaving(CUT) as server:
        club = at(door, server)
        with pytest.raises(Unreachable) as raised:
            await club.messages.reply(5, "Hello")
        await club.close()
    assert raised.value.may_be_done and len(server.asked) == QUICK.tries


async def test_an_expired_token_is_renewed_and_the_call_repeated(door: str):
    kept: list[str] = []
    with misbehaving(EXPIRED, DONE, by_path={"/auth/refresh": FRESH}) as server:
        club = at(door, server, on_token=kept.append)
        assert (await club.messages.reply(5, "Hello")).message == "Reply added"
        await club.close()
    assert sent(server) == ["POST /messages/5/reply", "GET /auth/refresh", "POST /messages/5/reply"]
    assert [each.token for each in server.asked] == ["stale", "stale", "fresh"]
    assert kept == ["fresh"]
    assert {each.body for each in server.asked if each.method == "POST"} == {b"message=Hello"}


async def test_a_token_is_renewed_once_a_call(door: str):
    with misbehaving(EXPIRED, by_path={"/auth/refresh": FRESH}) as server:
        club = at(door, server)
        with pytest.raises(LoggedOut):
            await club.users.me()
        await club.close()
    assert sent(server) == ["GET /users/me", "GET /auth/refresh", "GET /users/me"]


async def test_a_token_too_old_to_renew(door: str):
    kept: list[str] = []
    old = Say(403, {"status": "error", "message": "Token too old to refresh"})
    with misbehaving(EXPIRED, by_path={"/auth/refresh": old}) as server:
        club = at(door, server, on_token=kept.append)
        with pytest.raises(LoggedOut, match="too old"):
            await club.users.me()
        await club.close()
    assert kept == [""] and club.session.token == ""


async def test_calls_at_once_renew_once(door: str):
    with misbehaving(EXPIRED, by_path={"/auth/refresh": FRESH}) as server:
        club = at(door, server)

        def answer(asked: Asked) -> Say:
            if asked.path == "/auth/refresh":
                time.sleep(0.05)
                return FRESH
            return ME if asked.token == "fresh" else EXPIRED

        server.next = answer  # type: ignore[method-assign]
        found = await asyncio.gather(*[club.users.me() for _ in range(3)])
        await club.close()
    assert [each.display_name for each in found] == ["Mia"] * 3
    assert sent(server).count("GET /auth/refresh") == 1


async def test_a_refresh_is_tried_again_too(door: str):
    refreshing = [AWAY, CUT, FRESH]
    with misbehaving(EXPIRED, ME) as server:
        others = server.next
        server.next = lambda asked: refreshing.pop(0) if asked.path == "/auth/refresh" else others(asked)  # type: ignore
        club = at(door, server)
        await club.users.me()
        await club.close()
    assert sent(server).count("GET /auth/refresh") == 3


async def test_an_api_key_goes_first_but_where_it_is_not_enough(door: str):
    with misbehaving(ME, Say(body={"data": []}), ME) as server:
        club = at(door, server, key="k" * 40)
        await club.users.me()
        await club.auth.keys()
        await club.close()
    first, second = server.asked
    assert first.headers["freelancerclub-api-key"] == "k" * 40 and not first.token
    assert second.token == "stale" and "freelancerclub-api-key" not in second.headers


REFUSALS = [
    (400, {"status": "400", "message": "Thre are errors", "errors": '"The A field.\\nThe B field.\\n"'}, Invalid),
    (422, {"status": "422", "message": "another request"}, Invalid),
    (401, {"status": "error", "message": "Invalid email or password"}, NotAllowed),
    (403, {"status": "error", "message": "token_invalid"}, LoggedOut),
    (403, {"status": "403", "message": "You cannot message this user"}, NotAllowed),
    (404, [{"status": "404", "message": "There was no like to remove"}], NotFound),
    (410, {"status": "410", "message": "gone"}, NotFound),
    (500, {"status": "500", "message": "broken"}, Away),
]


@pytest.mark.parametrize(("status", "body", "kind"), REFUSALS)
async def test_refusals(door: str, status: int, body: Any, kind: type[Refused]):
    with misbehaving(Say(status, body, {"X-Request-Id": "r1"})) as server:
        club = at(door, server)
        with pytest.raises(kind) as raised:
            await club.users.me()
        await club.close()
    refused, said = raised.value, body[0] if isinstance(body, list) else body
    assert type(refused) is kind and len(server.asked) == 1
    assert (refused.status, refused.message, refused.request_id) == (status, said["message"], "r1")
    assert refused.errors == (("The A field.", "The B field.") if "errors" in said else ())
    assert refused.message in str(refused)


FOREIGN = [Say(raw=b"<html>"), Say(body=[]), Say(body={"meta": {}}), Say(404, raw=b"<html>"), Say(403, body=["no"])]
FOREIGN += [Say(302, raw=b"", headers={"Location": "/elsewhere"}), Say(body={"data": None}), Say(body={"data": "Mia"})]
FOREIGN += [Say(raw=b"[" * 100_000), Say(404, raw=b"[" * 100_000), Say(body={"data": {"portfolios": ["Mia"]}})]


@pytest.mark.parametrize("answer", FOREIGN)
async def test_another_program_at_the_address(door: str, answer: Say):
    with misbehaving(answer) as server:
        club = at(door, server)
        with pytest.raises(Unreadable):
            await club.users.me()
        await club.close()


TOKENLESS = [{"data": {"id": "1"}}, {"data": {"id": "1"}, "token": None}]


@pytest.mark.parametrize("body", TOKENLESS)
async def test_a_log_in_without_a_token(door: str, body: Any):
    kept: list[str] = []
    with misbehaving(Say(body=body)) as server:
        club = at(door, server, on_token=kept.append)
        with pytest.raises(Unreadable):
            await club.auth.login("mia@example.com", "abcd1234")
        await club.close()
    assert kept == [] and club.session.token == "stale"


async def test_a_token_that_is_renewed_without_another(door: str):
    with misbehaving(EXPIRED, by_path={"/auth/refresh": ME}) as server:
        club = at(door, server)
        with pytest.raises(Unreadable):
            await club.users.me()
        await club.close()


async def test_tables_that_are_none(door: str):
    with misbehaving(Say(body={"data": None})) as server:
        club = at(door, server)
        with pytest.raises(Unreadable):
            await club.users.export()
        await club.close()


async def test_a_proxy_says_that_the_service_is_away(door: str):
    with misbehaving(Say(502, raw=b"<html>Bad Gateway</html>")) as server:
        club = at(door, server)
        with pytest.raises(Away):
            await club.users.me()
        await club.close()


def test_secrets_stand_in_no_log():
    club = either("now", "http://x", token="t0ken", key="k3y")
    call = Auth.login(None, "mia@example.com", "s3cret")
    shown = repr((club.session, call, request_of(call, club.session, "")))
    assert not any(secret in shown for secret in ("t0ken", "k3y", "s3cret"))


def test_an_upload_is_sent_again_whole(tmp_path: Any):
    data = base64.b64decode("R0lGODlhAQABAAAAACw=")
    (tmp_path / "tiny.gif").write_bytes(data)
    added = Say(body={"data": {"message": "ok", "image_id": 4, "width": 1, "height": 1, "filename": "f"}})
    with misbehaving(CUT, added) as server, (tmp_path / "tiny.gif").open("rb") as opened:
        club = at("now", server).club
        assert club.images.upload(1, opened, "A dot").image_id == 4  # type: ignore[union-attr]
        club.close()  # type: ignore[union-attr]
    assert all(data in each.body and b'filename="tiny.gif"' in each.body for each in server.asked)
    assert len(server.asked) == 2
