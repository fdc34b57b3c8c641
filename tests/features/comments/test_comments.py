"""Comments: who may say what of a picture, who reads it, who is told, who may take it away."""

from asyncio import gather

import pytest

from freelancerclub.config import Settings
from freelancerclub.kit.limits import Limit
from support.api import Api, running
from support.make import Make, Person

ADDED = [{"status": "200", "message": "Comment Added Succesfully"}]
NOT_THERE = {"status": "404", "message": "That image does not exist."}
INVALID = "There are errors with the data submitted"


async def picture_of(make: Make, owner: Person, **values: object) -> int:
    return await make.row("picture", **({"owner_id": owner.id, "file": "x.png", "authorised": True} | values))


async def counted(make: Make, picture: int) -> int:
    return (await make.rows("SELECT comments FROM picture_counter WHERE picture_id = %s", [picture]))[0][0]


async def test_a_comment_is_stored_as_sent_and_read(api: Api, make: Make):
    ann, ben = await make.person(slug="ann", picture="a.png"), await make.person()
    picture = await picture_of(make, ben)
    said = 'A <b>"fine"</b> eye & light \U0001f600'
    assert (await api.as_(ann).post(f"/images/{picture}/comments", {"comment": said})).json == ADDED
    assert (await api.as_(ben).post(f"/images/{picture}/comments", {"comment": "x" * 300})).json == ADDED
    answer = (await api.as_(ben).get(f"/images/{picture}/comments")).json
    assert answer["meta"] == {"total": 2, "limit": 20, "offset": 0}
    assert [row["comment"] for row in answer["data"]] == ["x" * 300, said], "the newest first"
    oldest = answer["data"][1]
    assert (oldest["slug"], oldest["user_id"]) == ("ann", str(ann.id))
    assert oldest["image"] == oldest["image_url"] and oldest["image"].endswith("/images/profile/120/a.png")
    assert await counted(make, picture) == 2
    assert (await api.as_(ann).get(f"/images/{picture}")).json["data"]["comments"] == "2"


async def test_so_many_at_a_time(settings: Settings, dsn: str, make: Make):
    """Each is mailed to all who spoke before."""
    ann, ben = await make.person(), await make.person()
    picture = await picture_of(make, ben)
    async with running(settings.model_copy(update={"comment_limit": Limit(2, 300)}), dsn) as api:
        path, sent = f"/images/{picture}/comments", {"comment": "Fine"}
        said = [(await api.as_(ann).post(path, sent)).status for _ in range(3)]
        assert said == [200, 200, 429] and (await api.as_(ben).post(path, sent)).status == 200
        assert await make.count("picture_comment") == 3
        api.clock.forward(seconds=301)
        assert (await api.as_(ann).post(path, sent)).status == 200


async def test_pages_echo_what_was_sent(api: Api, make: Make):
    ann = await make.person()
    picture = await picture_of(make, ann)
    for number in range(3):
        await make.row("picture_comment", picture_id=picture, author_id=ann.id, comment=str(number))
    page = (await api.as_(ann).get(f"/images/{picture}/comments/limit/1/offset/1")).json
    assert page["meta"] == {"total": 3, "limit": "1", "offset": "1"}
    assert [row["comment"] for row in page["data"]] == ["1"]
    assert (await api.as_(ann).get(f"/images/{picture}/comments?offset=9")).json["data"] == []
    for wrong in ("limit=0", "limit=501", "limit=dave", "offset=-1"):
        assert (await api.as_(ann).get(f"/images/{picture}/comments?{wrong}")).status == 400


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "The Comment field is required."),
        ({"comment": " \n"}, "The Comment field is required."),
        ({"comment": "x" * 301}, "The Comment field cannot exceed 300 characters in length."),
    ],
)
async def test_what_is_no_comment(sent: dict[str, str], sentence: str, api: Api, make: Make):
    ann = await make.person()
    picture = await picture_of(make, ann)
    answer = await api.as_(ann).post(f"/images/{picture}/comments", sent)
    assert answer.status == 400
    assert answer.json == {"status": "400", "message": INVALID, "errors": f'"{sentence}\\n"'}
    assert await make.count("picture_comment") == 0


async def test_a_block_either_way_has_its_own_words(api: Api, make: Make):
    ann, ben, boss = await make.person(), await make.person(), await make.administrator()
    picture = await picture_of(make, ben)
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    await make.row("block", blocker_id=ben.id, blocked_id=boss.id)
    for caller in (ann, boss):
        answer = await api.as_(caller).post(f"/images/{picture}/comments", {"comment": "x"})
        assert answer.json["errors"] == "You are not allowed to comment on this image."
    assert await make.count("picture_comment") == 0


async def test_a_picture_that_one_may_not_see(api: Api, make: Make):
    ann, shy = await make.person(), await make.person(profile_hidden=True)
    await make.row("block", blocker_id=shy.id, blocked_id=ann.id)
    unseen = [
        await picture_of(make, shy),
        await picture_of(make, await make.person(), authorised=False),
        await picture_of(make, await make.person(suspended_at="2020-01-01")),
        999_999,
    ]
    for picture in unseen:
        for answer in (
            await api.as_(ann).get(f"/images/{picture}/comments"),
            await api.as_(ann).post(f"/images/{picture}/comments", {"comment": "x"}),
        ):
            assert (answer.status, answer.json) == (404, NOT_THERE)


async def test_those_who_are_gone_or_blocked_are_not_read(api: Api, make: Make):
    ann, hidden = await make.person(), await make.person(profile_hidden=True)
    gone, blocked = await make.person(deleted_at="2020-01-01"), await make.person()
    picture = await picture_of(make, await make.person())
    for person in (ann, hidden, gone, blocked):
        await make.row("picture_comment", picture_id=picture, author_id=person.id, comment="x")
    await make.row("picture_comment", picture_id=picture, author_id=ann.id, comment="x", deleted_at="2020-01-01")
    await make.row("block", blocker_id=blocked.id, blocked_id=ann.id)
    answer = (await api.as_(ann).get(f"/images/{picture}/comments")).json
    assert {row["user_id"] for row in answer["data"]} == {str(ann.id), str(hidden.id)}
    assert answer["meta"]["total"] == 2


async def test_who_is_told(api: Api, make: Make):
    owner, first = await make.person(slug="owner"), await make.person()
    claire, away = await make.person(display_name="Claire Simmons"), await make.person()
    picture = await picture_of(make, owner)
    for person in (first, away):
        await make.row("picture_comment", picture_id=picture, author_id=person.id, comment="x")
    await make.row("block", blocker_id=owner.id, blocked_id=away.id)
    await api.as_(claire).post(f"/images/{picture}/comments", {"comment": "That's great, wherever it was"})
    told = {person.id: (await api.as_(person).get("/notifications")).json["data"] for person in (owner, first, claire)}
    comment_id = (await make.rows("SELECT max(id) FROM picture_comment"))[0][0]
    (line,), (also,) = told[owner.id], told[first.id]
    assert line["message"] == "has commented on one of your images: &nbsp;<i>'That's great, wherever it was'</i>"
    assert also["message"] == "also commented on an image: &nbsp;<i>'Claire Simmons - That's ...'</i>"
    for row in (line, also):
        assert row["source_module"] == "comment" and row["source_user"] == str(claire.id)
        assert row["link"] == f"/discover/freelancers/owner/image/{picture}/0#comment{comment_id}"
        assert [image["id"] for image in row["target_image"]] == [str(picture)]
    assert (told[claire.id], await make.count("notification")) == ([], 2)
    await api.as_(owner).post(f"/images/{picture}/comments", {"comment": "Thanks"})
    assert await make.count("notification", person_id=owner.id) == 1, "nobody is told of what they said themselves"


async def test_comments_at_once_are_all_counted(api: Api, make: Make):
    picture, people = await picture_of(make, await make.person()), [await make.person() for _ in range(4)]
    tries = [
        api.as_(person).post(f"/images/{picture}/comments", {"comment": "x"}) for person in people for _ in range(5)
    ]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert await counted(make, picture) == 20


async def test_who_may_take_a_comment_away(api: Api, make: Make):
    owner, author, boss, other = [await make.person() for _ in range(2)] + [
        await make.administrator(), await make.person(),
    ]  # fmt: skip
    picture, elsewhere = await picture_of(make, owner), await picture_of(make, owner)
    for caller in (author, owner, boss):
        comment = await make.row("picture_comment", picture_id=picture, author_id=author.id, comment="x")
        path = f"/images/{picture}/comments/{comment}"
        for nobody, at in ((other, path), (author, f"/images/{elsewhere}/comments/{comment}")):
            refused = await api.as_(nobody).ask("DELETE", at)
            assert (refused.status, refused.json["message"]) == (404, "Sorry that comment was not found.")
        assert await counted(make, picture) == 1
        tries = await gather(*(api.as_(caller).ask("DELETE", path) for _ in range(5)))
        assert sorted(answer.status for answer in tries) == [200] + [404] * 4
        assert await counted(make, picture) == 0
    assert (await api.as_(owner).get(f"/images/{picture}/comments")).json["meta"]["total"] == 0


async def test_what_was_taken_away_is_read_nowhere(api: Api, make: Make):
    owner, first, author = [await make.person() for _ in range(3)]
    picture = await picture_of(make, owner)
    await api.as_(first).post(f"/images/{picture}/comments", {"comment": "Fine"})
    for comment in ("Horrid words", "Kind words"):
        await api.as_(author).post(f"/images/{picture}/comments", {"comment": comment})
    tags = {
        person.id: (await api.as_(person).get("/notifications", headers={"If-None-Match": "x"})).headers["etag"]
        for person in (owner, first)
        for _ in range(2)
    }
    horrid = (await make.rows("SELECT min(id) FROM picture_comment WHERE author_id = %s", [author.id]))[0][0]
    assert (await api.as_(owner).ask("DELETE", f"/images/{picture}/comments/{horrid}")).status == 200
    for person in (owner, first):
        answer = await api.as_(person).get("/notifications", headers={"If-None-Match": tags[person.id]})
        assert answer.status == 200
        said = " ".join(line["message"] for line in answer.json["data"])
        assert "Horrid" not in answer.text and "<i>'(removed)'</i>" in said and "Kind words" in said
