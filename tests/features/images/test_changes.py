"""Changing what is said of a picture, and deleting it."""

import asyncio
from typing import Any

import pytest

from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.images.actions import NoSuchPictures, do_decide
from support.api import Api
from support.make import Make, Person

TITLE = "The title is required and should be more then 1 charaters long and be less than 300 characters."
VIDEO = {"kind": "video", "video_source": "vimeo", "video_id": "176374157"}
COLUMNS = "title, description, public, keywords, alt_text"


async def picture(make: Make, owner: Person, **values: Any) -> int:
    return await make.row("picture", **({"owner_id": owner.id, "title": "Old", "file": "x.png"} | values))


async def test_what_is_sent_changes_and_nothing_else(api: Api, make: Make):
    ann = await make.person()
    picture_id = await picture(make, ann, description="Before", keywords="sea", alt_text="A boat")

    async def change(**sent: str) -> tuple[Any, ...]:
        answer = await api.as_(ann).post(f"/users/{ann.id}/images/{picture_id}", sent)
        assert (answer.status, answer.message) == (200, "Image/Video Updated")
        return (await make.rows(f"SELECT {COLUMNS} FROM picture"))[0]

    assert await change(title=" Boats ") == ("Boats", "Before", True, "sea", "A boat")
    assert await change(public="0", description="") == ("Boats", "", False, "sea", "A boat")
    assert await change(image_tags="sea, boats", alt_text="") == ("Boats", "", False, "sea, boats", "")
    before = await make.whole("picture", picture_id)
    forbidden = {"id": "9", "user_id": "9", "filename": "y.png", "views": "9", "authorised": "0", "width": "9"}
    await change(**forbidden, tags=",Bob:2")
    after = await make.whole("picture", picture_id)
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []
    assert await make.rows("SELECT modified_at FROM picture") == [(api.clock(),)]


async def test_what_changes_nothing_is_no_change(api: Api, make: Make):
    ann = await make.person()
    picture_id = await picture(make, ann, title="Boats", description="At sea", keywords=None)
    before = await make.whole("picture", picture_id)

    for sent in ({}, {"title": " Boats ", "public": "1"}, {"description": "At sea"}):
        assert (await api.as_(ann).post(f"/users/{ann.id}/images/{picture_id}", sent)).status == 200

    assert await make.whole("picture", picture_id) == before


async def test_a_deleted_picture_leaves_its_portfolios(api: Api, make: Make):
    ann = await make.person()
    gone, stays = await picture(make, ann), await picture(make, ann)
    for place in (1, 2):
        portfolio = await make.row("portfolio", owner_id=ann.id, place=place, title="P", discipline="x")
        for number, picture_id in enumerate((gone, stays), 1):
            await make.row("portfolio_picture", portfolio_id=portfolio, picture_id=picture_id, default_place=number)

    assert (await api.as_(ann).ask("DELETE", f"/users/{ann.id}/images/{gone}")).status == 200

    assert await make.rows("SELECT DISTINCT picture_id FROM portfolio_picture") == [(stays,)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": ""}, TITLE),
        ({"title": "x"}, TITLE),
        ({"title": "x" * 300}, TITLE),
        ({"description": "x" * 801}, "The Description field cannot exceed 800 characters in length.\n"),
        ({"public": "maybe"}, "The Public field must be one of: 0,1.\n"),
        ({"alt_text": "x" * 501}, "The Alt Text field cannot exceed 500 characters in length.\n"),
    ],
)
async def test_what_can_not_be_said_of_it(sent: dict[str, str], said: str, api: Api, make: Make):
    ann = await make.person()
    picture_id = await picture(make, ann)
    before = await make.whole("picture", picture_id)

    answer = await api.as_(ann).post(f"/users/{ann.id}/images/{picture_id}", sent)

    assert answer.status == 400
    assert said == (answer.json["errors"] if said == TITLE else answer.sentences)
    assert await make.whole("picture", picture_id) == before


@pytest.mark.parametrize("values", [{}, VIDEO, {"authorised": False}])
async def test_pictures_and_videos_are_deleted(values: dict[str, Any], api: Api, make: Make):
    ann = await make.person()
    picture_id = await picture(make, ann, **values)

    answer = await api.as_(ann).ask("DELETE", f"/users/{ann.id}/images/{picture_id}")

    assert (answer.status, answer.message) == (200, "Image/Video Deleted")
    assert await make.rows("SELECT deleted_at FROM picture") == [(api.clock(),)]
    assert await make.rows("SELECT pictures FROM person_counter WHERE person_id = %s", [ann.id]) == [(0,)]


async def test_it_is_deleted_once(api: Api, make: Make):
    ann = await make.person()
    path = f"/users/{ann.id}/images/{await picture(make, ann)}"

    answers = await asyncio.gather(*(api.as_(ann).ask("DELETE", path) for _ in range(5)))

    assert sorted(answer.status for answer in answers) == [200, 404, 404, 404, 404]
    assert (await api.as_(ann).post(path, {"title": "Boats"})).message == "That image does not exist."


async def test_the_picture_has_to_be_that_persons(api: Api, make: Make):
    ann, bob, boss = await make.person(), await make.person(), await make.administrator()
    picture_id = await picture(make, bob)

    for caller, owner in ((ann, ann), (ann, bob), (boss, ann)):
        for method in ("DELETE", "POST"):
            answer = await api.as_(caller).ask(method, f"/users/{owner.id}/images/{picture_id}")
            assert (answer.status, answer.message) == (404, "That image does not exist.")
    assert (await api.as_(boss).ask("DELETE", f"/users/{bob.id}/images/{picture_id}")).status == 200


async def test_owners_and_moderators_at_once_wait_in_no_circle(api: Api, make: Make, dsn: str):
    ann, fan = await make.person(), await make.person()
    pictures = [await picture(make, ann, file=f"{number}.png", authorised=True) for number in range(3)]

    async def moderate(pool: Any) -> None:
        for turn in range(30):
            async with Database(pool, {}).transaction() as changes:
                await do_decide(changes, pictures, bool(turn % 2), api.clock())

    async def change(picture_id: int) -> set[int]:
        mine, theirs, at = api.as_(ann), api.as_(fan), f"/users/{ann.id}/images/{picture_id}"
        changed = [
            (await mine.post(at, {"title": f"Title {turn}", "public": str(turn % 2)})).status for turn in range(30)
        ]
        liked = [(await theirs.ask("PUT", f"/images/{picture_id}/like")).status for _ in range(5)]
        deleted = (await mine.ask("DELETE", at)).status if picture_id == pictures[0] else 200
        return {*changed, *liked, deleted} - {404}  # while it isn't shown

    async with make_pool(dsn, 1) as pool:
        moderating = asyncio.gather(moderate(pool), return_exceptions=True)
        answers = await asyncio.gather(*(change(picture_id) for picture_id in pictures for _ in range(2)))
        (end,) = await moderating
    assert end is None or isinstance(end, NoSuchPictures), "one was deleted"
    assert set().union(*answers) == {200}
