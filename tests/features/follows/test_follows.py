"""Following: once, only whom one may see, counted at once."""

from asyncio import gather

from support.api import Api
from support.make import Make

FOLLOWED = {"data": {"status": "200", "message": "User Followed"}}
UNFOLLOWED = {"data": {"status": "200", "message": "User Unfollowed"}}
NOT_FOUND = {"status": "404", "message": "Sorry that freelancer was not found."}


async def followers(make: Make, person_id: int) -> int:
    return (await make.rows("SELECT followers FROM person_counter WHERE person_id = %s", [person_id]))[0][0]


async def test_following_and_no_more(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    for _ in range(2):
        assert (await api.as_(ann).ask("PUT", f"/users/{ben.id}/follow")).json == FOLLOWED
    assert await make.rows("SELECT follower_id, followed_id, created_at FROM follow") == [(ann.id, ben.id, api.clock())]
    assert (await followers(make, ben.id), await followers(make, ann.id)) == (1, 0)
    assert (await api.as_(ben).get("/users/me")).json["data"]["followers"] == "1"
    for _ in range(2):
        assert (await api.as_(ann).ask("DELETE", f"/users/{ben.id}/follow")).json == UNFOLLOWED
    assert (await make.count("follow"), await followers(make, ben.id)) == (0, 0)


async def test_whom_nobody_can_follow(api: Api, make: Make):
    ann, ben = await make.administrator(), await make.person()
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    hidden = await make.person(profile_hidden=True)
    suspended, deleted = await make.person(suspended_at="2020-01-01"), await make.person(deleted_at="2020-01-01")
    for nobody in (ann.id, ben.id, hidden.id, suspended.id, deleted.id, 999_999, 10**30):
        for method in ("PUT", "DELETE"):
            answer = await api.as_(ann).ask(method, f"/users/{nobody}/follow")
            assert (answer.status, answer.json) == (404, NOT_FOUND)
    assert await make.count("follow") == 0


async def test_whoever_is_hidden_by_now_can_be_left(api: Api, make: Make):
    ann, ben = await make.person(), await make.person(profile_hidden=True)
    await make.row("follow", follower_id=ann.id, followed_id=ben.id)
    statuses = [(await api.as_(ann).ask("DELETE", f"/users/{ben.id}/follow")).status for _ in range(2)]
    assert statuses == [200, 404]


async def test_fifty_at_once_are_one_each(api: Api, make: Make):
    star, fans = await make.person(), [await make.person() for _ in range(5)]
    tries = [api.as_(fan).ask("PUT", f"/users/{star.id}/follow") for fan in fans for _ in range(10)]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert (await make.count("follow"), await followers(make, star.id)) == (5, 5)
    for method in ("POST", "GET"):
        assert (await api.as_(fans[0]).ask(method, f"/users/{star.id}/follow")).status == 405


async def test_who_is_followed_is_told_once(api: Api, make: Make):
    ann, ben = await make.person(slug="annlee"), await make.person()
    for method in ("PUT", "PUT", "DELETE", "PUT"):
        await api.as_(ann).ask(method, f"/users/{ben.id}/follow")
    (line,) = (await api.as_(ben).get("/notifications")).json["data"]
    assert (line["message"], line["source_user"]) == ("is now following you", str(ann.id))
    assert line["link"] == "/discover/freelancers/annlee"
    assert await make.count("notification") == 1
