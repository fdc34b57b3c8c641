"""Views: a look at a page is noted once a viewer and day, and never stands in the way of the page."""

from asyncio import gather
from datetime import timedelta

import psycopg
import pytest

from freelancerclub.features.profiles import actions
from support.api import Api
from support.make import Make


async def looks(make: Make, person_id: int) -> int:
    return await make.count("person_view", person_id=person_id)


async def test_once_a_viewer_and_day(api: Api, make: Make):
    mia, ben, cat = [await make.person() for _ in range(3)]
    for viewer, expected in ((ben, 1), (ben, 1), (cat, 2), (ben, 2)):
        assert (await api.as_(viewer).get(f"/users/{mia.id}")).status == 200
        assert await looks(make, mia.id) == expected
    rows = await make.rows("SELECT viewer_id, seen_on FROM person_view ORDER BY 1")
    assert rows == [(ben.id, api.clock().date()), (cat.id, api.clock().date())]
    api.clock.forward(days=1)
    await api.as_(ben).get(f"/users/{mia.id}")
    assert await looks(make, mia.id) == 3
    assert await make.count("person_view", seen_on=api.clock().date() - timedelta(days=1)) == 2


async def test_fifty_looks_at_once_are_one(api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    answers = await gather(*(api.as_(ben).get(f"/users/{mia.id}") for _ in range(50)))
    assert {answer.status for answer in answers} == {200}
    assert await looks(make, mia.id) == 1


async def test_one_s_own_look_and_one_that_is_refused_are_none(api: Api, make: Make):
    mia, shy = await make.person(), await make.person(profile_hidden=True)
    await api.as_(mia).get(f"/users/{mia.id}")
    assert (await api.as_(mia).get(f"/users/{shy.id}")).status == 404
    assert (await api.nobody().get(f"/users/{mia.id}")).status == 403
    await make.rows("UPDATE person_version SET token_epoch = 1 WHERE id = %s", [mia.id])
    assert (await api.as_(mia).get(f"/users/{shy.id}")).status == 403
    assert await make.count("person_view") == 0


@pytest.mark.parametrize(
    "trouble",
    [
        "ALTER TABLE person_view RENAME TO elsewhere; CREATE VIEW person_view AS SELECT * FROM elsewhere WHERE false"
        " UNION ALL SELECT * FROM elsewhere",
        "ALTER TABLE person_view ADD CHECK (seen_on < '2000-01-01')",
        "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '57P01'; END $$;"
        " CREATE TRIGGER away BEFORE INSERT ON person_view EXECUTE FUNCTION away()",
    ],
    ids=["not writable", "refused", "away"],
)
async def test_a_look_that_can_t_be_noted_still_shows_the_page(trouble: str, api: Api, make: Make):
    mia, ben = await make.person(), await make.person()
    await make.rows(trouble)
    assert (await api.as_(ben).get(f"/users/{mia.id}")).json["data"]["id"] == str(mia.id)
    assert await looks(make, mia.id) == 0


async def test_a_look_that_would_have_to_wait_is_let_go(
    api: Api, make: Make, dsn: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "PATIENCE", 0.1)
    mia, ben = await make.person(), await make.person()
    async with await psycopg.AsyncConnection.connect(dsn) as holder:
        await holder.execute("LOCK TABLE person_view IN SHARE MODE")
        assert (await api.as_(ben).get(f"/users/{mia.id}")).status == 200
    assert await looks(make, mia.id) == 0
    assert (await api.as_(ben).get(f"/users/{mia.id}")).status == 200
    assert await looks(make, mia.id) == 1
