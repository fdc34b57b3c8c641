"""What the schema promises: every table says what it is for, every reference is indexed, once means once."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import errors

# Tables that others made: the queue and alembic's own.
OURS = "relkind = 'r' and relnamespace = 'public'::regnamespace and relname !~ '^(procrastinate_|alembic_)'"


def test_every_table_says_what_it_is_for(db: psycopg.Connection) -> None:
    tables = db.execute(f"select relname, obj_description(oid, 'pg_class') from pg_class where {OURS}").fetchall()
    assert len(tables) > 40
    assert [name for name, comment in tables if not comment or "\n" in comment] == []


def test_every_reference_is_indexed(db: psycopg.Connection) -> None:
    """Else deleting or emptying one person would read whole tables."""
    bare = db.execute(f"""
        select conrelid::regclass::text, conname from pg_constraint
        where contype = 'f' and conrelid in (select oid from pg_class where {OURS})
          and not exists (
              select from pg_index where indrelid = conrelid
                and (indkey::int2[])[0:array_length(conkey, 1) - 1] @> conkey
                and (indpred is null or pg_get_expr(indpred, indrelid) ~* '^\\(\\w+ is not null\\)$'))
    """).fetchall()
    assert bare == []


def test_every_table_has_a_key_and_singular_name(db: psycopg.Connection) -> None:
    tables = db.execute(f"""
        select relname from pg_class where {OURS} and (relname ~ '[^s]s$' or not exists (
            select from pg_constraint where conrelid = pg_class.oid and contype = 'p'))
    """).fetchall()
    assert tables == []


def test_no_text_column_pretends_to_be_a_time_or_a_flag(db: psycopg.Connection) -> None:
    odd = db.execute(f"""
        select attrelid::regclass::text, attname, format_type(atttypid, atttypmod) from pg_attribute
        where attrelid in (select oid from pg_class where {OURS}) and attnum > 0 and not attisdropped
          and (attname ~ '_at$' and format_type(atttypid, null) <> 'timestamp with time zone'
               or attname ~ '_id$' and attname not in ('video_id') and format_type(atttypid, null) <> 'bigint'
               or attname ~ '_on$' and format_type(atttypid, null) <> 'date')
    """).fetchall()
    assert odd == []


def person(db: psycopg.Connection, name: str) -> int:
    row = db.execute(
        "insert into person (email, display_name, slug) values (%s, %s, %s) returning id",
        [f"{name}@example.com", name.title(), name],
    ).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def ids(db: psycopg.Connection) -> dict[str, int]:
    """Two people, a picture, a job, a portfolio and a thread to refer to."""
    ann, ben = person(db, "ann"), person(db, "ben")
    made = {"ann": ann, "ben": ben}
    for name, statement in {
        "picture": "insert into picture (owner_id, file) values (%(ann)s, 'a.jpg') returning id",
        "job": "insert into job (owner_id, title, description) values (%(ann)s, 'T', 'D') returning id",
        "portfolio": "insert into portfolio (owner_id, place, title, discipline)"
        " values (%(ann)s, 1, 'P', 'Model') returning id",
        "thread": "insert into thread (creator_id) values (%(ann)s) returning id",
    }.items():
        row = db.execute(statement, made).fetchone()
        assert row is not None
        made[name] = row[0]
    return made


ONCE = {
    "an e-mail, whatever its case": "insert into person (email, display_name, slug)"
    " values ('Cat@example.com', 'C', {n}), ('cAT@EXAMPLE.com', 'C', 'other')",
    "a slug": "insert into person (email, display_name, slug) values ('{n}', 'C', 'cat')",
    "a like": "insert into picture_like (picture_id, person_id) values (%(picture)s, %(ben)s)",
    "a view a day": "insert into person_view values (%(ann)s, %(ben)s, '2026-01-01')",
    "a view of a picture a day": "insert into picture_view values (%(picture)s, %(ben)s, '2026-01-01')",
    "a follow": "insert into follow (follower_id, followed_id) values (%(ann)s, %(ben)s)",
    "a block": "insert into block (blocker_id, blocked_id) values (%(ann)s, %(ben)s)",
    "an application": "insert into application (job_id, person_id) values (%(job)s, %(ben)s)",
    "an invite": "insert into invite (job_id, person_id) values (%(job)s, %(ben)s)",
    "a watch": "insert into watch (job_id, person_id) values (%(job)s, %(ben)s)",
    "a seen mark": "insert into job_seen (job_id, person_id) values (%(job)s, %(ben)s)",
    "an alert sent": "insert into alert_sent (job_id, person_id) values (%(job)s, %(ben)s)",
    "an alert from the profile": "insert into alert (person_id, from_profile) values (%(ann)s, true)",
    "a review": "insert into review (person_id, reviewer_id, job_id, message, stars)"
    " values (%(ann)s, %(ben)s, %(job)s, 'Good', 4.5)",
    "a place of a portfolio": "insert into portfolio (owner_id, place, title, discipline)"
    " values (%(ann)s, 2, 'Q', 'Model')",
    "a picture in a portfolio": "insert into portfolio_picture (portfolio_id, picture_id)"
    " values (%(portfolio)s, %(picture)s)",
    "a device": "insert into device (id, person_id) values ('player', %(ann)s)",
    "a notification": "insert into notification (person_id, kind, message, window_start)"
    " values (%(ann)s, 'expiry', '', '2026-01-01')",
    "a notification of a deed": "insert into notification (person_id, kind, actor_id, target_id, message, window_start)"
    " values (%(ann)s, 'like', %(ben)s, %(picture)s, '', '2026-01-01')",
    "a membership": "insert into thread_member (thread_id, person_id) values (%(thread)s, %(ann)s)",
    "a thread about a job": "insert into thread (creator_id, source, job_id) values (%(ben)s, 'job', %(job)s)",
    "a day's usage": "insert into usage_day (person_id, day) values (%(ann)s, '2026-01-01')",
    "a rate window": "insert into rate_counter values ('login', 'ann', '2026-01-01')",
    "a reset": "insert into password_reset (person_id, token_hash, expires_at) values (%(ann)s, '{n}', now())",
    "a reset token": "insert into password_reset (person_id, token_hash, expires_at) select id, 'x', now() from person",
    "an API key": "insert into api_key (person_id, key_hash) values (%(ann)s, 'x')",
    "a report": "insert into report (reporter_id, kind, target_id) values (%(ann)s, 'person', %(ben)s)",
    "a discipline, whatever its case": "insert into discipline (name) values ('photoGRAPHER')",
    "a subdiscipline": "insert into subdiscipline (discipline_id, name) values (1, 'WEDDING photographer')",
    "a skill": "insert into skill (name) values ('PHOTOSHOP')",
    "a company's slug": "insert into company (name, slug) values ('C', 'c')",
    "the state of the service": "insert into service_state default values",
}


@pytest.mark.parametrize("thing", ONCE)
def test_once_means_once(thing: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    with pytest.raises(errors.UniqueViolation):
        for number in "12":
            db.execute(ONCE[thing].replace("{n}", number), ids)


REFUSED = {
    "following oneself": "insert into follow (follower_id, followed_id) values (%(ann)s, %(ann)s)",
    "blocking oneself": "insert into block (blocker_id, blocked_id) values (%(ann)s, %(ann)s)",
    "a fourth place": "insert into portfolio (owner_id, place, title, discipline) values (%(ann)s, 4, 'Q', 'Model')",
    "a fourth default": "insert into portfolio_picture (portfolio_id, picture_id, default_place)"
    " values (%(portfolio)s, %(picture)s, 4)",
    "a third of a star": "insert into review (person_id, reviewer_id, message, stars)"
    " values (%(ann)s, %(ben)s, '', 1.33)",
    "an unknown account": "update person set account = 'gold'",
    "an unknown preference": "update person set notifications = 'weekly'",
    "an unknown role": "update person set role = 2",
    "a latitude beyond the pole": "update person set latitude = 90.1",
    "a count below nothing": "update person_counter set likes = -1",
}


@pytest.mark.parametrize("thing", REFUSED)
def test_what_the_tables_refuse(thing: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    with pytest.raises(errors.CheckViolation):
        db.execute(REFUSED[thing], ids)


def test_side_rows_come_with_the_row(db: psycopg.Connection, ids: dict[str, int]) -> None:
    for table, key, owner in [
        ("person_version", "id", "person"),
        ("person_counter", "person_id", "person"),
        ("person_seen", "person_id", "person"),
        ("picture_version", "id", "picture"),
        ("picture_counter", "picture_id", "picture"),
        ("job_version", "id", "job"),
        ("job_counter", "job_id", "job"),
        ("thread_version", "id", "thread"),
    ]:
        missing = db.execute(f"select id from {owner} where id not in (select {key} from {table})").fetchall()
        assert missing == [], table
    versions = db.execute("select version from person_version").fetchall()
    assert len(set(versions)) == len(versions)


def test_a_deleted_persons_things_go_too(db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.execute("delete from thread")
    db.execute("delete from person where id = %(ann)s", ids)
    for table in ("picture", "job", "portfolio", "person_counter", "person_version", "picture_counter"):
        rows = db.execute(f"select count(*) from {table}").fetchone()
        assert rows == ((1,) if table.startswith("person_") else (0,)), table


def test_a_deleted_portfolio_frees_its_place(db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.execute("update portfolio set deleted_at = now()")
    db.execute("insert into portfolio (owner_id, place, title, discipline) values (%(ann)s, 1, 'Q', 'Model')", ids)


# How a portfolio is made: in the first free place; beaten to it, one tries again; none free, one is told.
TAKE_A_PLACE = """
    insert into portfolio (owner_id, place, title, discipline)
    select %(owner)s, place, 'Q', 'Model' from generate_series(1, 3) as place
    where not exists (
        select from portfolio p where owner_id = %(owner)s and p.place = place.place and deleted_at is null)
    order by place limit 1
    on conflict do nothing returning id
"""


def test_parallel_tries_leave_three_portfolios(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        owner = person(connection, "olive")

        def attempt(_: int) -> bool:
            with psycopg.connect(dsn, autocommit=True) as own:
                return any(own.execute(TAKE_A_PLACE, {"owner": owner}).fetchone() for _ in range(3))

        with ThreadPoolExecutor(10) as pool:
            won = sum(pool.map(attempt, range(30)))
        live = connection.execute("select place from portfolio where owner_id = %s order by 1", [owner]).fetchall()
        connection.execute("delete from person where id = %s", [owner])
    assert live == [(1,), (2,), (3,)]
    assert won == 3


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.facebook.com/mianorton", "mianorton"),
        ("http://Instagram.Com/mianorton/", "mianorton"),
        ("https://www.youtube.com/channel/UC0000000000000000000000", "UC0000000000000000000000"),
        ("https://www.youtube.com/user/mia/videos?view=0", "mia"),
        ("https://www.youtube.com/c/mia#about", "mia"),
        ("https://twitter.com/mia?lang=en/gb", "mia"),
        ("facebook.com/mia", "mia"),
        ("https://twitter.com/", ""),
        ("https://twitter.com", ""),
        ("http://not a website", ""),
        ("111", "111"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_name_in_a_social_link(db: psycopg.Connection, url: str | None, name: str) -> None:
    assert db.execute("select social_name(%s)", [url]).fetchone() == (name,)


def test_a_printed_price(db: psycopg.Connection) -> None:
    assert db.execute("select printed_price('GBP250 - GBP500')").fetchone() == ("&pound;250 - &pound;500",)
    assert db.execute("select printed_price(null)").fetchone() == (None,)


@pytest.mark.parametrize("function", ["social_name(city)", "printed_price(city)"])
def test_functions_in_column_lists_are_inlined(db: psycopg.Connection, function: str) -> None:
    plan = db.execute(f"explain (verbose, costs off) select {function} from person").fetchall()
    assert function.split("(")[0] not in str(plan)


def test_the_example_of_social_totals(db: psycopg.Connection, ids: dict[str, int]) -> None:
    total = db.execute("""
        update person set twitter_followers = 2069, facebook_likes = 63, youtube_subscribers = 3695,
        instagram_count = 24556 where slug = 'ann' returning social_total
    """).fetchone()
    assert total == (30383,)
    assert db.execute("select social_total from person where slug = 'ben'").fetchone() == (0,)


def test_the_example_of_ratings(db: psycopg.Connection, ids: dict[str, int]) -> None:
    """22.5 points and 7 likes of eight reviews make 119.50 and 3.375 (L436)."""
    found = db.execute(
        """update person_counter set star_points = 22.5, star_sum = 27, reviews = 8, likes = 7
           where person_id = %(ann)s returning rating, star_avg""",
        ids,
    ).fetchone()
    assert [str(value) for value in found or ()] == ["119.500", "3.375000"]


def test_a_job_files_address_is_written_together(db: psycopg.Connection, ids: dict[str, int]) -> None:
    """The example of L2922."""
    db.execute("insert into job (id, owner_id, title, description) values (207, %(ann)s, '', '')", ids)
    path = db.execute(
        """insert into job_file (id, job_id, owner_id, file, name, size)
           values (19, 207, %(ann)s, 'f.png', '2019-04-a.png', 29952) returning path""",
        ids,
    ).fetchone()
    assert path == ("207192019-04-a.png",)
