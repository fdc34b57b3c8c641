"""Discovering people over HTTP: each parameter, the order, the pages, and that nothing is ever an error (E6)."""

from typing import Any

import pytest

from support.api import Answer, Api
from support.make import Make, Person

NOBODY = {"data": False, "meta": {"total": 0, "limit": 20, "offset": 0}}
YORK = {"city": "York", "latitude": "53.95997", "longitude": "-1.0873"}


@pytest.fixture
async def ann(make: Make) -> Person:
    """Who asks: one who hires, so that she isn't listed herself."""
    return await make.person(display_name="Ann", disciplines=["I'M HIRING"])


def names(answer: Answer) -> list[str]:
    return [one["display_name"] for one in answer.json["data"] or ()]


async def found(api: Api, **asked: str) -> list[str]:
    answer = await api.ask("GET", "/users", params=asked)
    assert answer.status == 200
    assert answer.json["meta"]["total"] == len(names(answer))
    return names(answer)


async def rated(make: Make, name: str, likes: int = 0, **values: Any) -> Person:
    person = await make.person(display_name=name, **values)
    await make.rows("UPDATE person_counter SET likes = %s WHERE person_id = %s", [likes, person.id])
    return person


async def test_everybody_by_rating(api: Api, make: Make, ann: Person):
    for name, likes in (("Low", 1), ("High", 9), ("First of two", 5), ("Second of two", 5)):
        await rated(make, name, likes)
    answer = await api.as_(ann).get("/users")
    assert answer.json["meta"] == {"total": 4, "limit": 20, "offset": 0}
    assert names(answer) == ["High", "First of two", "Second of two", "Low"]
    assert "x-search-mode" not in answer.headers
    assert (await api.as_(ann).get("/users/offset/1/limit/2")).json["meta"] == {"total": 4, "limit": 2, "offset": 1}
    assert names(await api.as_(ann).get("/users/offset/1/limit/2")) == ["First of two", "Second of two"]


async def test_a_like_a_review_and_an_erased_counter_move_people_at_once(api: Api, make: Make, ann: Person):
    one, two = await rated(make, "One", 3), await rated(make, "Two", 2)
    assert await found(api.as_(ann)) == ["One", "Two"]
    await make.rows("UPDATE person_counter SET star_points = 2 WHERE person_id = %s", [two.id])
    assert await found(api.as_(ann)) == ["Two", "One"]
    await make.rows("UPDATE person_counter SET likes = 0, star_points = 0 WHERE person_id = %s", [two.id])
    assert await found(api.as_(ann)) == ["One", "Two"]
    await make.rows("UPDATE person SET bio = 'changed' WHERE id = %s", [one.id])
    assert await found(api.as_(ann), searchstr="changed") == ["One"]


async def test_nobody_is_false(api: Api, make: Make, ann: Person):
    assert (await api.as_(ann).get("/users")).json == NOBODY
    await make.person()
    past = await api.as_(ann).get("/users?offset=7")
    assert past.json == {"meta": {"total": 1, "limit": 20, "offset": 7}, "data": False}
    xml = await api.as_(ann).get("/users.xml?offset=7")
    assert (xml.status, "<data>0</data>" in xml.text) == (200, True)


@pytest.mark.parametrize(
    "state", [{"profile_hidden": True}, {"suspended_at": "2020-01-01"}, {"deleted_at": "2020-01-01"}], ids=str
)
async def test_who_is_not_there_is_not_counted(state: dict[str, Any], api: Api, make: Make, ann: Person):
    gone = await make.person(display_name="Gone", bio="Weddings", is_mentor=True, testing=True)
    asked = ({}, {"searchstr": "weddings"}, {"mentor": "on"}, {"testing": "on"}, {"discipline": "photographer"})
    for one in asked:
        assert await found(api.as_(ann), **one) == ["Gone"]
    ((column, value),) = state.items()
    await make.rows(f"UPDATE person SET {column} = %s WHERE id = %s", [value, gone.id])
    for one in asked:
        assert (await api.as_(ann).ask("GET", "/users", params=one)).json == NOBODY
    await make.rows(f"UPDATE person SET {column} = DEFAULT WHERE id = %s", [gone.id])
    for one in asked:
        assert await found(api.as_(ann), **one) == ["Gone"]


async def test_blocked_people_are_not_shown_to_each_other(api: Api, make: Make):
    mia, ben, cat = [await make.person(display_name=name, is_mentor=True) for name in ("Mia", "Ben", "Cat")]
    await make.row("block", blocker_id=mia.id, blocked_id=ben.id)
    for asked in ({}, {"mentor": "on"}, {"searchstr": "photographer"}, {"discipline": "photographer,model"}):
        assert await found(api.as_(mia), **asked) == ["Mia", "Cat"], "the caller is listed"
        assert await found(api.as_(ben), **asked) == ["Ben", "Cat"]
        assert await found(api.as_(cat), **asked) == ["Mia", "Ben", "Cat"]


async def test_those_who_only_hire_are_not_listed(api: Api, make: Make, ann: Person):
    for mark in ("I'M HIRING", "I’M HIRING", "i'm hiring"):
        await make.person(display_name="Only hires", disciplines=[mark])
        await make.person(display_name="Bold", disciplines=[mark, "BOLD"])
    await make.person(display_name="Undecided", disciplines=[])
    assert await found(api.as_(ann)) == ["Bold", "Bold", "Bold", "Undecided"]
    assert await found(api.as_(ann), discipline="I’m hiring") == ["Bold", "Bold", "Bold"]
    assert await found(api.as_(ann), searchstr="hiring") == ["Bold", "Bold", "Bold"]


async def test_disciplines(api: Api, make: Make, ann: Person):
    await make.person(display_name="Tog", disciplines=["Photographer", "Model"])
    await make.person(display_name="Old name", disciplines=["tog"])
    await make.person(display_name="Hair", disciplines=["Hair"])
    await make.person(display_name="Other", disciplines=["Baker’s Boy"])
    for sent, expected in (
        ("Photographer", ["Tog", "Old name"]),
        ("PHOTOgrapher", ["Tog", "Old name"]),
        ("TOG", ["Tog", "Old name"]),
        (" shooter ", ["Tog", "Old name"]),
        ("hair, model,,", ["Tog", "Hair"]),
        ("photographer,tog", ["Tog", "Old name"]),
        ("hair stylist", ["Hair"]),
        ("baker's boy", ["Other"]),
        ("BAKER’S BOY", ["Other"]),
        ("nothing of the kind", []),
        ("nothing of the kind,hair", ["Hair"]),
        ("photo", []),
        (" , ", ["Tog", "Old name", "Hair", "Other"]),
    ):
        assert await found(api.as_(ann), discipline=sent) == expected, sent


async def test_an_alias_that_the_operator_gives_later_finds_them_too(api: Api, make: Make, ann: Person):
    await make.person(display_name="Tog")
    assert await found(api.as_(ann), searchstr="lensman") == await found(api.as_(ann), discipline="lensman") == []
    await make.rows("UPDATE discipline SET alias2 = 'Lensman' WHERE name = 'Photographer'")
    assert await found(api.as_(ann), searchstr="lens") == await found(api.as_(ann), discipline="lensman") == ["Tog"]
    assert await found(api.as_(ann), searchstr="shooter") == []
    await make.rows("UPDATE discipline SET deleted_at = now() WHERE name = 'Photographer'")
    assert await found(api.as_(ann), searchstr="lens") == await found(api.as_(ann), discipline="lensman") == []
    assert await found(api.as_(ann), discipline="photographer") == ["Tog"]


@pytest.mark.parametrize("switch", ["testing", "mentor", "online"])
async def test_switches(switch: str, api: Api, make: Make, ann: Person):
    mia = await make.person(display_name="Mia", testing=True, is_mentor=True)
    ben = await make.person(display_name="Ben", mentor=True)  # the legacy mark is only printed (R17)
    seen = "UPDATE person_seen SET last_seen_at = %s::timestamptz - make_interval(mins => %s) WHERE person_id = %s"
    await make.rows(seen, [api.clock(), 15, mia.id])
    await make.rows(seen, [api.clock(), 16, ben.id])
    for on in ("on", "ON", "1", "yes", "true", " True "):
        assert await found(api.as_(ann), **{switch: on}) == ["Mia"], on
    for off in ("off", "0", "no", "", "maybe", "on'"):
        assert await found(api.as_(ann), **{switch: off}) == ["Mia", "Ben"], off


async def test_how_long_somebody_is_online_is_a_setting(api: Api, make: Make, ann: Person):
    mia = await make.person()
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [api.clock(), mia.id])
    assert api.settings.online_within == 900
    for minutes, total in ((15, 1), (1 / 60, 0)):
        api.clock.forward(minutes=minutes)
        assert (await api.as_(ann).get("/users?online=on")).json["meta"]["total"] == total


async def test_by_influence(api: Api, make: Make, ann: Person):
    await rated(make, "Loved", 9, twitter_followers=1)
    await rated(make, "Famous", 1, twitter_followers=500, instagram_count=500)
    await rated(make, "Weddings", 0, twitter_followers=700, disciplines=["Model"])
    assert await found(api.as_(ann)) == ["Loved", "Famous", "Weddings"]
    assert await found(api.as_(ann), influence="on") == ["Famous", "Weddings", "Loved"]
    assert await found(api.as_(ann), influence="on", discipline="photographer") == ["Famous", "Loved"]
    assert await found(api.as_(ann), influence="on", discipline="photographer,model") == ["Famous", "Weddings", "Loved"]
    await make.rows("UPDATE person SET facebook_likes = 5000 WHERE display_name = 'Loved'")
    assert await found(api.as_(ann), influence="on") == ["Loved", "Famous", "Weddings"]
    assert await found(api.as_(ann), influence="on", searchstr="photographer") == ["Loved", "Famous"]


async def test_near_a_place(api: Api, make: Make, ann: Person):
    for name, latitude, longitude in (("York", 53.96, -1.08), ("Leeds", 53.80076, -1.54908), ("London", 51.5, -0.12)):
        await make.person(display_name=name, latitude=latitude, longitude=longitude)
    await make.person(display_name="Nowhere")
    api = api.as_(ann)
    everybody = ["York", "Leeds", "London", "Nowhere"]
    assert await found(api, **YORK) == ["York", "Leeds"], "40 miles"
    assert await found(api, **YORK, distance="10") == ["York"]
    assert await found(api, **YORK, distance="1e3") == ["York", "Leeds", "London"]
    for bad in ("", "0", "-5", "far", "nan", "inf", "1e999", "40 miles"):
        assert await found(api, **YORK, distance=bad) == ["York", "Leeds"], bad
    for wrong in ("", "north", "nan", "-inf", "91", "1_0", "１２", "53,9"):
        assert await found(api, **YORK | {"latitude": wrong}) == everybody, wrong
    for wrong in ("180.1", "-181", "east"):
        assert await found(api, **YORK | {"longitude": wrong}) == everybody, wrong
    for missing in YORK:
        assert await found(api, **{name: value for name, value in YORK.items() if name != missing}) == everybody
    assert await found(api, distance="5") == everybody
    await make.rows("UPDATE person SET latitude = -latitude WHERE display_name = 'York'")
    assert await found(api, **YORK) == ["Leeds"]


async def test_all_filters_hold_together(api: Api, make: Make, ann: Person):
    there = {"latitude": 53.96, "longitude": -1.08, "testing": True, "is_mentor": True, "bio": "Weddings"}
    mia = await make.person(display_name="Mia", **there)
    for lacking in ({"latitude": 0}, {"testing": False}, {"is_mentor": False}, {"bio": ""}, {"disciplines": ["Hair"]}):
        other = await make.person(**there | lacking)
        await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [api.clock(), other.id])
    asked = YORK | {"testing": "on", "mentor": "on", "searchstr": "wed", "discipline": "tog", "online": "on"}
    assert await found(api.as_(ann), **asked) == []
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [api.clock(), mia.id])
    assert await found(api.as_(ann), **asked) == ["Mia"]
    assert await found(api.as_(ann), **asked, influence="on") == ["Mia"]
