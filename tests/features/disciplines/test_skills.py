"""The list of skills: by id, in pages (E59)."""

import pytest

from support.api import Api
from support.make import Make, Person

LIMIT = {"status": "400", "message": "The limit parameter should be a positive integer between 1 and 500"}
OFFSET = {"status": "400", "message": "The offset parameter should be a positive integer"}


@pytest.fixture
async def mia(make: Make) -> Person:
    await make.rows("DELETE FROM skill")
    return await make.person()


@pytest.fixture
async def skills(make: Make, mia: Person) -> None:
    await make.rows("INSERT INTO skill (id, name) SELECT n, 'Skill ' || (1000 - n) FROM generate_series(1, 520) n")
    await make.rows("UPDATE skill SET deleted_at = now() WHERE id IN (3, 520)")


def ids(answer: object) -> list[int]:
    return [int(one["id"]) for one in answer.json["data"]]


async def test_a_page_by_id_without_those_deleted(api: Api, mia: Person, skills: None):
    answer = await api.as_(mia).get("/skills")
    assert answer.json["meta"] == {"total": 518, "limit": 20, "offset": 0}
    assert ids(answer) == [1, 2, *range(4, 22)]
    assert answer.json["data"][0] == {"id": "1", "skill": "Skill 999"}


@pytest.mark.parametrize(
    ("path", "meta", "first", "length"),
    [
        ("/skills/offset/1/limit/2", (2, 1), 2, 2),
        ("/skills?offset=1&limit=2", (2, 1), 2, 2),
        ("/skills/limit/2?limit=3", (3, 0), 1, 3),
        ("/skills/?limit=500", (500, 0), 1, 500),
        ("/skills?limit=1&offset=517", (1, 517), 519, 1),
        ("/skills?limit=007", (7, 0), 1, 7),
        ("/skills/limit/2/odd", (2, 0), 1, 2),
    ],
)
async def test_pages(path: str, meta: tuple[int, int], first: int, length: int, api: Api, mia: Person, skills: None):
    answer = await api.as_(mia).get(path)
    assert answer.json["meta"] == {"total": 518, "limit": meta[0], "offset": meta[1]}, "numbers, never strings"
    assert (ids(answer)[0], len(ids(answer))) == (first, length)


async def test_pages_join_without_gap_and_overlap(api: Api, mia: Person, skills: None):
    found = [ids(await api.as_(mia).get(f"/skills?limit=100&offset={offset}")) for offset in range(0, 600, 100)]
    assert [skill for page in found for skill in page] == [n for n in range(1, 520) if n != 3]


async def test_empty_pages(api: Api, mia: Person, make: Make):
    answer = await api.as_(mia).get("/skills")
    assert answer.json == {"meta": {"total": 0, "limit": 20, "offset": 0}, "data": []}
    await make.row("skill", name="Photoshop")
    for offset in (1, 10**18, 10**30):
        answer = await api.as_(mia).get(f"/skills?offset={offset}")
        assert (answer.status, answer.json["meta"]["total"], answer.json["data"]) == (200, 1, [])


@pytest.mark.parametrize("limit", ["0", "501", "-1", "dave", "", "1.5", "1_0", "１０", "+5", " 5", "9" * 30])
async def test_bad_limits(limit: str, api: Api, mia: Person):
    answer = await api.as_(mia).ask("GET", "/skills", params={"limit": limit})
    assert (answer.status, answer.json) == (400, LIMIT)


@pytest.mark.parametrize("offset", ["-1", "dave", "", "1.5", "1_0", "１０"])
async def test_bad_offsets(offset: str, api: Api, mia: Person):
    answer = await api.as_(mia).ask("GET", "/skills", params={"offset": offset})
    assert (answer.status, answer.json) == (400, OFFSET)
    both = await api.as_(mia).ask("GET", "/skills", params={"offset": offset, "limit": "dave"})
    assert both.json == LIMIT


async def test_a_token_is_asked_for_before_the_limit(api: Api):
    answer = await api.get("/skills?limit=dave")
    assert (answer.status, answer.message) == (403, "token_not_provided")
