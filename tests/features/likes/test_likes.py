"""Liking: once, never what is one's own, only what one may see, counted at once."""

from asyncio import gather

from support.api import Api
from support.make import Make, Person

LIKED = [{"status": "200", "message": "Image Liked"}]
UNLIKED = [{"status": "200", "message": "Image Un-liked"}]
NO_LIKE = [{"status": "404", "message": "There was no like to remove"}]
NOT_THERE = {"status": "404", "message": "That image does not exist."}


async def picture_of(make: Make, owner: Person, **values: object) -> int:
    return await make.row("picture", **({"owner_id": owner.id, "file": "x.png", "authorised": True} | values))


async def counted(make: Make, picture: int) -> tuple[int, int]:
    """Likes of the picture, and of its owner."""
    rows = await make.rows(
        """SELECT n.likes, k.likes FROM picture i JOIN picture_counter n ON n.picture_id = i.id
        JOIN person_counter k ON k.person_id = i.owner_id WHERE i.id = %s""",
        [picture],
    )
    return rows[0][0], rows[0][1]


async def test_liking_and_no_more(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    picture = await picture_of(make, ben)
    for _ in range(2):
        assert (await api.as_(ann).ask("PUT", f"/images/{picture}/like")).json == LIKED
    assert await make.rows("SELECT picture_id, person_id, created_at FROM picture_like") == [
        (picture, ann.id, api.clock())
    ]
    assert await counted(make, picture) == (1, 1)
    page = (await api.as_(ann).get(f"/images/{picture}")).json["data"]
    assert (page["likes"], page["like"], page["user"]["likes"]) == ("1", "1", "1")
    assert (await api.as_(ann).ask("DELETE", f"/images/{picture}/like")).json == UNLIKED
    again = await api.as_(ann).ask("DELETE", f"/images/{picture}/like")
    assert (again.status, again.json) == (404, NO_LIKE)
    assert await counted(make, picture) == (0, 0)


async def test_nobody_likes_what_is_their_own(api: Api, make: Make):
    for owner in (await make.person(), await make.administrator()):
        picture = await picture_of(make, owner)
        answer = await api.as_(owner).ask("PUT", f"/images/{picture}/like")
        assert (answer.status, answer.json) == (400, {"status": "400", "message": "Unable to like own image"})
    assert await make.count("picture_like") == 0


async def test_fifty_at_once_are_one_each(api: Api, make: Make):
    picture, fans = await picture_of(make, await make.person()), [await make.person() for _ in range(5)]
    tries = [api.as_(fan).ask("PUT", f"/images/{picture}/like") for fan in fans for _ in range(10)]
    assert [answer.status for answer in await gather(*tries)] == [200] * 50
    assert (await make.count("picture_like"), await counted(make, picture)) == (5, (5, 5))
    tries = [api.as_(fans[0]).ask("DELETE", f"/images/{picture}/like") for _ in range(10)]
    assert sorted(answer.status for answer in await gather(*tries)) == [200] + [404] * 9
    assert await counted(make, picture) == (4, 4)


async def test_likes_comments_and_looks_at_once_wait_in_no_circle(api: Api, make: Make):
    owner, fans = await make.person(), [await make.person() for _ in range(4)]
    pictures = [await picture_of(make, owner) for _ in range(2)]
    tries = []
    for fan in fans:
        for picture in pictures:
            tries += [
                api.as_(fan).ask("PUT", f"/images/{picture}/like"),
                api.as_(fan).ask("POST", f"/images/{picture}/comments", data={"comment": "Good"}),
                api.as_(fan).get(f"/images/{picture}"),
                api.as_(owner).post(f"/users/{owner.id}", {"display_name": f"Name {picture} {fan.id}"}),
            ]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert await make.rows("SELECT likes, comments FROM picture_counter") == [(4, 4)] * 2
    views = (await make.rows("SELECT sum(views) FROM picture_counter"))[0][0]
    assert views == await make.count("picture_view"), "a look that would have to wait too long isn't counted"


async def test_a_picture_that_one_may_not_see(api: Api, make: Make):
    ann, ben, boss = await make.person(), await make.person(), await make.administrator()
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    await make.row("block", blocker_id=boss.id, blocked_id=ben.id)
    unseen = [
        await picture_of(make, ben),
        await picture_of(make, await make.person(), authorised=False),
        await picture_of(make, await make.person(), deleted_at="2020-01-01"),
        await picture_of(make, await make.person(profile_hidden=True)),
        await picture_of(make, await make.person(suspended_at="2020-01-01")),
        await picture_of(make, await make.person(deleted_at="2020-01-01")),
        999_999,
        10**30,
    ]
    for picture in unseen:
        for method, path in (("PUT", "like"), ("DELETE", "like"), ("GET", "likes")):
            answer = await api.as_(ann).ask(method, f"/images/{picture}/{path}")
            assert (answer.status, answer.json) == (404, NOT_THERE), (method, picture)
    assert (await api.as_(boss).ask("PUT", f"/images/{unseen[0]}/like")).status == 404, "a block holds for moderators"
    assert (await api.as_(boss).get(f"/images/{unseen[0]}/likes")).status == 200
    assert await make.count("picture_like") == 0


async def test_a_like_can_be_taken_back_whatever_became_of_the_picture(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    picture = await picture_of(make, ben)
    await make.row("picture_like", picture_id=picture, person_id=ann.id)
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    assert (await api.as_(ann).ask("DELETE", f"/images/{picture}/like")).json == UNLIKED
    assert (await api.as_(ann).ask("DELETE", f"/images/{picture}/like")).json == NOT_THERE


async def test_who_likes_it_in_the_order_of_time(api: Api, make: Make):
    owner, late, early = await make.person(), await make.person(), await make.person(picture="a.png")
    gone, blocked = await make.person(suspended_at="2020-01-01"), await make.person()
    picture = await picture_of(make, owner)
    for day, person in enumerate((early, late, gone, blocked), 1):
        await make.row("picture_like", picture_id=picture, person_id=person.id, created_at=f"2026-01-0{day}")
    await make.row("block", blocker_id=owner.id, blocked_id=blocked.id)
    answer = (await api.as_(owner).get(f"/images/{picture}/likes")).json
    assert answer["meta"] == {"total": 2}
    assert [row["user_id"] for row in answer["data"]] == [str(early.id), str(late.id)]
    assert answer["data"][0]["img_full"].endswith("/images/profile/120/a.png")
    second = (await api.as_(owner).get(f"/images/{picture}/likes/offset/1/limit/1")).json
    assert (second["meta"], [row["user_id"] for row in second["data"]]) == ({"total": 2}, [str(late.id)])
    assert (await api.as_(owner).get(f"/images/{picture}/likes?limit=dave")).status == 400


async def test_the_owner_is_told_once(api: Api, make: Make):
    ann, ben = await make.person(), await make.person(slug="ben")
    picture = await picture_of(make, ben, title="A <b>boat</b>")
    for method in ("PUT", "DELETE", "PUT"):
        await api.as_(ann).ask(method, f"/images/{picture}/like")
    (line,) = (await api.as_(ben).get("/notifications")).json["data"]
    assert line["message"] == "likes one of your images: &nbsp;<i>'A &lt;b&gt;boat&lt;/b&gt;'</i>"
    assert line["link"] == f"/discover/freelancers/ben/image/{picture}/0"
    assert [image["id"] for image in line["target_image"]] == [str(picture)]
    assert await make.count("notification") == 1


async def test_whoever_changes_their_profile_waits_for_likes_in_no_circle(api: Api, make: Make):
    owner, fans = await make.person(), [await make.person() for _ in range(4)]
    picture = await picture_of(make, owner)

    async def change(at: str) -> list[int]:
        return [(await api.as_(owner).ask("PUT", at, data={"bio": f"Bio {turn}"})).status for turn in range(25)]

    async def like(fan: Person) -> list[int]:
        methods = ("PUT", "DELETE") * 12
        return [(await api.as_(fan).ask(method, f"/images/{picture}/like")).status for method in methods]

    answers = await gather(*(change(f"/users/{owner.id}") for _ in range(2)), *map(like, fans))
    assert {status for each in answers for status in each} == {200}
