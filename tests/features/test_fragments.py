"""Fragments of every kind: read by a lane they are what the pool reads."""

import asyncio

from freelancerclub.db.fragments import Kind
from freelancerclub.db.lane import Lane
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.applicants import queries as applicants
from freelancerclub.features.board import queries as board
from freelancerclub.features.gallery import queries as gallery
from freelancerclub.features.jobs import queries as jobs
from freelancerclub.features.profiles import queries as profiles
from freelancerclub.features.recommended import queries as recommended
from freelancerclub.features.threads import queries as threads
from support.canaries import MINE, THEIRS, make_world
from support.make import Make

ROOMS = (applicants, board, gallery, jobs, profiles, recommended, threads)
KINDS = {kind.name: kind for room in ROOMS for kind in vars(room).values() if isinstance(kind, Kind)}.values()


async def test_a_lane_takes_every_statement_and_reads_what_the_pool_does(dsn: str, make: Make):
    """One that PostgreSQL can't take without the types of its parameters would close the lane each time."""
    await make_world(make)
    pool, lane = make_pool(dsn, 1), Lane(dsn)
    await pool.open()
    lane.open()
    async with asyncio.timeout(20):
        while not lane.is_open:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    standing = {"site": "http://127.0.0.1", "placeholder": "none.png"}
    for kind in KINDS:
        parameters = {"ids": [MINE, THEIRS], **standing, **kind.parameters}
        by_lane = lane.ask(kind.statement, parameters)
        assert by_lane is not None
        rows = await by_lane
        assert rows, kind.name
        assert sorted(rows) == sorted(await Database(pool, {}).rows(kind.statement, **parameters)), kind.name
    await lane.close()
    await pool.close()
