"""The demo: the same every time, in every table, counted right, as printed, and never over other people's data."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from freelancerclub.db.checks import VERSIONS
from freelancerclub.db.demo import load
from freelancerclub.db.demo.load import FEWEST, DemoRefused, is_empty, load_demo
from freelancerclub.db.demo.tables import BESIDE, KEPT, LEFT_EMPTY, TABLES
from freelancerclub.db.demo.town.words import CRAFTS

NOW = datetime(2025, 3, 14, 15, 9, tzinfo=UTC)
AHEAD = {"renews_at", "coupon_expires_at", "feature_expires_at"}  # moments that may lie before us

COUNTED = {
    "person_counter": """
        SELECT id, (SELECT count(*) FROM follow WHERE followed_id = p.id),
               (SELECT count(*) FROM person_view v WHERE v.person_id = p.id),
               (SELECT count(*) FROM picture_like l JOIN picture i ON i.id = l.picture_id
                WHERE i.owner_id = p.id AND i.deleted_at IS NULL),
               (SELECT count(*) FROM picture WHERE owner_id = p.id AND deleted_at IS NULL),
               (SELECT count(*) FROM review r WHERE r.person_id = p.id AND authorised),
               (SELECT coalesce(sum(stars), 0) FROM review r WHERE r.person_id = p.id AND authorised),
               (SELECT coalesce(sum(CASE WHEN authorised_at < %(now)s - interval '730 days' THEN 0.5 ELSE 1 END
                                    * stars), 0) FROM review r WHERE r.person_id = p.id AND authorised)
        FROM person p ORDER BY id""",
    "picture_counter": """
        SELECT id, (SELECT count(*) FROM picture_view WHERE picture_id = i.id),
               (SELECT count(*) FROM picture_like WHERE picture_id = i.id),
               (SELECT count(*) FROM picture_comment c WHERE picture_id = i.id AND c.deleted_at IS NULL)
        FROM picture i ORDER BY id""",
    "job_counter": """
        SELECT id, (SELECT count(*) FROM application WHERE job_id = j.id),
               (SELECT count(*) FROM alert_sent WHERE job_id = j.id)
        FROM job j ORDER BY id""",
}
STORED = {
    "person_counter": "SELECT person_id, followers, views, likes, pictures, reviews, star_sum, star_points "
    "FROM person_counter ORDER BY 1",
    "picture_counter": "SELECT picture_id, views, likes, comments FROM picture_counter ORDER BY 1",
    "job_counter": "SELECT job_id, applicants, told FROM job_counter ORDER BY 1",
}


def fingerprints(dsn: str) -> dict[str, str]:
    """A hash of what stands in each table; of versions only whose they are: which number is drawn says nothing."""
    with psycopg.connect(dsn) as connection:
        query = "SELECT md5(string_agg(row::text, E'\\n' ORDER BY row::text)) FROM (SELECT {} FROM {}) row"
        return {
            table: connection.execute(query.format("id" if table in VERSIONS else "*", table)).fetchone()[0]
            for table in (*TABLES, *BESIDE)
        }


def constraints(dsn: str) -> list[tuple[str, ...]]:
    query = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
               FROM pg_constraint WHERE contype <> 'n' AND connamespace = 'public'::regnamespace ORDER BY 1, 2"""
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


def switches(dsn: str) -> list[tuple[object, ...]]:
    """Triggers that are switched off, and what indexes are told."""
    query = """SELECT tgname::text, tgenabled::text FROM pg_trigger WHERE tgenabled <> 'O'
               UNION ALL SELECT relname::text, reloptions::text FROM pg_class
               WHERE relkind = 'i' AND reloptions IS NOT NULL ORDER BY 1"""
    with psycopg.connect(dsn) as connection:
        return connection.execute(query).fetchall()


def test_two_loads_are_equal_and_large_ones_restore_the_foreign_keys(
    loaded: str, fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "MANY", FEWEST)
    again = fresh()
    before, switched = constraints(again), switches(again)
    load_demo(again, FEWEST, password_hash="hash", now=NOW)
    at_once = "{fastupdate=off}"
    assert switches(again) == switched
    assert {index for index, told in switched if told == at_once} > {
        "gallery_words",
        "person_search_words",
        "alert_keys",
        "thread_search_words",
    }
    assert fingerprints(again) == fingerprints(loaded)
    assert constraints(again) == before == constraints(loaded)
    with psycopg.connect(again) as connection:
        off = connection.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'O'").fetchall()
        on = connection.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%\\_counted\\_%'").fetchone()
    assert (off, on) == ([], (36,)), "those that count are switched on again"


def test_every_table_has_rows_unless_it_is_written_why_not(demo: psycopg.Connection) -> None:
    tables = {name for (name,) in demo.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    ours = {name for name in tables if not name.startswith("procrastinate")}
    assert ours == {*TABLES, *BESIDE, *LEFT_EMPTY, *KEPT}
    filled = {name for name in ours if demo.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()}
    assert filled >= {*TABLES, *BESIDE}
    assert not filled & set(LEFT_EMPTY)


def test_columns_left_out_are_made_by_the_database(demo: psycopg.Connection) -> None:
    for table, columns in TABLES.items():
        query = """SELECT attname FROM pg_attribute
                   WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
        assert {name for (name,) in demo.execute(query, [table])} == set(columns), table


@pytest.mark.parametrize("table", COUNTED)
def test_counters_agree_with_the_rows(demo: psycopg.Connection, table: str) -> None:
    counted = demo.execute(COUNTED[table], {"now": NOW}).fetchall()
    assert demo.execute(STORED[table]).fetchall() == counted
    assert len(counted) > 10


def test_reviews_over_two_years_old_are_halved(demo: psycopg.Connection) -> None:
    wrong = "SELECT id FROM review WHERE halved <> (authorised AND authorised_at < %s - interval '730 days')"
    assert demo.execute(wrong, [NOW]).fetchall() == []
    assert demo.execute("SELECT 1 FROM review WHERE halved").fetchone()


def test_everybody_is_of_example_com(demo: psycopg.Connection) -> None:
    for table in ("person", "mail_stop"):
        assert demo.execute(f"SELECT email FROM {table} WHERE email !~ '^[a-z0-9.-]+@example[.]com$'").fetchall() == []


def test_nothing_lies_in_the_future(demo: psycopg.Connection) -> None:
    query = """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'timestamp with time zone' AND table_name = ANY(%s)"""
    for table, column in demo.execute(query, [[*TABLES, *BESIDE]]).fetchall():
        if column not in AHEAD:
            latest = demo.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
            assert latest is None or latest <= NOW, (table, column)


def test_doings_come_after_what_they_are_about(demo: psycopg.Connection) -> None:
    """In the town; the examples print what they print."""
    for doing, thing, key in (
        ("picture_like", "picture", "picture_id"),
        ("picture_comment", "picture", "picture_id"),
        ("application", "job", "job_id"),
        ("thread_item", "thread", "thread_id"),
    ):
        early = f"""SELECT d.* FROM {doing} d JOIN {thing} t ON t.id = {key}
                    WHERE t.id > 400 AND d.created_at < t.created_at"""
        assert demo.execute(early).fetchall() == [], doing
    late = """SELECT t.id FROM thread t JOIN thread_item i ON i.thread_id = t.id
              GROUP BY t.id HAVING t.last_at <> max(i.created_at) OR t.created_at <> min(i.created_at)"""
    assert demo.execute(late).fetchall() == []


def test_nobody_likes_or_applies_to_their_own(demo: psycopg.Connection) -> None:
    likes = "SELECT 1 FROM picture_like JOIN picture p ON p.id = picture_id WHERE owner_id = person_id"
    assert demo.execute(likes).fetchall() == []
    applications = "SELECT 1 FROM application a JOIN job ON job.id = job_id WHERE owner_id = person_id"
    assert demo.execute(applications).fetchall() == []
    foreign = """SELECT 1 FROM portfolio_picture JOIN portfolio f ON f.id = portfolio_id
                 JOIN picture p ON p.id = picture_id WHERE f.owner_id <> p.owner_id"""
    assert demo.execute(foreign).fetchall() == []


def test_crafts_and_skills_are_the_defaults(demo: psycopg.Connection) -> None:
    disciplines = {name for (name,) in demo.execute("SELECT name FROM discipline")}
    skills = {name for (name,) in demo.execute("SELECT name FROM skill")}
    subs = {name for (name,) in demo.execute("SELECT name FROM subdiscipline")}
    assert {craft.name for craft in CRAFTS} == disciplines
    assert {skill for craft in CRAFTS for skill in craft.skills} <= skills
    assert {sub for craft in CRAFTS for sub in craft.subs} <= subs


def test_person_1_is_mia_as_printed(demo: psycopg.Connection) -> None:
    query = "SELECT * FROM person JOIN person_counter ON person_id = id WHERE id = 1"
    mia = demo.cursor(row_factory=dict_row).execute(query).fetchone()
    assert (mia["email"], mia["role"], mia["slug"], mia["account"]) == ("mia.norton@example.com", 1, "mianorton", "pro")
    assert mia["disciplines"] == ["Photographer", "Dancer"]
    assert mia["created_at"] == datetime(2015, 5, 23, 14, 57, 26, tzinfo=UTC)
    assert (mia["followers"], mia["views"], mia["likes"], mia["pictures"], mia["reviews"]) == (7, 121, 13, 29, 0)
    assert (mia["social_total"], mia["twitter_followers"], str(mia["rate_day"])) == (30383, 2069, "3500.00")
    portfolios = """SELECT f.id, title, count(*) FROM portfolio f JOIN portfolio_picture ON portfolio_id = f.id
                    WHERE owner_id = 1 AND deleted_at IS NULL GROUP BY 1 ORDER BY 1"""
    assert demo.execute(portfolios).fetchall() == [(1, "Wedding", 3), (3, "Fashion", 5)]
    inbox = "SELECT count(*), count(*) FILTER (WHERE seen_at IS NULL) FROM notification WHERE person_id = 1"
    assert demo.execute(inbox).fetchone() == (18, 17)
    talks = "SELECT count(*), count(*) FILTER (WHERE NOT read) FROM thread_member WHERE person_id = 1"
    assert demo.execute(talks).fetchone() == (11, 3)


def test_the_other_printed_numbers_are_true(demo: psycopg.Connection) -> None:
    people = """SELECT person_id, followers, likes, reviews, star_points, star_avg, round(rating, 2)
                FROM person_counter WHERE person_id IN (4, 70) ORDER BY 1"""
    printed = [[str(value) for value in row] for row in demo.execute(people)]
    assert printed == [
        ["4", "1", "1", "1", "5.000", "5.000000", "26.00"],
        ["70", "1", "7", "8", "22.500", "3.375000", "119.50"],
    ]
    pictures = "SELECT views, likes FROM picture_counter WHERE picture_id IN (11, 35, 43, 44) ORDER BY picture_id"
    assert demo.execute(pictures).fetchall() == [(12, 2), (8, 1), (5, 2), (14, 2)]
    jobs = "SELECT applicants, told FROM job_counter WHERE job_id IN (68, 87, 102, 174, 296) ORDER BY job_id"
    assert demo.execute(jobs).fetchall() == [(1, 9), (0, 0), (0, 38), (1, 0), (1, 0)]
    assert demo.execute("SELECT comments FROM picture_counter WHERE picture_id = 11").fetchone() == (7,)
    files = "SELECT 'files/job/' || path, round(size / 1024.0, 2)::text FROM job_file WHERE id = 19"
    assert demo.execute(files).fetchone() == ("files/job/207192019-04-meraki-no-motorola-filtered-aps.png", "29.25")


def test_what_is_added_later_gets_ids_of_its_own(demo: psycopg.Connection) -> None:
    for table in TABLES:
        if TABLES[table].get("id", "") is None and table != "device":
            query = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')), (SELECT max(id) FROM {table})"
            following, last = demo.execute(query).fetchone()
            assert following > last, table


def test_there_is_something_to_show(fresh: Callable[[], str]) -> None:
    """Without a moment of its own the demo lies before last midnight, but people are online now."""
    dsn = fresh()
    heard: list[tuple[str, int, int]] = []
    summary = load_demo(dsn, 200, password_hash="hash", progress=lambda *step: heard.append(step))
    assert [number for _, number, _ in heard] == list(range(1, heard[0][2] + 1))
    assert summary.people == summary.rows["person"] == 200
    with psycopg.connect(dsn) as connection:

        def count(query: str) -> int:
            return connection.execute(query).fetchone()[0]

        assert count("SELECT count(*) FROM person_seen WHERE last_seen_at > now() - interval '15 minutes'") > 5
        assert count("SELECT count(*) FROM job WHERE expires_on >= current_date AND authorised AND public") > 10
        for who in (load.FREELANCER_EMAIL, load.CLIENT_EMAIL, load.ADMINISTRATOR_EMAIL):
            for table in ("thread_member", "notification"):
                query = f"SELECT count(*) FROM {table} JOIN person p ON p.id = person_id WHERE email = '{who}'"
                assert count(query) >= 3, (who, table)
        for state in ("deleted_at IS NOT NULL", "suspended_at IS NOT NULL", "profile_hidden"):
            assert count(f"SELECT count(*) FROM person WHERE {state}") >= 1
        assert count("SELECT count(*) FROM person WHERE disciplines = '{I''M HIRING}'") > 10
        ties = "SELECT 1 FROM person_counter WHERE reviews > 0 GROUP BY rating HAVING count(*) > 1"
        assert count(f"SELECT count(*) FROM ({ties}) tied") >= 1


def test_it_refuses_where_it_should(fresh: Callable[[], str]) -> None:
    dsn = fresh()
    assert is_empty(dsn)
    with pytest.raises(DemoRefused, match="at least 60"):
        load_demo(dsn, FEWEST - 1, password_hash="hash")
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO company (name, slug) VALUES ('Printers', 'printers')")
    with pytest.raises(DemoRefused, match="company holds data of its own"):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO person (email, display_name, slug) VALUES ('ann@club.test', 'Ann', 'ann')")
        connection.execute("INSERT INTO skill (name) VALUES ('Juggling')")
    assert not is_empty(dsn)
    with pytest.raises(DemoRefused, match="other people's data, accounts in all: 1; use --force to delete"):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    with psycopg.connect(dsn) as connection:
        connection.execute("UPDATE person SET email = 'ann@example.com'")
    with pytest.raises(DemoRefused, match="other people's data, accounts in all: 1;"):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    load_demo(dsn, FEWEST, force=True, password_hash="hash", now=NOW)
    with pytest.raises(DemoRefused, match=f"already there; use --force to delete its {FEWEST} people"):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO person (email, display_name, slug) VALUES ('bea@club.test', 'Bea', 'bea')")
    with pytest.raises(DemoRefused, match=f"other people's data, accounts in all: {FEWEST + 1};"):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    load_demo(dsn, FEWEST, force=True, password_hash="hash", now=NOW + timedelta(days=1))
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (FEWEST,)
        assert connection.execute("SELECT count(*) FROM skill WHERE name = 'Juggling'").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM service_state").fetchone() == (1,)


def test_a_load_that_fails_leaves_nothing(fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "STATEMENTS", ("SELECT 1 / 0",))
    monkeypatch.setattr(load, "MANY", FEWEST)
    dsn = fresh()
    before = constraints(dsn)
    with pytest.raises(psycopg.errors.DivisionByZero):
        load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    assert is_empty(dsn)
    assert constraints(dsn) == before
