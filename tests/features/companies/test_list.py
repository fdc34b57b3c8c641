"""The list of companies: by id, in pages that echo what was sent, searched by name (E60, R7, R40)."""

from typing import Any

import pytest

from support.api import SITE, Answer, Api
from support.make import Make, Person

LIMIT = {"status": "400", "message": "The limit parameter should be a positive integer between 1 and 500"}
OFFSET = {"status": "400", "message": "The offset parameter should be a positive integer"}


@pytest.fixture
async def mia(make: Make) -> Person:
    return await make.person()


def names(answer: Answer) -> list[str]:
    return [one["compname"] for one in answer.json["data"]]


async def search(api: Api, **asked: str) -> list[str]:
    answer = await api.ask("GET", "/companies", params=asked)
    assert answer.json["meta"]["total"] == len(answer.json["data"])
    return names(answer)


async def test_companies_by_id(api: Api, make: Make, mia: Person):
    await make.company(id=9, name="Anchor")
    await make.company(id=2, name="Zebra")
    answer = await api.as_(mia).get("/companies")
    assert answer.json["meta"] == {"total": 2, "limit": 20, "offset": 0}
    assert names(answer) == ["Zebra", "Anchor"]


async def test_how_values_are_written(api: Api, make: Make, mia: Person):
    given: dict[str, Any] = {
        "owner_id": mia.id, "name": "Boots", "description": "A shop", "category": "it",
        "website": "http://boots.example", "affiliate": True, "coupon": True, "coupon_code": "C1",
        "coupon_description": "10%", "coupon_url": "b.example/c",
        "created_at": "2015-10-22 16:08:47+00", "modified_at": "2019-08-08 14:58:43+00", "slug": "boots1",
        "feature_expires_at": "2015-11-25 00:00:00+00", "featured": True, "city": "Leeds, UK", "country": "UK",
        "latitude": "53.80076", "longitude": "-1.54908", "tagline": "T", "industry": "I",
        "logo": "a.jpeg", "cover": "b.jpeg",
    }  # fmt: skip
    company_id = await make.company(**given)
    (company,) = (await api.as_(mia).get("/companies")).json["data"]
    assert company == {
        "id": str(company_id), "user_id": str(mia.id), "compname": "Boots", "compdescription": "A shop",
        "category": "it",
        "website": "http://boots.example", "affiliate": "yes", "coupon": "yes", "exclusive": "no", "couponcode": "C1",
        "coupondescription": "10%", "couponurl": "b.example/c", "deleted": "0", "created_on": "2015-10-22 16:08:47",
        "modified_on": "2019-08-08 14:58:43", "featured": "1", "featureexpire": "2015-11-25 00:00:00",
        "coupondte": "0000-00-00 00:00:00", "couponexpire": "0000-00-00 00:00:00", "slug": "boots1", "industry": "I",
        "city": "Leeds, UK", "latitude": "53.80076", "longitude": "-1.54908", "country": "UK", "tagline": "T",
        "logo": f"{SITE}/images/companycrop/150/150/a.jpeg",
        "coverimage": f"{SITE}/images/companycovercrop/1366/442/b.jpeg", "authorized": "1",
    }  # fmt: skip


async def test_a_company_with_nothing_said_about_it(api: Api, make: Make, mia: Person):
    await make.company()
    (company,) = (await api.as_(mia).get("/companies")).json["data"]
    assert (company["logo"], company["coverimage"], company["user_id"]) == ("", "", "0")
    assert (company["latitude"], company["modified_on"]) == ("0.00000", "0000-00-00 00:00:00")


@pytest.mark.parametrize(
    ("path", "limit", "offset"),
    [
        ("/companies?limit=10", "10", 0),
        ("/companies?offset=1", 20, "1"),
        ("/companies/offset/10/limit/10", "10", "10"),
        ("/companies/offset/10?offset=0", 20, "0"),
        ("/companies?limit=010", "010", 0),
        ("/companies?limit=500", "500", 0),
    ],
)
async def test_what_was_sent_is_echoed_as_a_string(
    path: str, limit: int | str, offset: int | str, api: Api, make: Make, mia: Person
):
    for _ in range(12):
        await make.company()
    answer = await api.as_(mia).get(path)
    assert answer.json["meta"] == {"total": 12, "limit": limit, "offset": offset}
    assert len(answer.json["data"]) == min(int(limit), 12 - int(offset))


async def test_empty_lists(api: Api, make: Make, mia: Person):
    assert (await api.as_(mia).get("/companies")).json["data"] == []
    await make.company()
    for path in ("/companies?search=nothing", "/companies?offset=5"):
        answer = await api.as_(mia).get(path)
        assert (answer.status, answer.json["data"]) == (200, [])


async def test_bad_pages(api: Api, mia: Person):
    for limit in ("0", "501", "-1", "dave", ""):
        for path in (f"/companies?limit={limit}", f"/companies/limit/{limit or ' '}"):
            answer = await api.as_(mia).get(path)
            assert (answer.status, answer.json) == (400, LIMIT), path
    for offset in ("-1", "dave"):
        answer = await api.as_(mia).get(f"/companies?offset={offset}")
        assert (answer.status, answer.json) == (400, OFFSET)


async def test_companies_that_are_not_listed(api: Api, make: Make, mia: Person):
    boss = await make.administrator()
    await make.company(name="Listed")
    await make.company(name="Pending", authorised=False, owner_id=mia.id)
    await make.company(name="Deleted", deleted_at="2020-01-01", owner_id=mia.id)
    for person in (mia, boss, await make.person()):
        answer = await api.as_(person).get("/companies")
        assert (answer.json["meta"]["total"], names(answer)) == (1, ["Listed"])
        assert (await api.as_(person).get("/companies?search=e")).json["meta"]["total"] == 1


async def test_a_search_finds_part_of_a_name_in_any_case(api: Api, make: Make, mia: Person):
    for name in ("Silverark IT Solutions", "Quicksilver", "Boots", "ÉCLAIR & Söhne"):
        await make.company(name=name, description="silver everywhere", city="silver", tagline="silver")
    api = api.as_(mia)
    both = ["Silverark IT Solutions", "Quicksilver"]
    assert await search(api, search="Silver") == both
    assert await search(api, searchstr="sILVER") == both
    assert await search(api, search="  silver ") == both
    assert await search(api, search="k it s") == ["Silverark IT Solutions"]
    assert await search(api, search="éclair & sö") == ["ÉCLAIR & Söhne"]
    assert await search(api, search="silver boots") == []
    assert len(await search(api, search="")) == len(await search(api, search="   ")) == 4
    assert await search(api, search="boots", searchstr="silver") == ["Boots"], "the documented name wins"
    assert await search(api, search="", searchstr="boots") == ["Boots"]
    assert names(await api.get("/companies/search/silver/limit/1")) == both[:1]


async def test_a_search_takes_every_character_as_itself(api: Api, make: Make, mia: Person):
    kept = ("100% Wool", "100 Percent", "snake_case", "snakeXcase", "back\\slash", "backslash", "O'Brien", "a%b_c\\d")
    for name in kept:
        await make.company(name=name)
    api = api.as_(mia)
    for words, found in (
        ("%", ["100% Wool", "a%b_c\\d"]),
        ("100%", ["100% Wool"]),
        ("_", ["snake_case", "a%b_c\\d"]),
        ("e_c", ["snake_case"]),
        ("\\", ["back\\slash", "a%b_c\\d"]),
        ("k\\s", ["back\\slash"]),
        ("\\%", []),
        ("'", ["O'Brien"]),
        ("a%b_c\\d", ["a%b_c\\d"]),
        ("' OR 1=1 --", []),
        ("x" * 3_000, []),
    ):
        assert await search(api, search=words) == found, words
