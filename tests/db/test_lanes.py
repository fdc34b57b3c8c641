"""The lanes of what takes milliseconds: a few statements abreast, few behind, the rest by the pool."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from freelancerclub.db.lane import ABREAST, BEHIND, Lanes
from freelancerclub.db.pool import Database, make_pool

PID = "SELECT pg_backend_pid()"
SLEEPY = f"{PID} FROM pg_sleep(%(seconds)s)"


@pytest.fixture
async def lanes(dsn: str) -> AsyncIterator[Lanes]:
    lanes = Lanes(dsn)
    lanes.open()
    async with asyncio.timeout(20):
        while not all(lane.is_open for lane in lanes._lanes):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    yield lanes
    await lanes.close()


@pytest.fixture
async def database(dsn: str, lanes: Lanes) -> AsyncIterator[Database]:
    pool = make_pool(dsn, 3)
    await pool.open()
    yield Database(pool, {}, lanes)
    await pool.close()


async def test_each_has_a_lane_of_its_own_while_there_is_one(database: Database):
    rows = await asyncio.gather(*(database.steady(SLEEPY, seconds=0.2) for _ in range(ABREAST)))
    assert len({pid for (pid,) in rows}) == ABREAST


async def test_few_stand_behind_and_the_rest_goes_by_the_pool(database: Database, lanes: Lanes):
    asked = [asyncio.ensure_future(database.steady(SLEEPY, seconds=0.2)) for _ in range(ABREAST * BEHIND + 3)]
    await asyncio.sleep(0.05)
    assert [lane.waiting for lane in lanes._lanes] == [BEHIND] * ABREAST
    assert len({pid for (pid,) in await asyncio.gather(*asked)}) > ABREAST
    assert [lane.waiting for lane in lanes._lanes] == [0] * ABREAST


async def test_what_takes_too_long_for_a_lane_is_asked_once_more_by_the_pool(database: Database):
    assert await database.steady("SELECT 1 FROM pg_sleep(%(seconds)s)", seconds=2.2) == (1,)


async def test_what_no_lane_can_write_is_refused_as_by_the_pool(database: Database):
    with pytest.raises(UnicodeError):
        await database.steady("SELECT %(text)s::text", text="\ud800")
    assert await database.steady("SELECT %(text)s::text", text="well") == ("well",)


async def test_several_rows_come_the_same_way(database: Database, lanes: Lanes):
    statement = f"SELECT n, {PID[7:]} FROM unnest(%(ids)s::bigint[]) n"
    rows = await database.steady_rows(statement, ids=[3, 1, 2])
    assert [row[0] for row in rows] == [3, 1, 2]
    assert {row[1] for row in rows} <= {(await lane.ask(PID, {}))[0][0] for lane in lanes._lanes}  # type: ignore[misc]
    assert await database.steady_rows("SELECT 1 WHERE %(no)s::bool", no=False) == []
