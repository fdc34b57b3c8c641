"""Whom a job was compared with is remembered: what is told is what would be found now, whoever writes."""

from asyncio import Event
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from features.search.town import NOW
from freelancerclub.callers import Caller
from freelancerclub.config import Settings
from freelancerclub.db.pages import Pages
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.recommended import queries
from freelancerclub.features.recommended.queries import Found, access_recommended
from freelancerclub.features.recommended.rules import ENOUGH
from freelancerclub.wire.paging import STRICT
from support.api import Api
from support.hiring import LEEDS, job_of
from support.make import Make, Person
from support.racing import TRIES, Look, Race
from support.watching import statements

MOST = 5  # people who are compared here
PEOPLE = (
    "UPDATE person_counter SET likes = likes + 1 WHERE person_id = %(one)s",
    "UPDATE person_counter SET likes = 0 WHERE person_id = %(one)s",
    "UPDATE person_counter SET views = views + 1 WHERE person_id = %(one)s",
    "UPDATE person_counter SET reviews = reviews + 1, star_sum = star_sum + 4 WHERE person_id = %(one)s",
    "UPDATE person_seen SET last_seen_at = %(now)s - %(n)s * interval '1 day' WHERE person_id = %(one)s",
    "UPDATE person_seen SET last_seen_at = NULL WHERE person_id = %(one)s",
    "UPDATE person SET profile_hidden = NOT profile_hidden WHERE id = %(one)s",
    "UPDATE person SET disciplines = ARRAY['Model'] WHERE id = %(one)s",
    "UPDATE person SET disciplines = ARRAY['TOG', 'Model'] WHERE id = %(one)s",
    "UPDATE person SET latitude = 53.8 + %(n)s * 0.1, longitude = -1.5 WHERE id = %(one)s",
    "UPDATE person SET latitude = NULL, longitude = NULL WHERE id = %(one)s",
    "UPDATE person SET country = CASE country WHEN 'Spain' THEN 'United Kingdom' ELSE 'Spain' END WHERE id = %(one)s",
    "UPDATE person SET tags = CASE WHEN tags = '' THEN 'Races' ELSE '' END WHERE id = %(one)s",
    "UPDATE person SET bio = bio || 'x' WHERE id = %(one)s",
    "UPDATE person SET deleted_at = now() WHERE id = %(one)s AND %(n)s = 1",
)
JOBS = (
    "UPDATE job SET title = CASE title WHEN 'Races' THEN 'Horses' ELSE 'Races' END WHERE id = %(job)s",
    "UPDATE job SET disciplines = ARRAY['Photographer', 'Model'] WHERE id = %(job)s",
    "UPDATE job SET latitude = 53.8 + %(n)s * 0.1 WHERE id = %(job)s",
    "UPDATE job SET location_type = CASE %(n)s WHEN 0 THEN 'country' ELSE 'locality' END WHERE id = %(job)s",
    "INSERT INTO application (job_id, person_id) VALUES (%(job)s, %(one)s) ON CONFLICT DO NOTHING",
    "DELETE FROM application WHERE job_id = %(job)s",
    "INSERT INTO invite (job_id, person_id) VALUES (%(job)s, %(one)s) ON CONFLICT DO NOTHING",
    "DELETE FROM invite WHERE job_id = %(job)s",
    "INSERT INTO block (blocker_id, blocked_id) VALUES (%(me)s, %(one)s) ON CONFLICT DO NOTHING",
    "INSERT INTO block (blocker_id, blocked_id) VALUES (%(one)s, %(me)s) ON CONFLICT DO NOTHING",
    "DELETE FROM block WHERE %(me)s IN (blocker_id, blocked_id)",
    "UPDATE discipline SET alias1 = CASE alias1 WHEN 'TOG' THEN 'Shooter' ELSE 'TOG' END WHERE name = 'Photographer'",
    "SELECT person_search_forget(1)",
)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    async with make_pool(dsn, 2) as pool:
        yield Database(pool, {})


@pytest.fixture
def candidates() -> Pages[Any]:
    return Pages(100)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that who is better rated decides who is compared at all."""
    monkeypatch.setattr(queries, "ENOUGH", MOST)
    monkeypatch.setattr(queries, "RECOMMENDED", queries._statement())


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each time that all are looked for."""
    found: list[str] = []
    along = queries.access_along

    async def seen(ask: Any, claimant: Caller, statement: str, **values: Any) -> Any:
        if statement == queries.RECOMMENDED:
            found.append(statement)
        return await along(ask, claimant, statement, **values)

    monkeypatch.setattr(queries, "access_along", seen)
    return found


async def find(database: Database, me: int, job: int, candidates: Pages[Any], **paged: str) -> Found:
    return await access_recommended(database, Caller(me, 4), job, STRICT.read(paged), NOW, candidates)


def ids(found: Found) -> list[int]:
    return [person_id for person_id, _ in found.page]


@pytest.mark.parametrize("seed", range(4))
async def test_any_writers(
    seed: int, make: Make, database: Database, candidates: Pages[Any], few: None, anew: list[str]
):
    chance = Random(seed)
    owner = await make.person(disciplines=["I'M HIRING"])
    people = [await make.person(**LEEDS) for _ in range(9)]
    job = await job_of(make, owner, title="Races")
    for _ in range(150):
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            values = {"one": chance.choice(people).id, "n": chance.randrange(5), "now": NOW, "job": job, "me": owner.id}
            await make.rows(chance.choice(PEOPLE * 2 + JOBS), values)
        paged = chance.choice(({}, {"limit": "2", "offset": "1"}))
        expected = await find(database, owner.id, job, Pages(0), **paged)
        assert expected.total <= MOST
        assert await find(database, owner.id, job, candidates, **paged) == expected
    assert 150 < len(anew) < 290, "of 300: half of them for comparison"


async def compared(make: Make) -> tuple[Person, list[Person], int]:
    owner = await make.person(disciplines=["I'M HIRING"])
    people = [await make.person(**LEEDS) for _ in range(3)]
    return owner, people, await job_of(make, owner)


async def test_what_is_said_of_them_since_is_told_without_looking_for_them(
    make: Make, database: Database, candidates: Pages[Any], anew: list[str]
):
    owner, (ann, ben, cid), job = await compared(make)
    await make.rows("UPDATE person_seen SET last_seen_at = NULL")
    assert ids(await find(database, owner.id, job, candidates)) == [ann.id, ben.id, cid.id]
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [NOW - timedelta(1), cid.id])
    await make.rows("UPDATE person_counter SET views = 9 WHERE person_id = %s", [ann.id])
    again = await find(database, owner.id, job, candidates)
    assert (ids(again), len(anew)) == ([cid.id, ann.id, ben.id], 1)
    versions = dict(await make.rows("SELECT id, version FROM person_version"))
    assert dict(again.page) == {one.id: versions[one.id] for one in (ann, ben, cid)}


@pytest.mark.parametrize(
    ("who", "concerns"), [("near", True), ("far", False), ("other", False)], ids=["near", "far", "other"]
)
async def test_only_likes_of_those_who_may_be_among_them_count(
    who: str, concerns: bool, make: Make, database: Database, candidates: Pages[Any], anew: list[str]
):
    owner, (ann, *_), job = await compared(make)
    other = await make.person(disciplines=["Model"], **LEEDS)
    far = await make.person(**LEEDS | {"latitude": 51.5})
    await find(database, owner.id, job, candidates)
    liked = {"near": ann, "far": far, "other": other}[who]
    await make.rows("UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s", [liked.id])
    await find(database, owner.id, job, candidates)
    assert len(anew) == 1 + concerns


async def test_one_applies_in_place_of_another(make: Make, database: Database, candidates: Pages[Any], anew: list[str]):
    owner, (ann, ben, cid), job = await compared(make)
    await make.row("application", job_id=job, person_id=ann.id)
    await make.row("invite", job_id=job, person_id=ann.id)
    assert ids(await find(database, owner.id, job, candidates)) == [ben.id, cid.id]
    for table in ("application", "invite"):
        await make.rows(f"UPDATE {table} SET person_id = {ben.id}")
    assert ids(await find(database, owner.id, job, candidates)) == [ann.id, cid.id]


async def test_where_the_country_decides_nothing_is_remembered(
    make: Make, database: Database, candidates: Pages[Any], anew: list[str]
):
    """Another country is no other word and no other place, so nobody would hear of it."""
    owner, (ann, ben, _), job = await compared(make)
    for where in ("location_type = 'country'", "latitude = NULL"):
        await make.rows(f"UPDATE job SET {where} WHERE id = {job}")
        for country in ("Spain", "United Kingdom"):
            await make.rows("UPDATE person SET country = %s WHERE id = %s", [country, ann.id])
            found = await find(database, owner.id, job, candidates)
            assert (ids(found)[0] == ann.id) == (country != "Spain")
    assert ben.id in ids(found) and len(anew) == 4


async def test_one_who_takes_their_time(
    make: Make, database: Database, candidates: Pages[Any], dsn: str, anew: list[str]
):
    owner, (ann, *_), job = await compared(make)
    async with await psycopg.AsyncConnection.connect(dsn) as slow:
        await slow.execute("SELECT pg_current_xact_id()")
        await make.rows("UPDATE person_counter SET likes = 1 WHERE person_id = %s", [ann.id])
        assert len((await find(database, owner.id, job, candidates)).page) == 3
        await slow.execute("UPDATE person SET profile_hidden = true WHERE id = %s", [ann.id])
        assert len((await find(database, owner.id, job, candidates)).page) == 3
        assert len(anew) == 1
        await slow.commit()
    assert ann.id not in ids(await find(database, owner.id, job, candidates))


async def test_readers_beside_writers(make: Make, database: Database, candidates: Pages[Any], anew: list[str]):
    owner, (_ann, ben, _), job = await compared(make)

    async def come(number: int) -> None:
        if number > ENOUGH - 3:  # the three were there before; more are not looked at
            await Event().wait()
        await make.person(**LEEDS)

    async def see(number: int) -> None:
        await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [NOW, ben.id])

    async def total() -> dict[str, int]:
        return {"people": (await find(database, owner.id, job, candidates)).total - 3}

    looks: list[Look] = [total]
    race = Race()
    await race.run({"people": come, "seen": see}, looks, TRIES // 4)
    assert (race.stale, race.looks >= TRIES // 4) == (0, True)
    assert len(anew) < race.looks, "some were remembered"


async def test_another_caller_may_ask_for_the_same_or_not(api: Api, make: Make):
    owner, people, job = await compared(make)
    administrator, path = await make.administrator(), f"/jobs/{job}/recommended"
    for _ in range(2):
        for asker, status in ((owner, 200), (people[0], 404), (administrator, 200)):
            assert (await api.as_(asker).get(path)).status == status
    await make.rows("UPDATE job SET deleted_at = now()")
    assert (await api.as_(owner).get(path)).status == 404


async def test_whoever_has_the_answer_hears_of_whatever_is_another(api: Api, make: Make):
    owner, (ann, *_), job = await compared(make)
    me, paths = api.as_(owner), [f"/jobs/{job}/recommended{query}" for query in ("", "?limit=3", "?explain=1")]
    seen = set()
    for change in (
        "UPDATE person_seen SET last_seen_at = now() - interval '40 days'",
        "UPDATE person SET bio = 'New'",
        "UPDATE person_counter SET reviews = 1, star_sum = 5",
        "UPDATE person_seen SET last_seen_at = now() + interval '1 day'",
        "UPDATE person_seen SET last_seen_at = now() + interval '2 days'",
    ):
        await make.rows(f"{change} WHERE {'id' if 'person SET' in change else 'person_id'} = {ann.id}")
        for path in paths:
            whole = await me.get(path)
            tag = whole.headers["etag"]
            seen.add(tag)
            assert (await me.get(path, headers={"If-None-Match": tag})).status == 304
            assert (await me.get(path)).body == whole.body
    assert len(seen) == 15, "three answers, and each five times another"


async def test_it_is_known_by_one_statement_until_something_is_another(api: Api, make: Make):
    owner, (ann, *_), job = await compared(make)
    far, me, path = await make.person(**LEEDS | {"latitude": 51.5}), api.as_(owner), f"/jobs/{job}/recommended"
    await me.get(path)
    tag = (await me.get(path)).headers["etag"]

    async def again() -> tuple[int, int]:
        with statements() as seen:
            return (await me.get(path, headers={"If-None-Match": tag})).status, len(seen)

    for _ in range(2):
        assert (await again())[0] == 304
    await make.rows("UPDATE person_counter SET likes = 9 WHERE person_id = %s", [far.id])
    assert await again() == (304, 1), "who is liked far away changes nothing"
    await make.person(disciplines=["Model"], **LEEDS)
    assert (await again())[0] == 304, "found anew, and the same"
    assert await again() == (304, 2), "which is not asked for once more"
    await make.rows("UPDATE person_seen SET last_seen_at = now() - interval '9 days' WHERE person_id = %s", [ann.id])
    assert (await again())[0] == 200


class TestWithoutMemory:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"page_memory": 0})

    async def test_all_are_looked_for_each_time(self, api: Api, make: Make, anew: list[str]):
        owner, _people, job = await compared(make)
        for _ in range(2):
            assert (await api.as_(owner).get(f"/jobs/{job}/recommended")).json["meta"]["total"] == 3
        assert len(anew) == 2
