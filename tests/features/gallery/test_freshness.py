"""Freshness of pictures: lists and pages never show what was before a commit, however much is kept in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import pytest

from freelancerclub.config import Settings
from support.api import Api, running
from support.make import Make, Person
from support.racing import TRIES, Look, Race, Write

FEEDS = ("person", "person_counter", "picture", "picture_counter")
# The counters are held before the picture, as the service does: in another order the two would wait in a circle.
HELD_FIRST = """
    UPDATE picture i SET description = %s
    FROM (SELECT person_id FROM person_counter
          WHERE person_id = (SELECT owner_id FROM picture WHERE id = %s) FOR NO KEY UPDATE) held
    WHERE i.owner_id = held.person_id"""
PLACES = ("title", "description", "likes", "comments", "display_name")


@pytest.fixture
async def other(settings: Settings, dsn: str) -> AsyncIterator[Api]:
    """Another process's API on the same database, with a memory of its own."""
    async with running(settings, dsn) as api:
        yield api


@pytest.fixture
async def race(api: Api, other: Api, make: Make, dsn: str) -> AsyncIterator[Callable[[int], Awaitable[Race]]]:
    """Runs one race: changes through the API and by SQL, looks at both lists and at the picture by itself."""
    mia, ben = await make.person(display_name="0"), await make.person()
    values = {"title": "00", "description": "0", "authorised": True, "public": True}
    picture = await make.row("picture", owner_id=mia.id, file="a.png", **values)
    connect = psycopg.AsyncConnection.connect
    async with await connect(dsn, autocommit=True) as one, await connect(dsn, autocommit=True) as two:

        async def slowly(number: int) -> None:
            """Changed, but for a while not yet committed."""
            async with two.transaction():
                await two.execute("UPDATE person SET display_name = %s WHERE id = %s", [str(number), mia.id])
                await asyncio.sleep(0.001)

        def by_sql(statement: str) -> Write:
            return lambda number: one.execute(statement, [str(number), picture])

        writers: dict[str, Write] = {
            "title": lambda number: api.as_(mia).post(f"/users/{mia.id}/images/{picture}", {"title": f"{number:02}"}),
            "description": by_sql(HELD_FIRST),
            "likes": by_sql("UPDATE picture_counter SET likes = %s WHERE picture_id = %s"),
            "comments": by_sql("UPDATE picture_counter SET comments = %s WHERE picture_id = %s"),
            "display_name": slowly,
        }
        looks = [look for each in (api, other) for look in looks_of(each.as_(ben), mia, picture)]

        async def run(tries: int) -> Race:
            race = Race()
            await race.run(writers, looks, tries)
            return race

        yield run


def looks_of(api: Api, owner: Person, picture: int) -> list[Look]:
    def at(path: str) -> Look:
        async def look() -> dict[str, int]:
            data = (await api.get(path)).json["data"]
            (shown,) = data if isinstance(data, list) else [data]
            return {name: int(shown[name]) for name in PLACES if name in shown}

        return look

    return [at("/images"), at(f"/users/{owner.id}/images"), at(f"/images/{picture}")]


async def test_nobody_sees_what_was_before_a_commit(race: Callable[[int], Awaitable[Race]]):
    found = await race(TRIES)
    assert found.looks >= TRIES
    assert found.stale == 0


async def test_without_the_triggers_it_would_be_seen(race: Callable[[int], Awaitable[Race]], make: Make):
    for table in FEEDS:
        await make.rows(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert (await race(300)).stale > 100
