"""Portfolios: making, renaming, deleting them; three and no more, each its owner's (E20, E21, R33, R34, R96)."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person
from support.sending import ENCODINGS, encoded

SENT = {"title": "Landscapes", "discipline": "Photographer"}
INVALID = {"status": "400", "message": "Please provide a valid portfolio_id"}
LIMIT = {"status": "403", "message": "Portfolio limit reached. You already have 3 portfolios"}


async def made(make: Make, owner: Person, place: int = 1, **values: Any) -> int:
    given = {"title": "Weddings", "discipline": "Photographer"} | values
    return await make.row("portfolio", owner_id=owner.id, place=place, **given)


async def rows(make: Make) -> list[tuple[Any, ...]]:
    return await make.rows("SELECT owner_id, place, title, discipline FROM portfolio WHERE deleted_at IS NULL")


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_making_one(encoding: str, api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).post("/users/portfolios", **encoded(encoding, SENT))
    number = answer.json["data"]["portfolio_id"]
    assert answer.json == {"data": {"status": "200", "message": "Portfolio Created", "portfolio_id": number}}
    assert type(number) is int
    found = await make.rows("SELECT id, owner_id, title, discipline, created_at, modified_at FROM portfolio")
    assert found == [(number, ann.id, "Landscapes", "Photographer", api.clock(), None)]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Title is required"),
        ({"title": " ", "discipline": "Photographer"}, "Title is required"),
        ({"title": "Landscapes"}, "Discipline is required"),
        ({"title": "Landscapes", "discipline": "", "portfolio": "\t"}, "Discipline is required"),
        ({"title": "x" * 16, "discipline": "Photographer"}, "Title cannot exceed 15 characters"),
        ({"title": "x" * 15, "discipline": "y" * 101}, "Discipline cannot exceed 100 characters"),
    ],
)
async def test_what_is_refused(sent: dict[str, str], sentence: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).post("/users/portfolios", sent)
    assert (answer.status, answer.json) == (400, {"status": "400", "message": sentence})
    assert await make.count("portfolio") == 0


async def test_a_title_is_counted_in_characters_and_kept_as_written(api: Api, make: Make):
    ann = await make.person()
    title = "é𝓪<b>&\"'日本語…!!"
    assert len(title) <= 15
    await api.as_(ann).post("/users/portfolios", {"title": f" {title} ", "discipline": "Photographer"})
    assert (await rows(make))[0][2] == title


async def test_discipline_wins_over_its_other_name(api: Api, make: Make):
    ann = api.as_(await make.person())
    await ann.post("/users/portfolios", {"title": "A", "portfolio": "Model"})
    await ann.post("/users/portfolios", {"title": "B", "portfolio": "Model", "discipline": "Photographer"})
    assert sorted(row[2:] for row in await rows(make)) == [("A", "Model"), ("B", "Photographer")]


async def test_a_file_is_no_title(api: Api, make: Make):
    ann = api.as_(await make.person())
    answer = await ann.ask("POST", "/users/portfolios", files={"title": ("a.txt", b"A"), "discipline": (None, "B")})
    assert (answer.status, answer.message) == (400, "Title is required")


async def test_a_fourth_is_refused_until_one_is_deleted(api: Api, make: Make):
    ann = await make.person()
    numbers = [await made(make, ann, place) for place in (1, 2, 3)]
    answer = await api.as_(ann).post("/users/portfolios", SENT)
    assert (answer.status, answer.json) == (403, LIMIT)
    assert (await api.as_(await make.person()).post("/users/portfolios", SENT)).status == 200

    await api.as_(ann).ask("DELETE", f"/users/portfolios/{numbers[1]}")
    assert (await api.as_(ann).post("/users/portfolios", SENT)).status == 200
    assert sorted(place for owner, place, *_ in await rows(make) if owner == ann.id) == [1, 2, 3]


async def test_fifty_at_once_make_three(api: Api, make: Make):
    ann = api.as_(await make.person())
    answers = await gather(*(ann.post("/users/portfolios", SENT) for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [200] * 3 + [403] * 47
    assert {answer.message for answer in answers if answer.status == 403} == {LIMIT["message"]}
    assert sorted(place for _, place, *_ in await rows(make)) == [1, 2, 3]


async def test_deleting_keeps_the_pictures_and_happens_once(api: Api, make: Make):
    ann = await make.person()
    number = await made(make, ann)
    picture = await make.row("picture", owner_id=ann.id, file="a.png")
    await make.row("portfolio_picture", portfolio_id=number, picture_id=picture)
    answers = await gather(*(api.as_(ann).ask("DELETE", f"/users/portfolios/{number}") for _ in range(10)))
    done = {"data": {"status": "200", "message": "Portfolio Deleted", "portfolio_id": str(number)}}
    assert sorted(answer.status for answer in answers) == [200] + [400] * 9
    assert [answer.json for answer in answers if answer.status == 200] == [done]
    assert all(answer.json == INVALID for answer in answers if answer.status == 400)
    assert await make.rows("SELECT deleted_at FROM picture") == [(None,)]
    assert (await api.as_(ann).get(f"/users/{ann.id}/portfolios")).json == {"meta": {"total": 0}, "data": []}


async def test_renaming_changes_what_is_sent(api: Api, make: Make):
    ann = await make.person()
    number = await made(make, ann)
    for sent, kept in (
        ({"title": "Beaches"}, ("Beaches", "Photographer")),
        ({"discipline": "Model"}, ("Beaches", "Model")),
    ):
        answer = await api.as_(ann).ask("PUT", f"/users/portfolios/{number}", data=sent)
        done = {"data": {"status": "200", "message": "Portfolio Updated", "portfolio_id": str(number)}}
        assert (answer.status, answer.json) == (200, done)
        assert [row[2:] for row in await rows(make)] == [kept]
    assert await make.rows("SELECT modified_at FROM portfolio") == [(api.clock(),)]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"title": ""}, "Title is required"),
        ({"title": "x" * 16}, "Title cannot exceed 15 characters"),
        ({"discipline": " "}, "Discipline is required"),
    ],
)
async def test_a_bad_name_changes_nothing(sent: dict[str, str], sentence: str, api: Api, make: Make):
    ann = await make.person()
    number = await made(make, ann)
    before = await make.whole("portfolio", number)
    answer = await api.as_(ann).ask("PUT", f"/users/portfolios/{number}", data=sent | {"owner_id": "1", "place": "2"})
    assert (answer.status, answer.message) == (400, sentence)
    assert await make.whole("portfolio", number) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_changes_another_ones_but_an_administrator(method: str, api: Api, make: Make):
    ann, ben, root = await make.person(), await make.person(), await make.administrator()
    number = await made(make, ann)
    before = await make.whole("portfolio", number)
    for path in (f"/users/portfolios/{number}", "/users/portfolios/99999999999999999999999"):
        answer = await api.as_(ben).ask(method, path, data={"title": "Mine"})
        assert (answer.status, answer.json) == (400, INVALID)
    assert await make.whole("portfolio", number) == before
    assert (await api.as_(root).ask(method, f"/users/portfolios/{number}", data={"title": "Mine"})).status == 200
    assert await make.whole("portfolio", number) != before
