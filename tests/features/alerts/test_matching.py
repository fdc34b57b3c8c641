"""Whose alerts fit a job, against a model that looks at all of them; in the long form a thousand jobs.

`CLUB_MATCHES=1000` sets how many jobs there are; there are ten times as many alerts, and never fewer than 2,000.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from random import Random

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from features.alerts.model import ALIASES, Job, Place, Wish, people_for
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.alerts.queries import MATCHING, find_matching

JOBS = int(os.environ.get("CLUB_MATCHES", "80"))
ALERTS, PEOPLE = max(10 * JOBS, 2_000), 700
CRAFTS = [*ALIASES, *ALIASES.values(), "Old One’s"]
TOWNS: list[Place] = [
    (51.50735, -0.12776), (53.80076, -1.54908), (53.95997, -1.0873), (-17.7134, 178.065), (-17.7, -179.9),
    (64.14658, -21.94263), (89.2, 10.0), (0.0, 0.0), (-90.0, 0.0), (48.85661, 2.35222), (90.0, 180.0),
]  # fmt: skip
COUNTRIES = ["United Kingdom", "united  KINGDOM", "Côte d'Ivoire", "Cote d Ivoire", "Fiji", "", None]
WORDS = ["wedding", "Zoë", "make-up", "film", "one", "day", "café", "x" * 60, "photographer"]
MILES = [1, 5, 40, 100, 101, 250, 600, 700, 3_000, 12_500]


@dataclass
class World:
    dsn: str
    jobs: dict[int, Job]
    wishes: list[Wish]
    out: dict[int, set[int]]


def near(chance: Random) -> Place | None:
    if chance.random() < 0.15:
        return None
    latitude, longitude = chance.choice(TOWNS)
    latitude = min(90, max(-90, latitude + chance.choice([0, chance.uniform(-1, 1), chance.uniform(-9, 9)])))
    return round(latitude, 5), round(min(180, max(-180, longitude + chance.uniform(-2, 2))), 5)


def a_wish(chance: Random, person: int) -> Wish:
    place = near(chance) if chance.random() < 0.7 else None
    miles = chance.choice([*MILES, None]) if place else None
    search = " ".join(chance.sample(WORDS, chance.randint(1, 3))) if chance.random() < 0.4 else None
    country = chance.choice(COUNTRIES) if chance.random() < 0.6 else None
    return Wish(person, chance.sample(CRAFTS, chance.choice([0, 1, 1, 2])), search, country, place, miles)


def a_job(chance: Random, owner: int) -> Job:
    text = " ".join(chance.choices([*WORDS, "something", "else"], k=chance.randint(1, 8)))
    crafts = chance.sample(CRAFTS, chance.choice([0, 1, 1, 2, 3]))
    return Job(owner, crafts, text, chance.choice(COUNTRIES), near(chance), chance.random() < 0.2)


def build(dsn: str, chance: Random) -> World:
    with psycopg.connect(dsn, autocommit=True) as db:
        db.execute("TRUNCATE discipline CASCADE")
        for name, alias in ALIASES.items():
            db.execute("INSERT INTO discipline (name, alias1) VALUES (%s, %s)", [name, alias])
        db.execute(
            """INSERT INTO person (id, email, display_name, slug, suspended_at)
            SELECT n, n || '@example.com', 'P', n, CASE WHEN n %% 50 = 0 THEN now() END
            FROM generate_series(1, %s) n""",
            [PEOPLE],
        )
        pairs = {(chance.randint(1, PEOPLE), chance.randint(1, PEOPLE)) for _ in range(1_000)}
        blocks = {pair for pair in pairs if pair[0] != pair[1]}
        db.cursor().executemany("INSERT INTO block (blocker_id, blocked_id) VALUES (%s, %s)", list(blocks))
        wishes = [a_wish(chance, chance.randint(1, PEOPLE)) for _ in range(ALERTS)]
        db.cursor().executemany(
            """INSERT INTO alert (person_id, disciplines, search, country, latitude, longitude, miles)
            VALUES (%s, %s, %s, %s, %s, %s, %s)""",
            [
                (one.person, one.disciplines, one.search, one.country, *(one.place or (None, None)), one.miles)
                for one in wishes
            ],
        )
        jobs = {number: a_job(chance, chance.randint(1, PEOPLE)) for number in range(1, JOBS + 1)}
        for number, job in jobs.items():
            db.execute(
                """INSERT INTO job (id, owner_id, title, description, disciplines, country, latitude, longitude,
                location_type, authorised) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, true)""",
                [number, job.owner, job.text, "", job.disciplines, job.country, *(job.place or (None, None)),
                 "country" if job.is_wide else "locality"],
            )  # fmt: skip
        told = {(chance.randint(1, JOBS), chance.randint(1, PEOPLE)) for _ in range(JOBS)}
        db.cursor().executemany("INSERT INTO alert_sent (job_id, person_id) VALUES (%s, %s)", list(told))
        db.execute("VACUUM ANALYZE")
    gone = set(range(50, PEOPLE + 1, 50))
    out = {
        number: gone
        | {person for told_of, person in told if told_of == number}
        | {two for one, two in blocks if one == job.owner}
        | {one for one, two in blocks if two == job.owner}
        for number, job in jobs.items()
    }
    return World(dsn, jobs, wishes, out)


@pytest.fixture(scope="module")
def world(server: str, template: str) -> Iterator[World]:
    name = "club_alerts_model"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield build(make_conninfo(server, dbname=name), Random(7))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(world: World) -> AsyncIterator[Database]:
    async with make_pool(world.dsn, 2) as pool:
        yield Database(pool, {})


async def test_the_same_people_as_by_looking_at_all(world: World, database: Database):
    found = 0
    for number, job in world.jobs.items():
        # As their words go into the text: a discipline's name is one of the words of its job.
        seen = Job(
            job.owner, job.disciplines, " ".join((job.text, *job.disciplines)), job.country, job.place, job.is_wide
        )
        expected = people_for(seen, world.wishes, world.out[number])
        assert await find_matching(database, number) == expected, (number, job)
        found += len(expected)
    assert found > 5 * JOBS, "the cases say something"


async def test_no_alert_is_scanned(world: World, database: Database):
    """Among 10,000 alerts, whichever way the job is looked for."""
    async with database.transaction() as changes:
        missing = 10_000 - ALERTS
        await changes.rows(
            """INSERT INTO alert (person_id, disciplines, search, country, latitude, longitude, miles)
            SELECT person_id, disciplines, search, country, latitude, longitude, miles
            FROM alert, generate_series(1, 5) LIMIT %(missing)s""",
            missing=max(missing, 0),
        )
        await changes.rows("ANALYZE alert")
        for number in (1, 2, 3):
            lines = [row[0] for row in await changes.rows(f"EXPLAIN {MATCHING}", job=number)]
            assert not [line for line in lines if "Seq Scan on alert " in line], "\n".join(lines)
            assert any("Bitmap Index Scan on alert_keys" in line for line in lines), "\n".join(lines)
