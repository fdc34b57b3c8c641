"""Whoever asks once more with the tag they have: what it hung on is asked, and everything that it may not miss."""

from collections.abc import Iterator
from typing import Any

import pytest

from freelancerclub.db.asked import MOST
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.dispatch import Dispatch
from freelancerclub.wire.endpoint import Endpoint
from support.api import Answer, Api
from support.canaries import MINE, THEIRS, World, addresses, make_world
from support.make import Make
from support.watching import everything, statements

READS = [each for each in ENDPOINTS if "GET" in each.methods and each.may_be_asked_again]
NOT_ASKED = {"GET /users", "GET /auth/refresh", "GET /users/me/export", "GET /events"}
# Those that hang on one statement.
PATHS = (
    *(f"/users/{THEIRS}", f"/users/{THEIRS}/images", "/images", f"/images/{THEIRS}", "/users/images?searchstr="),
    *("/jobs", "/jobs?tab=applied", f"/jobs/{THEIRS}", f"/applicants/{MINE}", "/messages"),
)


@pytest.fixture
async def world(make: Make) -> World:
    return await make_world(make)


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths of what went the ordinary way."""
    seen: list[str] = []
    reply = Dispatch._reply

    async def noting(self: Dispatch, incoming: Any, *rest: Any) -> Any:
        seen.append(incoming.path)
        return await reply(self, incoming, *rest)

    monkeypatch.setattr(Dispatch, "_reply", noting)
    return seen


async def known(api: Api, path: str, **headers: str) -> str:
    """The tag of what is there, after it was asked for with it once."""
    await api.get(path, headers=headers)  # what a first look marks is marked
    tag = (await api.get(path, headers=headers)).headers["etag"]
    assert (await api.get(path, headers=headers | {"If-None-Match": tag})).status == 304
    return tag


async def again(api: Api, path: str, tag: str, **headers: str) -> Answer:
    return await api.get(path, headers=headers | {"If-None-Match": tag})


async def asked_again(api: Api, path: str, tag: str) -> tuple[Answer, int]:
    """And how many statements that took."""
    with statements() as seen:
        answer = await again(api, path, tag)
    return answer, len(seen)


@pytest.mark.parametrize("path", PATHS)
async def test_it_is_the_same_304_of_one_statement(path: str, api: Api, world: World, ordinary: list[str]):
    me = api.as_(world.viewer)
    await me.get(path)
    tag = (await me.get(path)).headers["etag"]
    first = await again(me, path, tag, **{"X-Request-Id": "a"})
    ordinary.clear()
    with statements() as seen:
        second = await again(me, path, tag, **{"X-Request-Id": "a"})
    assert (second.status, second.body, len(seen), ordinary) == (304, b"", 1, [])
    left = [int(answer.headers.pop("x-ratelimit-remaining")) for answer in (first, second)]
    assert left[0] - left[1] == 1 and first.headers == second.headers


async def test_which_reads_go_the_ordinary_way_each_time():
    reads = {each.name for each in ENDPOINTS if "GET" in each.methods and not each.writes}
    assert reads - {each.name for each in READS} == NOT_ASKED


@pytest.mark.parametrize("endpoint", READS, ids=lambda endpoint: endpoint.name)
async def test_every_read_is_told_again_by_what_it_hung_on(
    endpoint: Endpoint, api: Api, world: World, make: Make, ordinary: list[str]
):
    me, found = api.as_(world.viewer), 0
    for path in addresses(endpoint):
        await me.get(path)
        tag = (await me.get(path)).headers.get("etag")
        if tag is None:
            continue
        found += 1
        before = await everything(make)
        await again(me, path, tag)
        ordinary.clear()
        told = [await asked_again(me, path, tag) for _ in range(3)]
        assert [answer.status for answer, _ in told] == [304] * 3 and not ordinary, path
        assert told[0][1] in (1, *range(2 + 3, MOST + 4)), "by itself, or between two looks and with one digest of all"
        assert [asked for _, asked in told[1:]] == [1, 1], "from then on as one"
        assert await everything(make) == before
    assert found or endpoint.name == "GET /unsubscribe", "nothing was read"


async def test_whatever_was_told_whoever_is_not_let_in_any_more_is_refused(api: Api, world: World, make: Make):
    me, tags = api.as_(world.viewer), {}
    for endpoint in READS:
        for path in addresses(endpoint) if endpoint.allow.token != "none" else ():
            await me.get(path)
            if tag := (await me.get(path)).headers.get("etag"):
                await again(me, path, tag)
                tags[path] = tag
    assert len(tags) > len(READS)
    await make.rows(ENDS["epoch"])
    for path, tag in tags.items():
        assert (await again(me, path, tag)).message == "token_invalid", path


@pytest.mark.parametrize("path", PATHS)
async def test_each_person_and_format_by_itself(path: str, api: Api, world: World, make: Make, ordinary: list[str]):
    me, other = api.as_(world.viewer), api.as_(await make.person())
    tag, xml = await known(me, path), await known(me, path, Accept="text/xml")
    ordinary.clear()
    assert (await again(me, path, tag)).status == (await again(me, path, xml, Accept="text/xml")).status == 304
    assert not ordinary
    assert (await again(me, path, xml)).status == (await again(me, path, tag, Accept="text/xml")).status == 200
    await again(other, path, tag)
    assert (await api.get(path, headers={"If-None-Match": tag})).message == "token_not_provided"
    assert len(ordinary) == 4, "none of these is who was told"


CHANGES = {
    f"/users/{THEIRS}": f"UPDATE person SET bio = 'changed' WHERE id = {THEIRS}",
    f"/users/{THEIRS}/images": f"UPDATE portfolio SET title = 'Changed' WHERE owner_id = {THEIRS}",
    "/images": f"INSERT INTO picture_like (picture_id, person_id) VALUES ({MINE}, {MINE})",
    f"/images/{THEIRS}": f"UPDATE picture SET title = 'Changed' WHERE id = {THEIRS}",
    "/jobs": f"DELETE FROM watch WHERE person_id = {MINE}",
    f"/jobs/{THEIRS}": f"UPDATE job SET title = 'Changed' WHERE id = {THEIRS}",
    f"/applicants/{MINE}": f"UPDATE application SET notes = 'Changed' WHERE job_id = {MINE}",
    "/messages": f"UPDATE thread_member SET read = NOT read WHERE person_id = {MINE}",
}


@pytest.mark.parametrize(("path", "change"), CHANGES.items())
async def test_a_change_is_seen_at_once_and_what_follows_is_known_again(
    path: str, change: str, api: Api, world: World, make: Make, ordinary: list[str]
):
    me = api.as_(world.viewer)
    tag = await known(me, path)
    await make.rows(change)
    changed = await again(me, path, tag)
    assert changed.status == 200 and changed.headers["etag"] != tag
    fresh = changed.headers["etag"]
    assert (await again(me, path, fresh)).status == 304
    ordinary.clear()
    assert (await again(me, path, fresh)).status == 304
    assert not ordinary


@pytest.mark.parametrize("path", [path for path in PATHS if "tab" not in path])
@pytest.mark.parametrize("way", ["block", "blocked"])
async def test_a_block_counts_at_once(path: str, way: str, api: Api, world: World, make: Make):
    me = api.as_(world.viewer)
    tag = await known(me, path)
    pair = {"blocker_id": MINE, "blocked_id": THEIRS} if way == "block" else {"blocker_id": THEIRS, "blocked_id": MINE}
    await make.rows("INSERT INTO block (blocker_id, blocked_id) VALUES (%(blocker_id)s, %(blocked_id)s)", pair)
    assert (await again(me, path, tag)).status == (404 if str(THEIRS) in path else 200), "none of these is as it was"


ENDS = {
    "suspended": f"UPDATE person SET suspended_at = now() WHERE id = {MINE}",
    "deleted": f"UPDATE person SET deleted_at = now() WHERE id = {MINE}",
    "epoch": f"UPDATE person_version SET token_epoch = token_epoch + 1 WHERE id = {MINE}",
}


@pytest.mark.parametrize("end", [*ENDS, "logout", "expired"])
async def test_a_token_that_ended_is_refused(end: str, api: Api, world: World, make: Make):
    me = api.as_(world.viewer)
    tags = {path: await known(me, path) for path in PATHS}
    if end == "logout":
        await me.post("/auth/logout")
    elif end == "expired":
        api.clock.forward(days=7)
    else:
        await make.rows(ENDS[end])
    for path, tag in tags.items():
        said = "token_expired" if end == "expired" else "token_invalid"
        assert (await again(me, path, tag)).message == said, path


@pytest.mark.parametrize(("path", "table"), [(PATHS[0], "person_view"), (PATHS[3], "picture_view")])
async def test_the_first_look_of_a_day_is_counted(path: str, table: str, api: Api, world: World, make: Make):
    me = api.as_(world.viewer)
    tag = await known(me, path)
    before = await make.count(table)
    assert (await again(me, path, tag)).status == 304 and await make.count(table) == before
    api.clock.forward(days=1)
    await again(me, path, tag)
    assert await make.count(table) == before + 1


async def test_links_that_are_signed_are_signed_anew(api: Api, world: World, ordinary: list[str]):
    api.clock.forward(days=1)
    api.clock.now = api.clock.now.replace(hour=12, minute=10, second=0)
    me, path = api.as_(world.viewer), f"/users/{THEIRS}/images"
    tag = await known(me, path)
    ordinary.clear()
    api.clock.forward(minutes=4)
    assert (await again(me, path, tag)).status == 304 and not ordinary
    api.clock.forward(minutes=1)
    assert (await again(me, path, tag)).status == 304 and ordinary, "looked at anew every quarter of an hour"
    api.clock.forward(minutes=15)
    assert (await again(me, path, tag)).status == 200 and ordinary


async def test_the_gate_stands_before_it(api: Api, world: World, make: Make):
    me, path = api.as_(world.viewer), PATHS[0]
    tag = await known(me, path)
    left = [int((await again(me, path, tag)).headers["x-ratelimit-remaining"]) for _ in range(2)]
    assert left[0] - left[1] == 1, "and is counted once"
    await make.rows("UPDATE service_state SET maintenance = true")
    api.app.state.doors._read_at = float("-inf")
    closed = await again(me, path, tag)
    assert closed.status == 503 and closed.headers["retry-after"]


async def test_what_goes_wrong_is_told_as_ever(api: Api, world: World, make: Make, ordinary: list[str]):
    me, path = api.as_(world.viewer), PATHS[0]
    tag = await known(me, path)
    await make.rows("ALTER TABLE person_view RENAME TO elsewhere")
    ordinary.clear()
    failed = await again(me, path, tag)
    assert failed.status == 500 and failed.headers["x-request-id"] and "problem with our server" in failed.message
    await make.rows("ALTER TABLE elsewhere RENAME TO person_view")
    assert (await again(me, path, tag)).status == 304
    assert len(ordinary) == 2, "and it is forgotten"


async def test_an_api_key_is_looked_up_each_time(api: Api, world: World, make: Make, ordinary: list[str]):
    key = (await api.as_(world.viewer).post("/auth/keys", {"name": "Mine"})).json["data"]["key"]
    path, header = PATHS[0], {"Freelancerclub-API-Key": key}
    tag = await known(api, path, **header)
    ordinary.clear()
    assert (await again(api, path, tag, **header)).status == 304 and ordinary
