"""What a text finds, in which order, and how it is folded."""

from typing import Any

import pytest

from support.api import Answer, Api
from support.make import Make, Person


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person(display_name="Ann", disciplines=["I'M HIRING"])


async def say(api: Api, text: str, **asked: Any) -> Answer:
    answer = await api.ask("GET", "/users", params={"searchstr": text} | asked)
    assert answer.status == 200
    return answer


def names(answer: Answer) -> list[str]:
    return [one["display_name"] for one in answer.json["data"] or ()]


async def test_folding(api: Api, make: Make, ann: Person):
    everybody = ("Zoë Straße", "Sean O'Brien", "Siân O’Brien", "ŁUKASZ Ørsted-Æsir", "Đorđe", "Œuvre", "ﬁne ½", "Ялта")
    for name in everybody:
        await make.person(display_name=name)
    api = api.as_(ann)
    for text, expected in {
        "zoe": "Zoë Straße", "ZOË": "Zoë Straße", "Zoe\u0308": "Zoë Straße", "strasse": "Zoë Straße",
        "lukasz": "ŁUKASZ Ørsted-Æsir", "orsted": "ŁUKASZ Ørsted-Æsir", "aesir": "ŁUKASZ Ørsted-Æsir",
        "dorde": "Đorđe", "oeuvre": "Œuvre", "FINE 1": "ﬁne ½", "ялта": "Ялта", "sian": "Siân O’Brien",
    }.items():  # fmt: skip
        assert names(await say(api, text)) == [expected], text
    for text in ("obrien", "O'Brien", "o’brien", "O`BRIEN", "o´brien"):
        assert names(await say(api, text)) == ["Sean O'Brien", "Siân O’Brien"], text
    assert names(await say(api, "(zoe) & !straße | *:")) == ["Zoë Straße"]


async def test_both_names_of_the_parameter(api: Api, make: Make, ann: Person):
    await make.person(display_name="Mia")
    await make.person(display_name="Ben")
    assert names(await api.as_(ann).get("/users?search=mia")) == ["Mia"]
    assert names(await api.as_(ann).get("/users/searchstr/ben")) == ["Ben"]
    assert names(await api.as_(ann).get("/users?search=mia&searchstr=ben")) == ["Ben"], "the documented one wins"
    assert names(await api.as_(ann).get("/users?search=mia&searchstr=%20")) == ["Mia"]


async def test_relevance(api: Api, make: Make, ann: Person):
    """Whole word before beginning; name and discipline before skills before biography; then rating."""
    for name, values in {
        "Begins in the biography": {"bio": "lightness"},
        "Begins in the tags": {"tags": "lighting, props"},
        "Lighthouse": {},
        "In the biography": {"bio": "<p>All about light.</p>"},
        "In the subdisciplines": {"subdisciplines": ["Light painter"]},
        "In the tags": {"tags": "dark,light", "bio": "light"},
        "Light of the discipline": {"disciplines": ["Light"]},
        "Nothing": {},
    }.items():
        await make.person(display_name=name, **values)
    await make.rows("UPDATE person_counter SET likes = person_id")
    expected = [
        "Light of the discipline", "In the tags", "In the subdisciplines", "In the biography", "Lighthouse",
        "Begins in the tags", "Begins in the biography",
    ]  # fmt: skip
    assert names(await say(api.as_(ann), "light")) == expected
    assert names(await say(api.as_(ann), "LIGHT", limit=3, offset=2)) == expected[2:5]
    assert names(await say(api.as_(ann), "lights")) == []
    # Only beginnings are left: of a name, of tags, of the biography, each by rating.
    assert names(await say(api.as_(ann), "lig")) == [
        "Light of the discipline", "Lighthouse", "In the tags", "In the subdisciplines", "Begins in the tags",
        "In the biography", "Begins in the biography",
    ]  # fmt: skip


async def test_every_word_has_to_match_and_only_the_last_may_be_a_beginning(api: Api, make: Make, ann: Person):
    await make.person(display_name="Mia Norton", tags="weddings", bio="In York")
    await make.person(display_name="Mia Other", tags="portraits")
    api = api.as_(ann)
    for text in ("mia norton", "norton mia", "mia wed", "photographer york", "wedding photographer mia"):
        answer = await say(api, text)
        if text.startswith("wedding "):  # "wedding" is only the beginning of a word, and not the last of the text
            assert answer.headers["x-search-mode"] == "relaxed"
        else:
            assert names(answer) == ["Mia Norton"] and "x-search-mode" not in answer.headers, text


async def test_any_word_is_enough_where_all_find_nobody(api: Api, make: Make, ann: Person):
    await make.person(display_name="Mia", bio="sailing", is_mentor=True)
    await make.person(display_name="Ben", tags="sailing")
    api = api.as_(ann)
    answer = await say(api, "sailing submarines")
    assert (names(answer), answer.json["meta"]["total"]) == (["Ben", "Mia"], 2)
    assert answer.headers["x-search-mode"] == "relaxed"
    assert names(await say(api, "mia submarines")) == ["Mia"]
    past = await say(api, "sailing submarines", offset=9)
    assert (past.json["data"], past.headers["x-search-mode"]) == (False, "relaxed")
    assert "x-search-mode" not in (await say(api, "submarines")).headers
    assert "x-search-mode" not in (await say(api, "submarines rockets")).headers
    # Ben isn't there for somebody who asks for mentors, so that his words count for nothing.
    assert (await say(api, "ben sailing", mentor="on")).headers["x-search-mode"] == "relaxed"
    await make.rows("INSERT INTO block SELECT %s, id FROM person WHERE display_name = 'Ben'", [ann.id])
    assert (await say(api, "ben sailing")).headers["x-search-mode"] == "relaxed"


async def test_a_text_without_a_word_is_none(api: Api, make: Make, ann: Person):
    await make.person()
    for text in ("", " ", "!!!", "'", "–", "👍", "\x00", "%"):
        assert len(names(await say(api.as_(ann), text))) == 1, text


async def test_very_long_words_and_texts(api: Api, make: Make, ann: Person):
    await make.person(display_name="Long", bio="x" * 5_000 + " end", tags="ﷺ" * 300)
    await make.rows("UPDATE person SET bio = bio || repeat(' word', 300000) || ' beyond' WHERE display_name = 'Long'")
    api = api.as_(ann)
    assert names(await say(api, "x" * 3_000)) == names(await say(api, "end")) == ["Long"]
    assert names(await say(api, "end " * 500)) == ["Long"]
    assert names(await say(api, " ".join(["end"] * 16 + ["nowhere"]))) == ["Long"], "sixteen words are looked at"
    await make.person(display_name="Long discipline", disciplines=["é" * 3_000])
    assert names(await api.ask("GET", "/users", params={"discipline": "É" * 3_000})) == ["Long discipline"]
