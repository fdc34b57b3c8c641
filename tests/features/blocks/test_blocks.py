"""Blocking and unblocking: once, both ways, ending what was between two people (E26, E27, R36, R37)."""

from asyncio import gather
from datetime import timedelta

import pytest

from support.api import SITE, Api
from support.make import Make
from support.sending import ENCODINGS, encoded

BLOCKED = {"data": {"status": "200", "message": "User Blocked"}}
UNBLOCKED = {"data": {"status": "200", "message": "User Unblocked"}}
NOBODY = {"status": "404", "message": "Unable to find that user"}
NOT_FOUND = {"status": "404", "message": "That user could not be found"}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_blocking(encoding: str, api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    sent = {"block_user_id": str(ben.id)}
    answer = await api.as_(ann).post("/users/block/", **encoded(encoding, sent))
    assert (answer.status, answer.json) == (200, BLOCKED)
    assert await make.rows("SELECT blocker_id, blocked_id, created_at FROM block") == [(ann.id, ben.id, api.clock())]


async def test_an_id_may_be_a_number_of_json(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    assert (await api.as_(ann).ask("POST", "/users/block", json={"block_user_id": ben.id})).json == BLOCKED
    assert await make.count("block", blocked_id=ben.id) == 1
    for odd in ([ann.id, {"a": 1}], {"a": 1}, True, None, 1.5, -1):
        answer = await api.as_(ann).ask("POST", "/users/block", json={"block_user_id": odd})
        assert answer.status in (400, 404), answer.text


async def test_blocking_again_is_the_same_block(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    began = api.clock()
    for _ in range(2):
        assert (await api.as_(ann).post("/users/block", {"block_user_id": ben.id})).json == BLOCKED
        api.clock.forward(days=1)
    assert await make.rows("SELECT created_at FROM block") == [(began,)]


async def test_blocking_ends_following_both_ways_and_nothing_else(api: Api, make: Make):
    ann, ben, eve = [await make.person() for _ in range(3)]
    for follower, followed in ((ann, ben), (ben, ann), (eve, ann), (ann, eve), (eve, ben)):
        await make.row("follow", follower_id=follower.id, followed_id=followed.id)
    await api.as_(ann).post("/users/block", {"block_user_id": ben.id})
    left = await make.rows("SELECT follower_id, followed_id FROM follow ORDER BY 1, 2")
    assert left == [(ann.id, eve.id), (eve.id, ann.id), (eve.id, ben.id)]
    followers = dict(await make.rows("SELECT person_id, followers FROM person_counter"))
    assert followers == {ann.id: 1, ben.id: 1, eve.id: 1}


@pytest.mark.parametrize("sent", ["0", "-1", "999999", "99999999999999999999999", "", "  ", "dave", "1.0", "１", "1_0"])
async def test_who_cannot_be_blocked(sent: str, api: Api, make: Make):
    ann = await make.person()
    for fields in ({"block_user_id": sent}, {}, {"block_user_id": str(ann.id)}):
        answer = await api.as_(ann).post("/users/block", fields)
        assert (answer.status, answer.json) == (404, NOBODY)
    upload = await api.as_(ann).ask("POST", "/users/block", files={"block_user_id": ("x.txt", b"1")})
    assert (upload.status, upload.json) == (404, NOBODY)
    assert await make.count("block") == 0


async def test_blocks_of_both_are_two(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    for one, other in ((ann, ben), (ben, ann)):
        assert (await api.as_(one).post("/users/block", {"block_user_id": other.id})).json == BLOCKED
    assert (await api.as_(ann).ask("DELETE", f"/users/block/{ben.id}")).json == UNBLOCKED
    assert await make.rows("SELECT blocker_id FROM block") == [(ben.id,)]


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_unblocking_is_right_however_often(method: str, api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    for _ in range(2):
        answer = await api.as_(ann).ask(method, f"/users/block/{ben.id}")
        assert (answer.status, answer.json) == (200, UNBLOCKED)
    assert await make.rows("SELECT blocker_id FROM block") == [(ben.id,)]
    for nobody in ("999999", "99999999999999999999999", str(ann.id)):
        answer = await api.as_(ann).ask(method, f"/users/block/{nobody}")
        assert (answer.status, answer.json) == (404, NOT_FOUND)


async def test_whoever_left_can_be_unblocked_by_who_blocked_them(api: Api, make: Make):
    ann, ben = await make.person(), await make.person(deleted_at="2020-01-01")
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    statuses = [(await api.as_(ann).ask("DELETE", f"/users/block/{ben.id}")).status for _ in range(2)]
    assert statuses == [200, 404]


async def test_whom_one_has_blocked(api: Api, make: Make):
    ann, ben, eve = await make.person(), await make.person(picture="b.jpg"), await make.person()
    hidden = await make.person(profile_hidden=True, picture="h.jpg")
    gone = await make.person(deleted_at="2020-01-01")
    for days, person in enumerate((ben, hidden, gone, eve)):
        moment = api.clock() - timedelta(days=9 - days)
        await make.row("block", blocker_id=ann.id, blocked_id=person.id, created_at=moment)
    await make.row("block", blocker_id=ben.id, blocked_id=eve.id)
    answer = (await api.as_(ann).get("/users/blocks")).json
    assert answer["meta"] == {"total": 3, "limit": 20, "offset": 0}
    assert [row["id"] for row in answer["data"]] == [str(person.id) for person in (eve, hidden, ben)]
    nameless, last = answer["data"][1:]
    assert (nameless["display_name"], nameless["image"], nameless["image_url"]) == ("Hidden member", None, None)
    assert last == {
        "id": str(ben.id),
        "display_name": ben.display_name,
        "image": "b.jpg",
        "image_url": f"{SITE}/images/profile/120/b.jpg",
        "created_on": (api.clock() - timedelta(days=9)).strftime("%Y-%m-%d %H:%M:%S"),
    }
    page = (await api.as_(ann).get("/users/blocks/limit/1?offset=1")).json
    assert page["meta"] == {"total": 3, "limit": 1, "offset": 1}
    assert [row["id"] for row in page["data"]] == [str(hidden.id)]
    assert (await api.as_(eve).get("/users/blocks")).json["data"] == [], "not by whom one is blocked"
    assert (await api.as_(ann).get("/users/blocks?limit=dave")).status == 400


async def test_many_blocks_at_once_are_one(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    tries = [api.as_(ann).post("/users/block", {"block_user_id": ben.id}) for _ in range(20)]
    tries += [api.as_(ben).post("/users/block", {"block_user_id": ann.id}) for _ in range(20)]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert await make.count("block") == 2


async def test_nobody_follows_across_a_block_whatever_comes_first(api: Api, make: Make):
    for _ in range(10):
        ann, ben = await make.person(), await make.person()
        await gather(
            api.as_(ben).ask("PUT", f"/users/{ann.id}/follow"),
            api.as_(ann).post("/users/block", {"block_user_id": ben.id}),
            api.as_(ann).ask("PUT", f"/users/{ben.id}/follow"),
        )
        assert await make.count("block", blocker_id=ann.id) == 1
    assert await make.count("follow") == 0
    assert await make.rows("SELECT sum(followers) FROM person_counter") == [(0,)]
