"""What searches read is true after any writers, however many at once; nobody waits for a total, none is left over."""

import asyncio
from random import Random

import psycopg
import pytest

from freelancerclub.db.checks_search import WRONG, WRONG_TOTALS
from freelancerclub.reference import TASKS
from support.api import Api
from support.make import Make
from support.sending import NEWCOMER

# All but one, held in the order of ids, as everybody holds several rows.
HELD = "held AS MATERIALIZED (SELECT {1} AS id FROM {0} WHERE {1} <> %s ORDER BY 1 FOR NO KEY UPDATE)"


async def check(make: Make) -> None:
    assert await make.rows(WRONG_TOTALS) == [(0,)]
    assert await make.rows(WRONG) == [(0,)]


@pytest.mark.parametrize("seed", [1, 2])
async def test_writers_of_every_kind_at_once(seed: int, api: Api, make: Make):
    people = [await make.person(display_name=f"P{n}") for n in range(8)]
    chance = Random(seed)
    ways = (
        "UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s",
        f"WITH {HELD.format('person_counter', 'person_id')} UPDATE person_counter SET likes = likes + 1 FROM held"
        " WHERE person_id = held.id",
        "UPDATE person_counter SET views = views + 1 WHERE person_id = %s",
        "UPDATE person SET profile_hidden = NOT profile_hidden WHERE id = %s",
        f"WITH {HELD.format('person', 'id')} UPDATE person p SET testing = NOT testing FROM held WHERE p.id = held.id",
        "UPDATE person SET twitter_followers = coalesce(twitter_followers, 0) + 1 WHERE id = %s",
        "UPDATE person SET disciplines = disciplines || ARRAY['Model'] WHERE id = %s",
        "UPDATE person SET disciplines = ARRAY['Hair'], bio = 'changed' WHERE id = %s",
        "UPDATE discipline SET alias1 = 'Alias' || %s WHERE name = 'Photographer'",
        "SELECT person_rank_fold(), %s",
    )
    for _ in range(6):
        done = [make.rows(chance.choice(ways), [chance.choice(people).id]) for _ in range(12)]
        outcomes = await asyncio.gather(*done, return_exceptions=True)
        assert [one for one in outcomes if isinstance(one, Exception)] == []
        await check(make)


async def test_many_register_at_once_and_are_counted(api: Api, make: Make):
    sent = [NEWCOMER | {"email": f"new{n}@example.com", "display_name": "New Comer"} for n in range(10)]
    statuses = [answer.status for answer in await asyncio.gather(*(api.post("/users", one) for one in sent))]
    assert statuses == [200] * 10
    mia = await make.person(disciplines=["I'M HIRING"])
    for path in ("/users", "/users?discipline=photographer"):
        assert (await api.as_(mia).get(path)).json["meta"]["total"] == 10
    await check(make)


async def test_a_total_is_held_by_nobody(api: Api, make: Make, dsn: str):
    """One registration that takes its time keeps no other waiting, nor those who read, nor the clock."""
    mia = await make.person()
    async with await psycopg.AsyncConnection.connect(dsn) as slow:
        await slow.execute(
            "INSERT INTO person (email, display_name, slug, disciplines) VALUES ('s', 's', 's', '{Hair}')"
        )
        async with asyncio.timeout(20):
            await make.person(disciplines=["Hair"])
            await make.rows("SELECT person_rank_fold()")
            assert (await api.as_(mia).get("/users?discipline=hair")).json["meta"]["total"] == 1
        await slow.commit()
    assert (await api.as_(mia).get("/users?discipline=hair")).json["meta"]["total"] == 2
    await check(make)


async def test_the_clock_folds_what_came_and_went(api: Api, make: Make):
    for _ in range(3):
        await make.person()
    await make.rows("DELETE FROM person WHERE id = (SELECT max(id) FROM person)")
    assert TASKS["search.fold"].every == "* * * * *"
    for _ in range(2):
        await make.row("procrastinate_jobs", queue_name="default", task_name="search.fold", args='{"timestamp": 1}')
        await api.run_tasks()
        assert await make.count("person_rank_change") == 0
        assert await make.rows("SELECT people FROM person_rank_total WHERE list = '*'") == [(2,)]
    await check(make)


async def test_a_like_writes_no_index_of_words(api: Api, make: Make, dsn: str):
    """The row of words stays where its index points at: HOT."""
    mia = await make.person(bio="Weddings")
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        for _ in range(5):
            await connection.execute("UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s", [mia.id])
        query = "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables WHERE relname = 'person_search'"
        assert await (await connection.execute(query)).fetchone() == (5, 5)


async def test_words_lie_beside_the_row(api: Api, make: Make):
    """A hundred rows with long words fill two pages or three, not ten: whoever counts rows doesn't read words."""
    await make.rows("""
        INSERT INTO person (email, display_name, slug, bio)
        SELECT n || '@example.com', n, n, (SELECT string_agg('word' || word, ' ') FROM generate_series(1, 60) word)
        FROM generate_series(1, 100) n""")
    size = "SELECT pg_relation_size('person_search') / 8192, min(pg_column_size(words)) FROM person_search"
    ((pages, words),) = await make.rows(size)
    assert words > 500 and pages <= 3


async def test_rows_that_were_there_before_are_filled_in(api: Api, make: Make):
    """As the migration does, and a restore that skipped the triggers needs."""
    mia = await make.person(display_name="Mia", latitude=1, longitude=2)
    await make.rows("UPDATE person_counter SET likes = 7")
    await make.rows("DELETE FROM person_search")
    await make.rows("TRUNCATE person_rank")
    assert await make.rows("SELECT list FROM person_rank_total UNION SELECT list FROM person_rank_change") == []
    await make.rows("SELECT person_search_write(array(SELECT id FROM person))")
    await check(make)
    assert (await api.as_(mia).get("/users?searchstr=mia")).json["meta"]["total"] == 1
