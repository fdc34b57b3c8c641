"""Cards: a person as lists show them, and who sees the hidden telephone."""

import json
from typing import Any

import pytest

from freelancerclub.callers import ADMINISTRATOR, MEMBER, Caller
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.profiles.queries import get_cards
from freelancerclub.shapes.people import UserCard
from support.api import SITE, Api
from support.make import Make
from support.shapes import check


@pytest.fixture
async def cards(api: Api, make: Make, dsn: str):
    """Asks for the cards of people as a viewer sees them."""
    pool = make_pool(dsn, 2)
    await pool.open()
    db, fragments = Database(pool, {"site": SITE, "placeholder": None}), Fragments(1)

    async def ask(viewer: int, *ids: int, role: int = MEMBER) -> list[dict[str, Any]]:
        versions = dict(await make.rows("SELECT id, version FROM person_version"))
        page = [(id_, versions.get(id_, 0)) for id_ in ids]
        found = [json.loads(bytes(card)) for card in await get_cards(db, fragments, Caller(viewer, role), page)]
        check(found, list[UserCard])
        return found

    yield ask
    await pool.close()


async def test_the_page_s_order_and_nobody_who_has_gone(cards, make: Make):
    first, second, third = [await make.person() for _ in range(3)]
    for _ in range(2):
        found = await cards(0, third.id, 999, first.id, second.id)
        assert [card["id"] for card in found] == [str(third.id), str(first.id), str(second.id)]


async def test_a_hidden_telephone_is_for_oneself_and_administrators(cards, make: Make):
    shy = await make.person(phone="01632 960 190", hide_phone=True)
    open_ = await make.person(phone="01632 960 191")
    none = await make.person()
    everybody = (shy.id, open_.id, none.id)
    for _ in range(2):
        assert [card["contact"] for card in await cards(open_.id, *everybody)] == ["", "01632 960 191", None]
        assert (await cards(shy.id, *everybody))[0]["contact"] == "01632 960 190"
        assert (await cards(open_.id, *everybody, role=ADMINISTRATOR))[0]["contact"] == "01632 960 190"


async def test_how_values_are_written(cards, make: Make):
    mia = await make.person(disciplines=["Photographer", "Dancer"], picture="463e.png", testing=True)
    await make.rows(
        "UPDATE person_counter SET followers = 1, views = 2, likes = 7, reviews = 8, star_sum = 27,"
        " star_points = 22.5 WHERE person_id = %s",
        [mia.id],
    )
    for place, title in ((1, "Wedding"), (2, "Gone"), (3, 'A "quoted"')):
        gone = {"deleted_at": "2020-01-01"} if title == "Gone" else {}
        await make.row("portfolio", owner_id=mia.id, place=place, title=title, discipline="photographer", **gone)
    (card,) = await cards(0, mia.id)
    expected = {
        "discipline": "Photographer, Dancer", "image_url": f"{SITE}/images/profile/120/463e.png", "testing": "yes",
        "portfolios": 'Wedding photographer, A "quoted" photographer, ', "followers": "1", "views": "2", "likes": "7",
        "star_points": "22.500", "star_avg": "3.375", "reviews": "8", "rating": "119.50", "stars": "3.375000",
        "reviewcount": "8", "images": [],
    }  # fmt: skip
    assert {name: card[name] for name in expected} == expected


async def test_somebody_new(cards, make: Make):
    (card,) = await cards(0, (await make.person()).id)
    assert (card["portfolios"], card["images"], card["rating"], card["stars"]) == ("", [], "0.00", None)


async def test_three_pictures_those_liked_most(cards, make: Make):
    mia = await make.person()
    likes = {"liked": 2, "early": 0, "late": 0, "favourite": 9, "waits": 5, "deleted": 7}
    for title, many in likes.items():
        state = {"authorised": title != "waits", "deleted_at": "2020-01-01" if title == "deleted" else None}
        picture = await make.row(
            "picture", owner_id=mia.id, file=f"{title}.png", title=title, keywords="dance", public=False, **state
        )
        await make.rows("UPDATE picture_counter SET likes = %s WHERE picture_id = %s", [many, picture])
    ((card),) = await cards(0, mia.id)
    assert [image["title"] for image in card["images"]] == ["favourite", "liked", "early"]
    favourite = card["images"][0]
    expected = {
        "filename": "favourite.png", "public": "0", "user_id": str(mia.id), "type": "image", "video_id": None,
        "video_type": None, "authorised": "1", "image_tags": "dance", "latitude": "0.00000", "likescount": "9",
    }  # fmt: skip
    assert {name: favourite[name] for name in expected} == expected
