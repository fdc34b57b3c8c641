"""Gives a grown town its work: a job for every ten people, fifty thousand at most; everybody applies and watches."""

import psycopg
from psycopg import Connection

from bench.grow import Tell

ONE_IN = 10  # people
MOST_JOBS = 50_000
AT_ONCE = 2_000

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

# Three jobs a person, with neither triggers nor foreign keys; what is counted of them is set afterwards.
STANDS = """
    WITH open AS MATERIALIZED (SELECT row_number() OVER (ORDER BY job_id) - 1 AS place, job_id FROM board)
    INSERT INTO {} (job_id, person_id)
    SELECT open.job_id, p.id FROM person p CROSS JOIN generate_series(1, {}) n
        JOIN open ON open.place = (p.id * 31 + n * {}) % (SELECT count(*) FROM open)
    ON CONFLICT DO NOTHING"""
APPLIED = """
    UPDATE job_counter k SET applicants = a.many
    FROM (SELECT job_id, count(*) AS many FROM application GROUP BY job_id) a WHERE k.job_id = a.job_id"""


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
        for table, each, step in (("application", 1, 7), ("watch", 3, 101), ("job_seen", 5, 211)):
            tell(f"who stands how to jobs: {table}")
            connection.execute(STANDS.format(table, each, step))  # type: ignore[arg-type]
        connection.execute(APPLIED)
        connection.execute("SELECT board_fold()")
        connection.execute("VACUUM ANALYZE")


def _number(connection: Connection, statement: str) -> int:
    row = connection.execute(statement).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row[0])
