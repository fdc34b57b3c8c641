"""Versions of jobs: every change that a job's card or page shows raises its own and no other's; the board follows."""

from collections.abc import Iterator

import psycopg
import pytest

JOBS = ("wedding", "film", "shop")


@pytest.fixture
def ids(db: psycopg.Connection) -> Iterator[dict[str, int]]:
    """Ann has two jobs, Ben one."""
    found: dict[str, int] = {}

    def add(name: str, statement: str) -> None:
        row = db.execute(statement, found).fetchone()  # type: ignore[arg-type]
        assert row is not None
        found[name] = int(row[0])

    for name in ("ann", "ben"):
        email = f"{name}@example.com"
        add(name, f"insert into person (email, display_name, slug) values ('{email}', '{name}', '{name}') returning id")
    for job, owner in zip(JOBS, ("ann", "ann", "ben"), strict=True):
        values = f"%({owner})s, '{job}', 'x', true, array['Photographer']"
        add(
            job,
            f"insert into job (owner_id, title, description, authorised, disciplines) values ({values}) returning id",
        )
    return found


def raised(db: psycopg.Connection, ids: dict[str, int], statement: str) -> set[str]:
    """Whose version another one is after a statement; a version never comes again."""
    before = dict(db.execute("select id, version from job_version").fetchall())
    db.execute(statement, ids)  # type: ignore[arg-type]
    after = dict(db.execute("select id, version from job_version").fetchall())
    changed = {name for name in JOBS if ids[name] in after and after[ids[name]] != before[ids[name]]}
    assert all(after[ids[name]] > max(before.values()) for name in changed)
    return changed


FILE = "insert into job_file (job_id, owner_id, file, name, size) values (%(film)s, %(ann)s, 'x.pdf', 'x', 1)"
RAISE = {
    "a title": ("update job set title = 'x' where id = %(wedding)s", {"wedding"}),
    "a decision": ("update job set authorised = false where id = %(film)s", {"film"}),
    "several": ("update job set title = 'x'", set(JOBS)),
    "an address": ("update person set slug = 'x' where id = %(ann)s", {"wedding", "film"}),
    "a face": ("update person set picture = 'x.png' where id = %(ben)s", {"shop"}),
    "an application": ("insert into application (job_id, person_id) values (%(shop)s, %(ann)s)", {"shop"}),
    "somebody told": ("insert into alert_sent (job_id, person_id) values (%(shop)s, %(ann)s)", {"shop"}),
    "a file": (FILE, {"film"}),
    "files lost": (f"{FILE}; delete from job_file", {"film"}),
    "a file moved": (f"{FILE}; update job_file set job_id = %(shop)s", {"film", "shop"}),
    "files emptied": ("truncate job_file", set(JOBS)),
    "counters": ("update job_counter set told = 9 where job_id = %(wedding)s", {"wedding"}),
    "counters lost": ("delete from job_counter where job_id = %(wedding)s", {"wedding"}),
    "counters emptied": ("truncate job_counter", set(JOBS)),
}


@pytest.mark.parametrize("change", RAISE)
def test_what_is_shown_raises(change: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    statement, whose = RAISE[change]
    first, semicolon, last = statement.partition("; ")
    found = raised(db, ids, first)
    assert (found | raised(db, ids, last) if semicolon else found) == whose


@pytest.mark.parametrize(
    "statement",
    [
        "update person set bio = 'x'",
        "update person set display_name = 'x'",
        "update person_counter set followers = 1",
        "update job set title = 'x' where false",
        "insert into job (owner_id, title, description) values (%(ann)s, 'x', 'x')",
        "insert into watch (job_id, person_id) values (%(shop)s, %(ann)s)",
        "insert into job_seen (job_id, person_id) values (%(shop)s, %(ann)s)",
    ],
)
def test_what_is_not_shown_raises_nothing(statement: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    assert raised(db, ids, statement) == set()


def totals(db: psycopg.Connection) -> dict[tuple[str, str], int]:
    return {
        (kind, str(day)): jobs for kind, day, jobs in db.execute("select kind, expires_on::text, jobs from board_total")
    }


def test_totals_follow_kinds_and_last_days(db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.execute("update job set expires_on = '2030-01-01' where id = %(film)s", ids)
    db.execute("update job set kind = 'test' where id = %(shop)s", ids)
    db.execute("select board_fold()")
    assert totals(db) == {("normal", "infinity"): 1, ("normal", "2030-01-01"): 1, ("test", "infinity"): 1}
    db.execute("delete from job where id = %(film)s", ids)
    db.execute("update person set suspended_at = now() where id = %(ben)s", ids)
    db.execute("select board_fold()")
    assert totals(db) == {("normal", "infinity"): 1}
    assert db.execute("select count(*) from board_change").fetchone() == (0,)
    db.execute("truncate board")
    assert totals(db) == {}


def test_many_at_once_take_no_longer_than_each_by_itself(db: psycopg.Connection, ids: dict[str, int]) -> None:
    """Planned for a few and asked for many: a plan that looks through all ids for each would never end."""
    many = "select %(ann)s, 'Job ' || n, 'x', true, array['Model'] from generate_series(1, 5000) n"
    db.execute(f"insert into job (owner_id, title, description, authorised, disciplines) {many}", ids)
    db.execute("update person set slug = 'x', suspended_at = now() where id = %(ann)s", ids)
    assert db.execute("select count(*) from board").fetchone() == (1,)
    db.execute("update person set suspended_at = null where id = %(ann)s", ids)
    db.execute("update discipline set alias1 = 'Muse' where name = 'Model'")
    assert db.execute("select count(*) from board where words @@ 'wmuse'").fetchone() == (5000,)
