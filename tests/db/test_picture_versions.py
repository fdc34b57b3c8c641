"""Versions of pictures: every change that a picture's card or page shows raises its own and no other's."""

from collections.abc import Iterator

import psycopg
import pytest

PICTURES = ("boat", "sea", "town")


@pytest.fixture
def ids(db: psycopg.Connection) -> Iterator[dict[str, int]]:
    """Ann has two pictures, Ben one."""
    found: dict[str, int] = {}

    def add(name: str, statement: str) -> None:
        row = db.execute(statement, found).fetchone()  # type: ignore[arg-type]
        assert row is not None
        found[name] = int(row[0])

    for name in ("ann", "ben"):
        email = f"{name}@example.com"
        add(name, f"insert into person (email, display_name, slug) values ('{email}', '{name}', '{name}') returning id")
    for picture, owner in zip(PICTURES, ("ann", "ann", "ben"), strict=True):
        add(picture, f"insert into picture (owner_id, file) values (%({owner})s, 'a.png') returning id")
    return found


def raised(db: psycopg.Connection, ids: dict[str, int], statement: str) -> set[str]:
    """Whose version another one is after a statement; a version never comes again."""
    before = dict(db.execute("select id, version from picture_version").fetchall())
    db.execute(statement, ids)  # type: ignore[arg-type]
    after = dict(db.execute("select id, version from picture_version").fetchall())
    changed = {name for name in PICTURES if ids[name] in after and after[ids[name]] != before[ids[name]]}
    assert all(after[ids[name]] > max(before.values()) for name in changed)
    return changed


RAISE = {
    "a title": ("update picture set title = 'x' where id = %(boat)s", {"boat"}),
    "a decision": ("update picture set authorised = true where id = %(sea)s", {"sea"}),
    "several": ("update picture set title = 'x'", set(PICTURES)),
    "a move": ("update picture set owner_id = %(ben)s where id = %(boat)s", {"boat"}),
    "a name": ("update person set display_name = 'x' where id = %(ann)s", {"boat", "sea"}),
    "an address": ("update person set slug = 'x' where id = %(ben)s", {"town"}),
    "a like": ("insert into picture_like (picture_id, person_id) values (%(boat)s, %(ben)s)", {"boat"}),
    "a comment": (
        "insert into picture_comment (picture_id, author_id, comment) values (%(town)s, %(ben)s, 'x')",
        {"town"},
    ),
    "a look": (
        "insert into picture_view (picture_id, viewer_id, seen_on) values (%(town)s, %(ann)s, '2026-01-01')",
        {"town"},
    ),
    "counters": ("update picture_counter set views = 9 where picture_id = %(boat)s", {"boat"}),
    "counters lost": ("delete from picture_counter where picture_id = %(boat)s", {"boat"}),
    "counters emptied": ("truncate picture_counter", set(PICTURES)),
}


@pytest.mark.parametrize("change", RAISE)
def test_what_is_shown_raises(change: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    statement, whose = RAISE[change]
    assert raised(db, ids, statement) == whose


@pytest.mark.parametrize(
    "statement",
    [
        "update person set bio = 'x'",
        "update person set profile_hidden = true",
        "update person_counter set followers = 1",
        "update picture set title = 'x' where false",
        "insert into picture (owner_id, file) values (%(ann)s, 'b.png')",
        "insert into portfolio (owner_id, place, title, discipline) values (%(ann)s, 1, 'T', 'Model')",
    ],
)
def test_what_is_not_shown_raises_nothing(statement: str, db: psycopg.Connection, ids: dict[str, int]) -> None:
    assert raised(db, ids, statement) == set()


def test_many_at_once_take_no_longer_than_each_by_itself(db: psycopg.Connection, ids: dict[str, int]) -> None:
    """Planned for a few and asked for many: a plan that looks through all ids for each would never end."""
    many = "select %(ann)s, 'x', true, 'Boat ' || n from generate_series(1, 5000) n"
    db.execute(f"insert into picture (owner_id, file, authorised, title) {many}", ids)
    db.execute("update person set slug = 'x', profile_hidden = true where id = %(ann)s", ids)
    assert db.execute("select count(*) from gallery").fetchone() == (0,)
    db.execute("update person set profile_hidden = false where id = %(ann)s", ids)
    assert db.execute("select count(*) from gallery").fetchone() == (5000,)
