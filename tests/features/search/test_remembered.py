"""A page that is remembered is what a search would find now, whoever writes, and however long that takes."""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import psycopg
import pytest

from features.search.town import NOW
from freelancerclub.callers import Caller
from freelancerclub.config import Settings
from freelancerclub.db import finding
from freelancerclub.db.checks import do_raise_versions
from freelancerclub.db.pages import Pages
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.search import queries
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.features.search.queries import Found, find_page
from freelancerclub.wire.paging import LENIENT
from support.api import Api
from support.make import Make
from support.racing import TRIES, Look, Race

LEEDS = {"city": "Leeds", "latitude": "53.8", "longitude": "-1.55", "distance": "30"}
QUESTIONS: tuple[dict[str, str], ...] = (
    {"searchstr": "ann"},
    {"searchstr": "ann hair", "influence": "on"},
    {"searchstr": "nobody hair"},  # relaxed: any word
    {"searchstr": "weddings", "limit": "2", "offset": "1"},
    LEEDS,
    LEEDS | {"searchstr": "a", "discipline": "Photographer"},
    {"discipline": "TOG"},
    {"discipline": "Hair", "testing": "on"},
    {"offset": "101"},
)
WAYS = (
    "UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s",
    "UPDATE person_counter SET views = views + 1 WHERE person_id = %s",
    "UPDATE person SET profile_hidden = NOT profile_hidden WHERE id = %s",
    "UPDATE person SET testing = NOT testing WHERE id = %s",
    "UPDATE person SET twitter_followers = coalesce(twitter_followers, 0) + 1 WHERE id = %s",
    "UPDATE person SET disciplines = ARRAY['Hair'], bio = 'Weddings' WHERE id = %s",
    "UPDATE person SET disciplines = ARRAY['Photographer'], bio = '' WHERE id = %s",
    "UPDATE person SET latitude = 53.8, longitude = -1.5 WHERE id = %s",
    "UPDATE person SET latitude = 1 WHERE id = %s",
    "UPDATE person SET display_name = 'Ann ' || id WHERE id = %s",
    "UPDATE discipline SET alias1 = CASE alias1 WHEN 'TOG' THEN 'Shooter' ELSE 'TOG' END"
    " WHERE name = 'Photographer' AND %s > 0",
    "UPDATE person SET deleted_at = now() WHERE id = %s",
    "SELECT person_search_forget(1), %s",
    "SELECT person_rank_fold(), %s",
)


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    async with make_pool(dsn, 2) as pool:
        yield Database(pool, {})


@pytest.fixture
def pages() -> Pages:
    return Pages(100)


@pytest.fixture
def anew(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Grows with every page that is found and not remembered."""
    found: list[Any] = []
    find = queries._find

    async def seen(*args: Any) -> Any:
        found.append(args)
        return await find(*args)

    monkeypatch.setattr(queries, "_find", seen)
    return found


async def find(database: Database, me: int, asked: dict[str, str], pages: Pages) -> Found:
    sent = PeopleSearch.read({name: [value] for name, value in asked.items()}, None)
    return await find_page(database, Caller(me, 4), sent, LENIENT.read(asked), NOW, pages)


def ids(found: Found) -> list[int]:
    return [person_id for person_id, _ in found.page]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_writers(seed: int, make: Make, database: Database, pages: Pages, anew: list[Any]):
    chance = Random(seed)
    people = [await make.person(display_name=f"Ann {n}", bio="Weddings") for n in range(8)]
    for _ in range(120):
        if chance.random() < 0.25:
            await make.rows(chance.choice(WAYS), [chance.choice(people).id])
        asked = chance.choice(QUESTIONS)
        expected = await find(database, people[0].id, asked, Pages(0))
        assert await find(database, people[0].id, asked, pages) == expected, asked
    assert 120 < len(anew) < 220, "of 240: half of them for comparison"


async def test_readers_beside_writers(make: Make, database: Database, pages: Pages, anew: list[Any]):
    """What was committed before a search began is in it, while others come and go whom it doesn't find."""
    mia = await make.person(display_name="Mia")

    async def come(number: int) -> None:
        await make.person(display_name=f"Ann {number}", latitude=53.8, longitude=-1.5)

    async def like(number: int) -> None:
        await make.rows("UPDATE person_counter SET likes = %s WHERE person_id = %s", [number, mia.id])

    def look(asked: dict[str, str]) -> Look:
        async def total() -> dict[str, int]:
            return {"people": (await find(database, mia.id, asked, pages)).total}

        return total

    race = Race()
    await race.run({"people": come, "likes": like}, [look({"searchstr": "ann"}), look(LEEDS)], TRIES)
    assert (race.stale, race.looks >= TRIES) == (0, True)
    assert len(anew) < race.looks, "some were remembered"


async def test_one_who_takes_their_time(make: Make, database: Database, pages: Pages, dsn: str, anew: list[Any]):
    """The transaction began before the page was found, and is committed after others."""
    ann, ben = await make.person(display_name="Ann"), await make.person(display_name="Ben")
    async with await psycopg.AsyncConnection.connect(dsn) as slow:
        await slow.execute("SELECT pg_current_xact_id()")
        await make.rows("UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s", [ann.id])
        assert ids(await find(database, ann.id, {"searchstr": "ann"}, pages)) == [ann.id]
        await slow.execute("UPDATE person SET display_name = 'Annie Ann' WHERE id = %s", [ben.id])
        await make.rows("INSERT INTO person_search_change (person_id) VALUES (%s)", [ben.id])
        assert ids(await find(database, ann.id, {"searchstr": "ann"}, pages)) == [ann.id], "not committed"
        assert len(anew) == 1, "another's change of who doesn't match is none"
        await slow.commit()
    assert sorted(ids(await find(database, ann.id, {"searchstr": "ann"}, pages))) == [ann.id, ben.id]


async def test_changes_that_are_forgotten(make: Make, database: Database, pages: Pages, dsn: str, anew: list[Any]):
    ann, ben, cid = [await make.person(display_name=name) for name in ("Ann", "Ben", "Cid")]
    async with await psycopg.AsyncConnection.connect(dsn) as slow:
        await slow.execute("UPDATE person SET display_name = 'Annie Ann' WHERE id = %s", [ben.id])
        assert ids(await find(database, ann.id, {"searchstr": "ann"}, pages)) == [ann.id]
        await slow.commit()
    for _ in range(3):
        await make.rows("UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s", [cid.id])
    await make.rows("SELECT person_search_forget(1)")
    assert await make.rows("SELECT count(*) < 3 FROM person_search_change") == [(True,)]
    assert sorted(ids(await find(database, ann.id, {"searchstr": "ann"}, pages))) == [ann.id, ben.id]
    assert len(anew) == 2
    await find(database, ann.id, {"searchstr": "ann"}, pages)
    assert len(anew) == 2, "what is found afterwards is remembered as before"
    await make.rows("DELETE FROM person_search_forgotten")
    await find(database, ann.id, {"searchstr": "ann"}, pages)
    assert len(anew) == 3, "nobody knows what is forgotten"


async def test_after_a_restore(make: Make, database: Database, pages: Pages, anew: list[Any]):
    """Numbers of another server's transactions say nothing here, once nothing runs that began before they went."""
    ann = await make.person(display_name="Ann")
    await find(database, ann.id, {"searchstr": "ann"}, pages)
    await make.rows("INSERT INTO person_search_change (xid, person_id) VALUES ('9000000000', NULL)")
    await make.rows("UPDATE person_search_forgotten SET before = '9000000000'")
    async with database.transaction() as changes:
        await do_raise_versions(changes)
    passed = "SELECT before <= pg_snapshot_xmin(pg_current_snapshot()) FROM person_search_forgotten"
    async with asyncio.timeout(30):
        while not (await make.rows(passed))[0][0]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for times in (2, 2):
        assert ids(await find(database, ann.id, {"searchstr": "ann"}, pages)) == [ann.id]
        assert len(anew) == times


async def test_somebody_without_a_version(make: Make, database: Database, pages: Pages, anew: list[Any]):
    """Which `club check versions` would tell; a search leaves them out, and so does a page that was found before."""
    ann, ben = [await make.person(display_name=f"Ann {n}") for n in range(2)]
    assert len(ids(await find(database, ann.id, {"searchstr": "ann"}, pages))) == 2
    await make.rows("DELETE FROM person_version WHERE id = %s", [ben.id])
    assert ids(await find(database, ann.id, {"searchstr": "ann"}, pages)) == [ann.id]
    assert len(anew) == 2


async def test_blocks(make: Make, database: Database, pages: Pages):
    """Who is blocked is in no page that was remembered, and a page without them is nobody else's."""
    ann, ben, cid = [await make.person(display_name=f"Ann {n}") for n in range(3)]
    asked = {"searchstr": "ann"}
    everybody = sorted([ann.id, ben.id, cid.id])
    assert sorted(ids(await find(database, ann.id, asked, pages))) == everybody
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    for who, shown in ((ann, [ann.id, cid.id]), (ben, [ben.id, cid.id]), (cid, everybody), (ann, [ann.id, cid.id])):
        found = await find(database, who.id, asked, pages)
        assert (sorted(ids(found)), found.total) == (shown, len(shown))


@pytest.mark.parametrize("changes", [4, 5, 6])
async def test_very_many_changes(
    changes: int, make: Make, database: Database, pages: Pages, anew: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "MOST_CHANGES", 5)
    finding.again_of.cache_clear()
    ann, ben = await make.person(display_name="Ann"), await make.person(display_name="Ben")
    await find(database, ann.id, {"searchstr": "ann"}, pages)
    for _ in range(changes):
        await make.rows("UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s", [ben.id])
    await find(database, ann.id, {"searchstr": "ann"}, pages)
    assert len(anew) == (1 if changes < 5 else 2)
    finding.again_of.cache_clear()


@pytest.mark.parametrize(
    "asked",
    [{"online": "on"}, {"limit": "101"}, {"searchstr": "a" * 201}, {}, {"mentor": "on"}],
    ids=["online", "long", "wordy", "list", "mentors"],
)
async def test_what_is_not_remembered(
    asked: dict[str, str], make: Make, database: Database, pages: Pages, anew: list[Any]
):
    """The clock decides who is online; very long pages take much memory; a few steps of an index take nothing."""
    ann = await make.person()
    for _ in range(2):
        await find(database, ann.id, asked, pages)
    assert len(anew) == 2


async def test_a_token_that_no_longer_counts(api: Api, make: Make):
    mia = await make.person()
    path = "/users?searchstr=ann"
    assert [(await api.as_(mia).get(path)).status for _ in range(2)] == [200, 200]
    await api.as_(mia).post("/auth/logout")
    assert (await api.as_(mia).get(path)).status == 403


class TestWithoutMemory:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"page_memory": 0})

    async def test_pages_are_found_each_time(self, api: Api, make: Make, anew: list[Any]):
        ann = await make.person(display_name="Ann")
        for _ in range(2):
            assert (await api.as_(ann).get("/users?searchstr=ann")).json["meta"]["total"] == 1
        assert len(anew) == 2
