"""Versions: every change that a person's card or page shows raises theirs and nobody else's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

PEOPLE = ("ann", "ben", "cat")


@pytest.fixture
def ids(db: psycopg.Connection) -> Iterator[dict[str, int]]:
    """Three people; Ann has a picture in a portfolio, with its side rows."""
    found = {}

    def add(name: str, statement: str) -> None:
        row = db.execute(statement, found).fetchone()
        assert row is not None
        found[name] = int(row[0])

    for name in PEOPLE:
        email = f"{name}@example.com"
        add(name, f"insert into person (email, display_name, slug) values ('{email}', '{name}', '{name}') returning id")
    for name in ("picture", "loose"):
        add(name, "insert into picture (owner_id, file) values (%(ann)s, 'a.png') returning id")
    add(
        "portfolio",
        "insert into portfolio (owner_id, place, title, discipline) values (%(ann)s, 1, 'T', 'Model') returning id",
    )
    db.execute("insert into portfolio_picture (portfolio_id, picture_id) values (%(portfolio)s, %(picture)s)", found)
    add("job", "insert into job (owner_id, title, description) values (%(ann)s, '', '') returning id")
    return found


def versions(db: psycopg.Connection) -> dict[int, int]:
    return dict(db.execute("select id, version from person_version").fetchall())


def raised(db: psycopg.Connection, ids: dict[str, int], statement: str) -> set[str]:
    """Whose version another one is after a statement; a version never comes again."""
    before = versions(db)
    db.execute(statement, ids)  # type: ignore[arg-type]
    after = versions(db)
    changed = {name for name in PEOPLE if ids[name] in after and after[ids[name]] != before[ids[name]]}
    assert all(after[ids[name]] > max(before.values()) for name in changed)
    return changed


RAISE = {
    "a profile": ("update person set bio = 'x' where id = %(ann)s", {"ann"}),
    "several profiles": ("update person set bio = 'x' where slug in ('ann', 'cat')", {"ann", "cat"}),
    "deleting an account": ("update person set deleted_at = now() where id = %(ann)s", {"ann"}),
    "followers": ("update person_counter set followers = 1 where person_id = %(ann)s", {"ann"}),
    "likes": ("update person_counter set likes = 1 where person_id = %(ann)s", {"ann"}),
    "views": ("update person_counter set views = 1 where person_id = %(ann)s", {"ann"}),
    "reviews": ("update person_counter set reviews = 1, star_sum = 5 where person_id = %(ann)s", {"ann"}),
    "points halved": ("update person_counter set star_points = 1 where person_id = %(ann)s", {"ann"}),
    "counters lost": ("delete from person_counter where person_id = %(ann)s", {"ann"}),
    "a new picture": ("insert into picture (owner_id, file) values (%(ben)s, 'b.png')", {"ben"}),
    "pictures of several": (
        "insert into picture (owner_id, file) select id, 'b.png' from person where slug in ('ben', 'cat')",
        {"ben", "cat"},
    ),
    "a title": ("update picture set title = 'x' where id = %(picture)s", {"ann"}),
    "a decision": ("update picture set authorised = true where id = %(picture)s", {"ann"}),
    "a picture deleted": ("update picture set deleted_at = now() where id = %(picture)s", {"ann"}),
    "a picture gone": ("delete from picture where id = %(loose)s", {"ann"}),
    "a picture gone from a portfolio": ("delete from picture where id = %(picture)s", {"ann"}),
    "a picture moved": ("update picture set owner_id = %(ben)s where id = %(picture)s", {"ann", "ben"}),
    "likes of a picture": ("update picture_counter set likes = 1 where picture_id = %(picture)s", {"ann"}),
    "views of a picture": ("update picture_counter set views = 1 where picture_id = %(picture)s", {"ann"}),
    "counters of a picture lost": ("delete from picture_counter where picture_id = %(picture)s", {"ann"}),
    "a new portfolio": (
        "insert into portfolio (owner_id, place, title, discipline) values (%(ben)s, 1, 'T', 'Model')",
        {"ben"},
    ),
    "a portfolio's title": ("update portfolio set title = 'x'", {"ann"}),
    "a portfolio moved": ("update portfolio set owner_id = %(cat)s", {"ann", "cat"}),
    "a portfolio gone": ("delete from portfolio", {"ann"}),
    "a picture put into a portfolio": (
        "insert into portfolio_picture (portfolio_id, picture_id) values (%(portfolio)s, %(loose)s)",
        {"ann"},
    ),
    "another in its place": ("update portfolio_picture set picture_id = %(loose)s", {"ann"}),
    "a picture taken from a portfolio": ("delete from portfolio_picture", {"ann"}),
    **{
        f"{table} emptied": (f"truncate {table} cascade", {"ann", "ben", "cat"})
        for table in ("person_counter", "picture", "picture_counter", "portfolio", "portfolio_picture")
    },
}


@pytest.mark.parametrize("change", RAISE)
def test_what_is_shown_raises(change: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    statement, whose = RAISE[change]
    assert raised(db, ids, statement) == whose


def test_a_picture_is_counted_where_it_is_shown(db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.execute("update portfolio set owner_id = %(cat)s", ids)
    assert raised(db, ids, "update picture set deleted_at = now() where id = %(picture)s") == {"ann", "cat"}


@pytest.mark.parametrize(
    "statement",
    [
        "update person_seen set last_seen_at = now()",
        "update person_version set token_epoch = token_epoch + 1",
        "insert into person_view (person_id, viewer_id, seen_on) values (%(ann)s, %(ben)s, '2026-01-01')",
        "insert into block (blocker_id, blocked_id) values (%(ann)s, %(ben)s)",
        "insert into application (job_id, person_id) values (%(job)s, %(ben)s)",
        "insert into ended_token (token_hash, person_id, expires_at) values ('x', %(ann)s, now())",
        "insert into usage_day (person_id, day) values (%(ann)s, '2026-01-01')",
        "update person set bio = 'x' where false",
        "insert into person (email, display_name, slug) values ('dan@example.com', 'Dan', 'dan')",
    ],
)
def test_what_is_not_shown_raises_nothing(statement: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    assert raised(db, ids, statement) == set()


def test_deleting_a_person_leaves_the_others_alone(db: psycopg.Connection, ids: dict[str, int]) -> None:
    assert raised(db, ids, "delete from person where id = %(ann)s") == set()
    assert ids["ann"] not in versions(db)


def test_people_who_come_again_have_versions_never_seen(db: psycopg.Connection, ids: dict[str, int]) -> None:
    highest = max(versions(db).values())
    db.execute("truncate person restart identity cascade")
    db.execute("insert into person (id, email, display_name, slug) values (%(ann)s, 'a@example.com', 'A', 'a')", ids)
    assert versions(db)[ids["ann"]] > highest


def test_a_version_rolled_back_is_not_used_again(db: psycopg.Connection, ids: dict[str, int]) -> None:
    db.execute("savepoint before")
    db.execute("update person set bio = 'never' where id = %(ann)s", ids)
    never = versions(db)[ids["ann"]]
    db.execute("rollback to before")
    db.execute("update person set bio = 'x' where id = %(ann)s", ids)
    assert versions(db)[ids["ann"]] > never


# What is written about people: several rows at once in either order, one after the other in one transaction.
WRITES = (
    ["insert into picture (owner_id, file) select id, 'x' from person where slug like 'many%' order by id"],
    ["insert into picture (owner_id, file) select id, 'x' from person where slug like 'many%' order by id desc"],
    ["update person_counter set followers = followers + 1 where person_id = {id}"],
    ["update person set bio = 'x' where id = {id}", "update person_version set token_epoch = 1 where id = {id}"],
    [
        "update picture_counter set likes = likes + 1 where picture_id = {picture}",
        "update person_counter set likes = likes + 1 where person_id = {id}",
    ],
    ["update picture_counter set comments = comments + 1 where picture_id = {picture}"],
    ["update picture set title = 'x' where id = {picture}"],
)


def test_writers_at_once_never_wait_in_a_circle(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("""insert into person (email, display_name, slug)
            select 'many' || n || '@example.com', 'M', 'many' || n from generate_series(1, 3) n""")
        connection.execute("insert into picture (owner_id, file) select id, 'x' from person where slug like 'many%'")
        theirs = connection.execute("""select owner_id, min(picture.id) from picture join person on owner_id = person.id
            where slug like 'many%' group by 1""").fetchall()

        def write(number: int) -> None:
            with psycopg.connect(dsn) as own:
                for turn in range(60):
                    id_, picture = theirs[turn % len(theirs)]
                    for statement in WRITES[number % len(WRITES)]:
                        own.execute(statement.format(id=id_, picture=picture))  # type: ignore[arg-type]
                    own.commit()

        try:
            with ThreadPoolExecutor(2 * len(WRITES)) as pool:
                list(pool.map(write, range(2 * len(WRITES))))
        finally:
            connection.execute("delete from person where slug like 'many%'")
