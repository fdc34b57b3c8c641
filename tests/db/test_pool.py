"""The pool: how a transaction is begun, and what it leaves of that on its connection."""

from collections.abc import AsyncIterator

import pytest

from freelancerclub.db.pool import Database, make_pool

PLANS = "SELECT current_setting('plan_cache_mode')"


@pytest.fixture
async def database(dsn: str) -> AsyncIterator[Database]:
    pool = make_pool(dsn, 1)  # so that all is said on one connection
    await pool.open()
    yield Database(pool, {})
    await pool.close()


async def test_a_change_by_keys_is_planned_once_and_nothing_after_it(database: Database):
    for _ in range(5):  # past the number of times from which a statement is prepared
        async with database.transaction(by_key=True) as changes:
            assert await changes.value(PLANS) == "force_generic_plan"
        assert await database.value(PLANS) == "auto"
        async with database.transaction() as changes:
            assert await changes.value(PLANS) == "auto"


async def test_what_is_raised_takes_the_setting_with_it(database: Database):
    with pytest.raises(ValueError, match="no"):
        async with database.transaction(by_key=True) as changes:
            await changes.value(PLANS)
            raise ValueError("no")
    assert await database.value(PLANS) == "auto"
