"""The board over HTTP: filters, tabs, and that nothing is ever an error."""

from typing import Any

import pytest

from support.api import Api
from support.jobs import job_of
from support.make import Make

YORK, LEEDS, LONDON = (53.95997, -1.0873), (53.80076, -1.54908), (51.50735, -0.12776)
NEAR_YORK = "city=York&latitude=53.96&longitude=-1.08"


def at(place: tuple[float, float]) -> dict[str, float]:
    return dict(zip(("latitude", "longitude"), place, strict=True))


async def town(make: Make) -> None:
    ann = await make.person()
    rows: list[dict[str, Any]] = [
        {"title": "Wedding in York", "disciplines": ["Photographer"], "tags": "barn", **at(YORK)},
        {"title": "Bridal hair", "disciplines": ["Model", "Hair"], "kind": "test", **at(LEEDS)},
        {"title": "A café’s menu", "disciplines": ["photographer"], **at(LONDON)},
        {"title": "Anything, anywhere", "kind": "test", "city": "Zürich"},
    ]
    for row in rows:
        await job_of(make, ann, **row)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [4, 3, 2, 1]),
        ("limit=2&offset=1", [3, 2]),
        ("limit=0&offset=x", [4, 3, 2, 1]),
        ("discipline=PHOTOGRAPHER", [3, 1]),
        ("discipline=photographer,%20model", [3, 2, 1]),
        ("discipline=nobody", []),
        ("testing=on", [4, 2]),
        ("testing=yes", [4, 2]),
        ("testing=off", [4, 3, 2, 1]),
        ("payment_status=paid", [3, 1]),
        ("payment_status=TEST", [4, 2]),
        ("payment_status=soon", [4, 3, 2, 1]),
        ("testing=on&payment_status=paid", []),
        ("searchstr=wed", [1]),
        ("search=cafes", [3]),
        ("search=zurich", [4]),
        ("search=york%20barn", [1]),
        ("search=barn%20york%20nothing", []),
        ("search=%21", [4, 3, 2, 1]),
        (NEAR_YORK, [2, 1]),
        (f"{NEAR_YORK}&distance=10", [1]),
        (f"{NEAR_YORK}&distance=9000", [3, 2, 1]),
        (f"{NEAR_YORK}&distance=-1", [2, 1]),
        ("latitude=53.96&longitude=-1.08", [4, 3, 2, 1]),
        ("city=York&latitude=north&longitude=-1.08", [4, 3, 2, 1]),
        (f"{NEAR_YORK}&discipline=photographer&search=wedding&payment_status=paid", [1]),
        ("tab=nonsense", [4, 3, 2, 1]),
    ],
)
async def test_filters(query: str, expected: list[int], api: Api, make: Make):
    await town(make)
    answer = await api.as_(await make.person()).get(f"/jobs?{query}")
    assert answer.status == 200
    assert [int(row["id"]) for row in answer.json["data"] or []] == expected
    assert answer.json["data"] != [] and (expected or answer.json["data"] is False)
    if "limit" not in query:
        assert answer.json["meta"] == {"total": len(expected), "limit": 20, "offset": 0}


async def test_tabs(api: Api, make: Make):
    await town(make)
    me = await make.person(disciplines=["Photographer", "Hair"], **at(YORK))
    await make.row("application", job_id=4, person_id=me.id)
    await make.row("application", job_id=2, person_id=1)
    await make.row("watch", job_id=3, person_id=me.id)
    await job_of(make, me, disciplines=["Photographer"], **at(YORK))

    async def shown(query: str) -> list[int]:
        answer = (await api.as_(me).get(f"/jobs?{query}")).json
        assert answer["meta"]["total"] == len(answer["data"] or [])
        return [int(row["id"]) for row in answer["data"] or []]

    assert await shown("tab=applied") == [4]
    assert await shown("tab=watchlist") == [3]
    assert await shown("tab=match") == [2, 1], "what one does, near where one is, and not one's own"
    assert await shown("tab=match&testing=on") == [2]
    assert await shown("tab=match&search=wedding") == [1]
    await make.rows("UPDATE person SET latitude = NULL WHERE id = %s", [me.id])
    assert await shown("tab=match") == [3, 2, 1], "who says no place is matched anywhere"
    await make.rows("UPDATE person SET disciplines = %s WHERE id = %s", [["I'M HIRING"], me.id])
    assert await shown("tab=match") == []
    await make.rows("UPDATE job SET expires_on = '2020-01-01'")
    for tab in ("applied", "watchlist", "match"):
        assert await shown(f"tab={tab}") == []


async def test_whose_token_no_longer_counts_sees_no_board(api: Api, make: Make):
    await town(make)
    me = await make.person()
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [me.id])
    for query in ("", "tab=match", "search=wedding"):
        answer = await api.as_(me).get(f"/jobs?{query}")
        assert (answer.status, answer.json) == (403, {"status": "error", "message": "token_invalid"})


async def test_with_a_key_as_with_a_token(api: Api, make: Make):
    await town(make)
    me = await make.person()
    key = (await api.as_(me).post("/auth/keys", {"name": "A key"})).json["data"]["key"]
    for path in ("/jobs", "/jobs/1", "/jobs?tab=match", "/jobs/my"):
        assert (await api.nobody().get(path, headers={"Freelancerclub-API-KEY": key})).status == 200


@pytest.mark.parametrize(
    "strange", ["\x00", "é" * 3_000, "'\"\\%", "a" * 5_000, "١٢٣", "\U0001f600", "1e400", "NaN", "ª"]
)
async def test_nothing_is_an_error(strange: str, api: Api, make: Make):
    await town(make)
    me = api.as_(await make.person())
    for name in ("discipline", "searchstr", "testing", "payment_status", "tab", "limit", "offset"):
        assert (await me.get("/jobs", params={name: strange})).status == 200, name
    for name in ("city", "latitude", "longitude", "distance"):
        place = {"city": "York", "latitude": "53.96", "longitude": "-1.08", "distance": "5"} | {name: strange}
        assert (await me.get("/jobs", params=place)).status == 200, name


async def test_a_page_costs_two_statements_and_one_once_written(api: Api, make: Make):
    from support.watching import statements

    ann = await make.person()
    for _ in range(30):
        await job_of(make, ann)
    for query, asked in (("", 1), ("tab=applied", 1), ("search=job", 1), ("tab=match", 2)):
        await api.as_(ann).get(f"/jobs?{query}")
        with statements() as seen:
            assert (await api.as_(ann).get(f"/jobs?{query}")).status == 200
        assert len(seen) == asked, query
