"""Places in a stream are in the order of the commits, whatever runs at the same time."""

import asyncio
import random

import psycopg

from support.make import Make

TELL = "INSERT INTO notification (person_id, kind, message, target_id) VALUES (%s, 'like', %s, %s)"


async def connected(dsn: str) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(dsn)


async def places(make: Make, person_id: int) -> list[tuple[int, str]]:
    return await make.rows(
        """SELECT e.position, n.message FROM event e JOIN notification n ON n.id = (e.payload->>'notification')::bigint
        WHERE e.person_id = %s ORDER BY 1""",
        [person_id],
    )


async def test_who_began_first_and_commits_last_comes_last(make: Make, dsn: str):
    ann = await make.person()
    async with await connected(dsn) as slow, await connected(dsn) as fast:
        await slow.execute(TELL, [ann.id, "slow", 1])
        await fast.execute(TELL, [ann.id, "fast", 2])
        await asyncio.wait_for(fast.commit(), 30)  # and waits for nobody
        assert await places(make, ann.id) == [(1, "fast")]
        await slow.commit()
    assert await places(make, ann.id) == [(1, "fast"), (2, "slow")]


async def test_what_is_rolled_back_leaves_no_gap(make: Make, dsn: str):
    ann = await make.person()
    async with await connected(dsn) as connection:
        await connection.execute(TELL, [ann.id, "never", 1])
        await connection.rollback()
        async with connection.transaction():
            await connection.execute(TELL, [ann.id, "one", 2])
            try:
                async with connection.transaction():
                    await connection.execute(TELL, [ann.id, "nor this", 3])
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass
            await connection.execute(TELL, [ann.id, "two", 4])
    assert await places(make, ann.id) == [(1, "one"), (2, "two")]


async def test_whoever_tells_many_people_in_any_order_waits_for_nobody_forever(make: Make, dsn: str):
    people = [(await make.person()).id for _ in range(6)]
    told = dict.fromkeys(people, 0)

    async def tell(number: int) -> None:
        chance = random.Random(number)
        async with await connected(dsn) as connection:
            for turn in range(20):
                for person_id in chance.sample(people, 4):
                    await connection.execute(TELL, [person_id, "!", number * 100 + turn])
                    told[person_id] += 1
                await connection.commit()  # a deadlock would be raised here

    await asyncio.gather(*map(tell, range(6)))

    for person_id in people:
        assert [place for place, _ in await places(make, person_id)] == list(range(1, told[person_id] + 1))
