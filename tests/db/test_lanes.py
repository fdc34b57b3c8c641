"""The lanes of what takes milliseconds: a few statements abreast, few behind, the rest by the pool."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from freelancerclub.db.lane import ABREAST, BEHIND, Lanes
from freelancerclub.db.pool import Database, Read, make_pool

PID = "SELECT pg_backend_pid()"
SLEEPY = f"{PID} FROM pg_sleep(%(seconds)s)"


@pytest.fixture
async def lanes(dsn: str) -> AsyncIterator[Lanes]:
    lanes = Lanes(dsn)
    lanes.open()
    async with asyncio.timeout(20):
        while not all(lane.is_open for lane in lanes._all):  # noqa: ASYNC110
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
    asked = [asyncio.ensure_future(database.steady(SLEEPY, seconds=0.6)) for _ in range(ABREAST * BEHIND + 3)]
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


ONE, MANY = f"{PID}, %(n)s::int", f"SELECT n, {PID[7:]} FROM unnest(%(ids)s::bigint[]) n"


async def test_several_reads_travel_together(database: Database, lanes: Lanes):
    reads = [Read(ONE, {"n": 1}, is_one=True, is_quick=True), Read(MANY, {"ids": [3, 1, 2]})]
    who, what = await database.together(reads)
    assert [row[0] for row in what] == [3, 1, 2] and len(who) == 1
    assert {who[0][0]} == {row[1] for row in what}, "on one connection"


async def test_look_ups_travel_with_look_ups(database: Database):
    reads = [Read(ONE, {"n": n}, is_one=True, is_quick=True) for n in range(3)]
    pid, _ = await database.quick(ONE, n=0)  # type: ignore[misc]
    assert await database.together(reads) == [[(pid, n)] for n in range(3)]
    assert await database.together(reads[:1]) == [[(pid, 0)]]


async def test_of_those_by_which_one_row_counts_one_is_given(database: Database):
    first, all_ = await database.together([Read(MANY, {"ids": [3, 1]}, is_one=True), Read(MANY, {"ids": [3, 1]})])
    assert [row[0] for row in first] == [3] and [row[0] for row in all_] == [3, 1]


async def test_two_askers_stand_in_each_lane_however_much_they_ask(database: Database, lanes: Lanes):
    reads = [Read(SLEEPY, {"seconds": 0.5}), Read(ONE, {"n": 1}), Read(ONE, {"n": 2})]
    asked = [asyncio.ensure_future(database.together(reads)) for _ in range(ABREAST * BEHIND + 1)]
    await asyncio.sleep(0.05)
    assert [lane.waiting for lane in lanes._lanes] == [BEHIND * len(reads)] * ABREAST
    answers = await asyncio.gather(*asked)
    assert len({said[0][0][0] for said in answers}) > ABREAST, "who finds them full goes by the pool"
    assert all([row[1] for (row,) in said[1:]] == [1, 2] for said in answers)


async def test_without_a_lane_they_come_by_the_pool(dsn: str, database: Database, lanes: Lanes):
    reads = [Read(ONE, {"n": n}, is_one=True) for n in range(2)]
    for lane in (lanes.quick, *lanes._lanes):
        await lane.close()
    assert [row[1] for (row,) in await database.together(reads)] == [0, 1]
    assert len(await Database(database._pool, {}).together(reads)) == 2


async def test_a_lane_that_is_lost_on_the_way_is_made_up_for(database: Database):
    reads = [Read("SELECT 1 FROM pg_sleep(%(seconds)s)", {"seconds": 2.2}), Read(ONE, {"n": 7})]
    slow, quick = await database.together(reads)
    assert slow == [(1,)] and quick[0][1] == 7


async def test_what_is_asked_again_has_a_lane_of_its_own(database: Database, lanes: Lanes):
    rows = await asyncio.gather(*(database.again(ONE, n=n) for n in range(5)))
    assert [row[1] for row in rows if row] == [0, 1, 2, 3, 4]
    pid, _ = await database.quick(ONE, n=0)  # type: ignore[misc]
    others = {pid, *[(await lane.ask(PID, {}))[0][0] for lane in lanes._lanes]}  # type: ignore[misc]
    assert len({row[0] for row in rows if row}) == 1 and not {row[0] for row in rows if row} & others
    await lanes.again.close()
    assert (await database.again(ONE, n=7))[1] == 7  # type: ignore[index]
