"""From an empty database to the newest schema: once, completely, whoever starts at the same time."""

import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from freelancerclub.db import migrate, version
from freelancerclub.db.errors import DatabaseNewer, DatabaseUnreachable, DatabaseUnsuitable, MigrationFailed

ALL = [
    "0001_start",
    "0002_queue",
    "0003_defaults",
    "0004_failures",
    "0005_search",
    "0006_versions",
    "0007_counters",
    "0008_telling",
    "0009_pictures",
    "0011_gallery",
    "0012_jobs",
    "0013_hiring",
    "0014_talk",
    "0015_events",
    "0016_loading",
    "0017_repeats",
    "0018_remembered",
    "0019_found_again",
]


def one(dsn: str, statement: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(statement).fetchone()
    return row and row[0]


def test_the_constant_is_the_newest_revision() -> None:
    assert migrate.scripts().get_heads() == [version.HEAD]


def test_revisions_are_numbers_in_order() -> None:
    """`version.state_of` compares them as text."""
    found = [script.revision for script in migrate.scripts().walk_revisions()]
    assert all(re.fullmatch(r"\d{4}", revision) for revision in found)
    assert found == sorted(found, reverse=True)


def test_every_sql_file_belongs_to_a_migration() -> None:
    for file in migrate.MIGRATIONS.glob("*.sql"):
        scripts = list(migrate.MIGRATIONS.glob(f"{file.name[:4]}_*.py"))
        assert len(scripts) == 1
        assert f'"{file.name}"' in scripts[0].read_text()


def test_the_queue_is_the_installed_one() -> None:
    from importlib.resources import files

    ours = (migrate.MIGRATIONS / "0002_queue.sql").read_text()
    assert ours.endswith(files("procrastinate").joinpath("sql", "schema.sql").read_text())


def test_from_empty_to_newest_and_again(empty: str) -> None:
    assert version.state(empty) is version.State.BEHIND
    assert version.bring_up_to_date(empty) == ALL
    assert version.state(empty) is version.State.CURRENT
    assert version.bring_up_to_date(empty) == []
    assert migrate.migrate(empty) == []
    assert one(empty, "select count(*) from skill") == 42
    assert one(empty, "select name from discipline where id = 1") == "Photographer"


def test_ids_continue_after_the_defaults(empty: str) -> None:
    migrate.migrate(empty)
    assert one(empty, "insert into discipline (name) values ('Potter') returning id") == 21


def test_defaults_leave_an_operators_own_alone(empty: str) -> None:
    migrate.migrate(empty, "0002")
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("insert into discipline (name) values ('Potter')")
    assert migrate.migrate(empty) == ALL[2:]
    assert one(empty, "select count(*) from discipline") == 1
    assert one(empty, "insert into discipline (name) values ('Weaver') returning id") == 2


def test_the_release_before_goes_up_with_people_in_it(empty: str) -> None:
    """What they said stays as it was and is as fresh as it was; what is held back from now on raises the version."""
    migrate.migrate(empty, ALL[-2][:4])
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(
            "insert into person (email, display_name, slug, disciplines)"
            " select n || '@example.com', 'Ann ' || n, 'ann' || n, '{Potter}' from generate_series(1, 30) n"
        )
        connection.execute("insert into thread (creator_id, subject) values (1, 'Hello')")
        connection.execute("insert into thread_member (thread_id, person_id) values (1, 1), (1, 2)")
        connection.execute(
            "insert into thread_item (thread_id, author_id, message) values (1, 1, 'One'), (1, 2, 'Two')"
        )
    everything = (
        "select array_agg(p order by id) from person p",
        "select array_agg(i order by id) from thread_item i",
        "select version from thread_version",
    )
    before = [one(empty, each) for each in everything]
    assert version.state(empty) is version.State.BEHIND
    assert version.bring_up_to_date(empty) == ALL[-1:]
    assert [one(empty, each) for each in everything] == before
    held = "insert into thread_item (thread_id, author_id, message, withheld) values (1, 2, 'x', true) returning id"
    assert one(empty, held) == 3
    assert one(empty, everything[-1]) != before[-1]


def test_a_current_database_is_recognised_without_alembic(dsn: str) -> None:
    asked = (
        "import sys; from freelancerclub.db import version; "
        f"assert version.bring_up_to_date({dsn!r}) == []; "
        "assert not {'alembic', 'sqlalchemy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_two_processes_at_once(empty: str) -> None:
    asked = f"from freelancerclub.db import migrate; print(*migrate.migrate({empty!r}))"
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda _: subprocess.check_output([sys.executable, "-c", asked], text=True), "ab"))
    assert sorted(line.split() for line in said) == [[], ALL]


def test_a_newer_database_is_left_alone(empty: str) -> None:
    migrate.migrate(empty)
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("update alembic_version set version_num = '0999'")
    assert version.state(empty) is version.State.NEWER
    for start in (version.bring_up_to_date, migrate.migrate):
        with pytest.raises(DatabaseNewer, match=r"0999.*newer program"):
            start(empty)


def test_a_migration_that_fails_leaves_nothing(empty: str) -> None:
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("create table usage_day ()")
    with pytest.raises(MigrationFailed, match="usage_day") as refused:
        migrate.migrate(empty)
    assert "\n" not in str(refused.value)
    assert one(empty, "select to_regclass('person') is null")
    assert version.state(empty) is version.State.BEHIND


@pytest.mark.parametrize(
    "dsn",
    ["postgresql://someone:secret@/club?host=/nowhere", "postgresql://127.0.0.1:1/club", "no secret address"],
)
def test_an_unreachable_database_is_one_clear_line(dsn: str) -> None:
    with pytest.raises(DatabaseUnreachable, match="CLUB_DATABASE_URL") as refused:
        version.state(dsn)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_another_encoding_is_refused(make_database: Callable[..., str]) -> None:
    latin = make_database("template template0 encoding 'LATIN1' locale_provider libc locale 'C'")
    with pytest.raises(DatabaseUnsuitable, match="LATIN1"):
        version.state(latin)
