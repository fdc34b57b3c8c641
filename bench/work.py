"""Gives a grown town its work: a job for every ten people, fifty thousand at most; who applies, watches, wants to hear.

There are as many applications as people, half a million at most, and as many alerts as people: of everybody who says
what they do and where the one that follows the profile, and then some that look for words.
"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg import Connection

from bench.grow import WRITERS, Tell
from bench.indexes import without_indexes

ONE_IN = 10  # people
MOST_JOBS = 50_000
MOST_APPLICATIONS = 500_000
AT_ONCE = 2_000
FOLLOWED_AT_ONCE = 10_000  # people whose alerts are written in one statement
STANDING = ("application", "watch", "job_seen")
OF_CALLER = 60  # who applied for the job of the caller's

# Copies of the jobs that are open, each of somebody else's, at a place a little aside; half of them close within weeks.
COPY = """
    WITH known AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY id) - 1 AS place, job.* FROM job
        WHERE id <= %(first)s AND authorised AND public AND deleted_at IS NULL
    ), owner AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM person
        WHERE deleted_at IS NULL AND suspended_at IS NULL
    )
    INSERT INTO job (owner_id, kind, title, description, created_at, authorised, decided_at, expires_on, ends_on,
        disciplines, price, currency, duration, tags, city, country, location_type, latitude, longitude)
    SELECT owner.id, kind, title, description, now(), true, now(), current_date + (n * 7 % 90)::int,
        current_date + (n * 7 % 90)::int, disciplines, price, currency, duration, tags, city, country, location_type,
        latitude + (n * 37 % 401 - 200) / 1000.0, longitude + (n * 53 % 601 - 300) / 1000.0
    FROM generate_series(%(from)s::bigint, %(to)s) n
        JOIN known ON known.place = n % (SELECT count(*) FROM known)
        JOIN owner ON owner.place = n * 7919 % (SELECT count(*) FROM owner)
    ORDER BY n"""

# With neither triggers nor foreign keys; what is counted of them is set afterwards. Nobody applies for their own.
STANDS = """
    WITH open AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY job_id) - 1 AS place, job_id, owner_id FROM board
    )
    INSERT INTO {table} (job_id, person_id)
    SELECT open.job_id, p.id FROM person p CROSS JOIN generate_series(1, {each}) n
        JOIN open ON open.place = (p.id * 31 + n * {step}) % (SELECT count(*) FROM open)
    WHERE p.deleted_at IS NULL AND p.id <> open.owner_id
        AND NOT EXISTS (SELECT FROM {table} x WHERE (x.job_id, x.person_id) = (open.job_id, p.id))
    ORDER BY n, p.id LIMIT greatest({most} - (SELECT count(*) FROM {table}), 0)
    ON CONFLICT DO NOTHING"""
APPLIED = """
    UPDATE job_counter k SET applicants = a.many
    FROM (SELECT job_id, count(*) AS many FROM application GROUP BY job_id) a WHERE k.job_id = a.job_id"""


# People are copied without what follows them.
FOLLOW = """
    SELECT alert_follow(array(
        SELECT id FROM person p WHERE id >= %s AND id < %s AND deleted_at IS NULL
            AND NOT EXISTS (SELECT FROM alert a WHERE a.person_id = p.id) ORDER BY id))"""
# What people look for, in their discipline wherever it is; every tenth says nothing but the words.
LOOK_FOR = """
    WITH sought AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY search) - 1 AS place, search
        FROM (SELECT DISTINCT search FROM alert WHERE search IS NOT NULL) a
    )
    INSERT INTO alert (person_id, disciplines, search)
    SELECT p.id, CASE WHEN p.id % 10 = 0 THEN '{}' ELSE hunted(p.disciplines) END, sought.search
    FROM person p JOIN sought ON sought.place = (p.id * 31) % (SELECT count(*) FROM sought)
    WHERE p.deleted_at IS NULL AND p.disciplines <> '{}'
    ORDER BY p.id % 7, p.id LIMIT greatest({most} - (SELECT count(*) FROM alert), 0)"""

# The caller's own job is an ordinary one for many: of London, for photographers.
OWN = """
    INSERT INTO job (owner_id, title, description, authorised, decided_at, expires_on, ends_on, disciplines, price,
        tags, city, country, latitude, longitude)
    VALUES (%(me)s, 'Photographer for a product launch', 'Two evenings with some three hundred guests.', true, now(),
        current_date + 60, current_date + 60, '{Photographer}', 'GBP250 - GBP500', 'event, wedding, portrait', 'London',
        'United Kingdom', 51.50735, -0.12776)
    RETURNING id"""
OWN_APPLICANTS = """
    INSERT INTO application (job_id, person_id, notes, quote, answer1)
    SELECT %(job)s, person, 'I did the like of it last year.', 200 + place, 'Both evenings'
    FROM unnest(%(people)s::bigint[]) WITH ORDINALITY applying (person, place)"""
MINE = """
    SELECT job_id FROM board JOIN job_counter USING (job_id)
    WHERE owner_id = %(me)s AND expires_on > current_date AND applicants >= %(people)s ORDER BY job_id DESC LIMIT 1"""


def give_work(dsn: str, people: int, tell: Tell) -> None:
    """As a superuser and with nobody else there."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        first = _number(connection, "SELECT max(id) FROM job")
        connection.execute("DELETE FROM board WHERE expires_on < current_date")  # as the clock does
        missing = min(people // ONE_IN, MOST_JOBS) - _number(connection, "SELECT count(*) FROM board")
        for begun in range(1, missing + 1, AT_ONCE):
            tell(f"jobs: {begun - 1:,} of {missing:,}")
            values = {"first": first, "from": begun, "to": min(begun + AT_ONCE - 1, missing)}
            connection.execute(COPY.replace(" % ", " %% "), values)
        connection.execute("SET session_replication_role = replica")
        applications = min(people, MOST_APPLICATIONS)
        with without_indexes(connection, STANDING, tell):
            for table, each, step, most in (
                ("application", 2, 7, applications),
                ("watch", 3, 101, 3 * people),
                ("job_seen", 5, 211, 5 * people),
            ):
                tell(f"who stands how to jobs: {table}")
                connection.execute(STANDS.format(table=table, each=each, step=step, most=most))
        connection.execute(APPLIED)
        connection.execute("SELECT board_fold()")
        with without_indexes(connection, ("alert",), tell, kept=("alert_from_profile_once", "alert_person")):
            _follow(dsn, _number(connection, "SELECT max(id) + 1 FROM person"), tell)
            connection.execute(LOOK_FOR.replace("{most}", str(people)))
        tell("statistics")
        connection.execute("VACUUM ANALYZE")


def _follow(dsn: str, end: int, tell: Tell) -> None:
    """The alerts of profiles, written by the very function that keeps them up."""

    def write(start: int) -> int:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(FOLLOW, [start, min(start + FOLLOWED_AT_ONCE, end)])
        return start

    with ThreadPoolExecutor(WRITERS) as threads:
        for done in threads.map(write, range(1, end, FOLLOWED_AT_ONCE)):
            tell(f"alerts: {done - 1:,} of {end - 1:,}")


def of_caller(connection: Connection, me: int, others: tuple[int, ...]) -> int:
    """A job of the caller's that many have applied for, made where there is none."""
    wanted = {"me": me, "people": min(OF_CALLER, len(others))}
    found = connection.execute(MINE, wanted).fetchone()
    if found is None:
        found = connection.execute(OWN, {"me": me}).fetchone()
        assert found is not None
        connection.execute(OWN_APPLICANTS, {"job": found[0], "people": list(others[:OF_CALLER])})
    return int(found[0])


def _number(connection: Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
