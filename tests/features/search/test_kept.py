"""What searches read is true after any writers, however many at once; nobody waits for a total, none is left over."""

import asyncio
from random import Random

import psycopg
import pytest

from freelancerclub.reference import TASKS
from support.api import Api
from support.make import Make
from support.sending import NEWCOMER

WRONG_TOTALS = """
    SELECT list FROM (
        SELECT list, people FROM person_rank_total UNION ALL SELECT list, people FROM person_rank_change
        UNION ALL SELECT list, -1 FROM person_rank
    ) counted GROUP BY list HAVING sum(people) <> 0"""
STALE = """
    SELECT p.id FROM person p LEFT JOIN person_search s ON s.person_id = p.id
        LEFT JOIN person_counter k ON k.person_id = p.id
        LEFT JOIN person_words(array(SELECT id FROM person)) w ON w.id = p.id
    WHERE s.words IS DISTINCT FROM w.words OR s.rating IS DISTINCT FROM k.rating * 1000
        OR s.social_total IS DISTINCT FROM p.social_total
        OR array(SELECT list FROM person_rank r WHERE r.person_id = p.id ORDER BY 1)
            <> array(SELECT person_lists(w.words) COLLATE "C" ORDER BY 1)
        OR EXISTS (SELECT FROM person_rank r WHERE r.person_id = p.id
                   AND (r.rating, r.social_total) IS DISTINCT FROM (s.rating, s.social_total))"""


async def check(make: Make) -> None:
    assert await make.rows(WRONG_TOTALS) == []
    assert await make.rows(STALE) == []


@pytest.mark.parametrize("seed", [1, 2])
async def test_writers_of_every_kind_at_once(seed: int, api: Api, make: Make):
    people = [await make.person(display_name=f"P{n}") for n in range(8)]
    chance = Random(seed)
    ways = (
        "UPDATE person_counter SET likes = likes + 1 WHERE person_id = %s",
        "UPDATE person_counter SET likes = likes + 1 WHERE person_id <> %s",
        "UPDATE person_counter SET views = views + 1 WHERE person_id = %s",
        "UPDATE person SET profile_hidden = NOT profile_hidden WHERE id = %s",
        "UPDATE person SET testing = NOT testing WHERE id <> %s",
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
