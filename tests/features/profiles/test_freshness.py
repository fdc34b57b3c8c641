"""Freshness: whoever asks after a commit never sees what was before it, however much is kept in memory.

`make faults` makes ten times as many tries.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import pytest

from freelancerclub.callers import MEMBER, Caller
from freelancerclub.config import Settings
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.profiles.queries import get_cards
from support.api import Api, running
from support.make import Make, Person
from support.racing import TRIES, Look, Race, Write

FEEDS = ("person", "person_counter", "picture", "picture_counter", "portfolio", "portfolio_picture")


@pytest.fixture
async def other(settings: Settings, dsn: str) -> AsyncIterator[Api]:
    """Another process's API on the same database, with a memory of its own."""
    async with running(settings, dsn) as api:
        yield api


@pytest.fixture
async def race(api: Api, other: Api, make: Make, dsn: str) -> AsyncIterator[Callable[[int], Awaitable[Race]]]:
    """Runs one race: changes through the API and by SQL, looks at page and card."""
    mia, ben = await make.person(bio="0", city="0"), await make.person()
    picture = await make.row("picture", owner_id=mia.id, file="a.png", title="0", authorised=True)
    portfolio = await make.row("portfolio", owner_id=mia.id, place=1, title="0", discipline="x")
    pool = make_pool(dsn, 2)
    await pool.open()
    connect = psycopg.AsyncConnection.connect
    async with await connect(dsn, autocommit=True) as one, await connect(dsn, autocommit=True) as two:

        async def slowly(number: int) -> None:
            """Changed, but for a while not yet committed."""
            async with two.transaction():
                await two.execute("UPDATE person SET city = %s WHERE id = %s", [str(number), mia.id])
                await asyncio.sleep(0.001)

        def by_sql(statement: str, id_: int) -> Write:
            return lambda number: one.execute(statement, [str(number), id_])

        writers: dict[str, Write] = {
            "bio": lambda number: api.as_(mia).post(f"/users/{mia.id}", {"bio": str(number)}),
            "city": slowly,
            "likes": by_sql("UPDATE person_counter SET likes = %s WHERE person_id = %s", mia.id),
            "image": by_sql("UPDATE picture SET title = %s WHERE id = %s", picture),
            "portfolio": by_sql("UPDATE portfolio SET title = %s WHERE id = %s", portfolio),
        }
        looks = [page_of(api.as_(ben), mia), page_of(other.as_(ben), mia), card_of(Database(pool, _STANDING), mia)]

        async def run(tries: int) -> Race:
            race = Race()
            await race.run(writers, looks, tries)
            return race

        yield run
    await pool.close()


_STANDING = {"site": "", "placeholder": None}


def page_of(api: Api, person: Person) -> Look:
    async def look() -> dict[str, int]:
        page = (await api.get(f"/users/{person.id}")).json["data"]
        numbers = {name: int(page[name]) for name in ("bio", "city", "likes")}
        return numbers | {"portfolio": int(page["portfolios"][0]["title"])}

    return look


def card_of(db: Database, person: Person) -> Look:
    fragments = Fragments(1)

    async def look() -> dict[str, int]:
        version = await db.value("SELECT version FROM person_version WHERE id = %(id)s", id=person.id)
        (written,) = await get_cards(db, fragments, Caller(0, MEMBER), [(person.id, version)])
        card = json.loads(bytes(written))
        numbers = {name: int(card[name]) for name in ("bio", "city", "likes")}
        return numbers | {"image": int(card["images"][0]["title"]), "portfolio": int(card["portfolios"].split()[0])}

    return look


async def test_nobody_sees_what_was_before_a_commit(race: Callable[[int], Awaitable[Race]]):
    found = await race(TRIES)
    assert found.looks >= TRIES
    assert found.stale == 0


async def test_without_the_triggers_it_would_be_seen(race: Callable[[int], Awaitable[Race]], make: Make):
    for table in FEEDS:
        await make.rows(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert (await race(300)).stale > 100
