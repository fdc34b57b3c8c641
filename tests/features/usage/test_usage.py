"""The report of usage, and how it is gathered."""

import pytest

from support.api import Api
from support.make import Make


async def day(make: Make, person_id: int, day: str, upload: int = 1, download: int = 2) -> int:
    return await make.row("usage_day", person_id=person_id, day=day, upload=upload, download=download)


async def test_one_sees_the_own_days_and_an_administrator_everybodys(api: Api, make: Make):
    ann, bob, admin = await make.person(), await make.person(), await make.administrator()
    for person in (ann, bob):
        await day(make, person.id, "2020-01-01")
    seen = (await api.as_(ann).get("/usage")).json["data"]
    assert [(row["user_id"], row["email"]) for row in seen] == [(str(ann.id), ann.email)]
    assert len((await api.as_(admin).get("/usage")).json["data"]) == 2


async def test_the_cursor_walks_through_all_rows_once(api: Api, make: Make):
    ann = await make.person()
    for number in range(1, 8):
        await day(make, ann.id, f"2020-01-0{number}")
    seen, after, more = [], None, True
    while more:
        cursor = {"startingafter": after} if after else {}
        page = (await api.as_(ann).get("/usage", params={"limit": 3} | cursor)).json
        seen += [row["report_date"] for row in page["data"]]
        more, after = page["hasmore"], page["data"][-1]["usage_id"]
    assert seen == [f"2020-01-0{number}" for number in range(1, 8)]


async def test_both_days_of_a_span_count_in_path_pairs_too(api: Api, make: Make):
    ann = await make.person()
    for number in range(1, 6):
        await day(make, ann.id, f"2020-01-0{number}")
    answer = await api.as_(ann).get("/usage/startdate/2020-01-02/enddate/2020-01-03")
    assert [row["report_date"] for row in answer.json["data"]] == ["2020-01-02", "2020-01-03"]
    assert answer.json["hasmore"] is False


@pytest.mark.parametrize("cursor", ["dave", "0", "-1", "1.5", "", "1_000", "１"])
async def test_a_bad_cursor_is_told_in_the_printed_words(cursor: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).get("/usage", params={"startingafter": cursor})
    assert answer.status == 400
    assert answer.json == {"status": False, "message": "The startingafter variable should be a positive integer"}


@pytest.mark.parametrize("name", ["startdate", "enddate"])
@pytest.mark.parametrize("value", ["yesterday", "2020-13-01", "2020-02-30", "20200101", "", "2020-1-1"])
async def test_a_bad_day_is_told(name: str, value: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).get("/usage", params={name: value})
    assert answer.status == 400
    assert answer.json == {"status": False, "message": f"The {name} variable should be a date in the form YYYY-MM-DD"}


async def test_limits_are_strict(api: Api, make: Make):
    ann = api.as_(await make.person())
    for limit in ("0", "501", "dave"):
        answer = await ann.get("/usage", params={"limit": limit})
        assert answer.message == "The limit parameter should be a positive integer between 1 and 500"


@pytest.mark.parametrize("cursor", ["9" * 19, "9" * 20, "9" * 5_000, "0" * 5_000 + "7"])
async def test_a_huge_cursor_finds_nothing(cursor: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).get("/usage", params={"startingafter": cursor})
    assert answer.json == {"hasmore": False, "data": []}


async def test_requests_are_metered_by_person_and_day(api: Api, make: Make):
    ann, clock = await make.person(created_at=api.clock()), api.clock
    got = await api.as_(ann).get("/users/me")
    sent = await api.as_(ann).post(f"/users/{ann.id}", {"bio": "Hello"})
    await api.nobody().get("/auth/disciplines")
    await api.close_books()
    first = (await api.as_(ann).get("/usage")).json["data"]
    assert [(row["upload"], row["new_user"]) for row in first] == [(str(len("bio=Hello")), "Yes")]
    assert first[0]["download"] == str(len(got.body) + len(sent.body))
    assert first[0]["full_usage"] == str(len("bio=Hello") + len(got.body) + len(sent.body))

    clock.forward(days=1)
    await api.as_(ann).get("/users/me")
    await api.close_books()
    later = (await api.as_(ann).get("/usage")).json["data"]
    assert [row["new_user"] for row in later] == ["Yes", "No"]
    assert int(later[0]["download"]) > int(first[0]["download"])  # the asking for usage itself counted on the first day


async def test_what_cannot_be_written_waits(api: Api, make: Make, monkeypatch):
    ann = await make.person()
    await api.as_(ann).get("/users/me")
    await make.rows("ALTER TABLE usage_day RENAME TO hidden")
    with pytest.raises(Exception, match="usage_day"):
        await api.close_books()
    await make.rows("ALTER TABLE hidden RENAME TO usage_day")
    await api.close_books()
    assert await make.count("usage_day", person_id=ann.id) == 1
