"""A town that is grown holds what is promised of it, and what was copied is found by what service looks for."""

import psycopg

from bench import towns, work
from bench.grow import grow
from bench.work import give_work
from freelancerclub.db.demo.load import load_demo
from freelancerclub.features.alerts.queries import MATCHING
from support.make import PASSWORD_HASH


def test_a_town_is_grown(dsn: str) -> None:
    load_demo(dsn, 60, password_hash=PASSWORD_HASH)
    grow(dsn, 600, 300, lambda said: None)
    give_work(dsn, 600, lambda said: None)
    found = towns.counts(dsn)
    assert found["people"] == 600 and found["jobs"] >= 60
    towns._check(found, 600, 300)
    with psycopg.connect(dsn, autocommit=True) as connection:
        (me,) = connection.execute("SELECT max(id) FROM person").fetchone() or (0,)
        others = connection.execute("SELECT id FROM person WHERE id <> %s AND deleted_at IS NULL LIMIT 70", [me])
        job = work.of_caller(connection, me, tuple(row[0] for row in others.fetchall()))
        assert job == work.of_caller(connection, me, ())  # made once
        counted = connection.execute(
            "SELECT applicants, (SELECT count(*) FROM application a WHERE a.job_id = k.job_id) FROM job_counter k "
            "WHERE k.job_id = %s",
            [job],
        ).fetchone()
        assert counted == (work.OF_CALLER, work.OF_CALLER)
        told = [row[0] for row in connection.execute(MATCHING, {"job": job}).fetchall()]
        copies = connection.execute(
            "SELECT count(*) FROM person WHERE id = ANY(%s) AND email LIKE 'copy%%'", [told]
        ).fetchone()
        assert copies is not None and copies[0] > 0
        own = "SELECT count(*) FROM application a JOIN job j ON (j.id, j.owner_id) = (a.job_id, a.person_id)"
        assert connection.execute(own).fetchone() == (0,)
        wrong = "FROM thread_item i LEFT JOIN thread_search s USING (id) WHERE s.words <> thread_words(i)"
        assert connection.execute(f"SELECT count(*) {wrong} OR s.id IS NULL").fetchone() == (0,)
