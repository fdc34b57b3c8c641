"""What tells whether the counts of an inbox are as they were: events, a version beside them, and one of presence."""

import psycopg
import pytest

PEOPLE = ("ann", "ben", "eve")
NEW = "insert into notification (person_id, actor_id, kind, target_id, message"


@pytest.fixture
def ids(db: psycopg.Connection) -> dict[str, int]:
    """Ann was told of Ben and Eve, Ben of Ann; one of hers is seen."""
    found: dict[str, int] = {}
    for name in PEOPLE:
        made = "insert into person (email, display_name, slug) values (%s, %s, %s) returning id"
        found[name] = db.execute(made, [f"{name}@example.com", name, name]).fetchone()[0]  # type: ignore[index]
    for place, (person, actor) in enumerate((("ann", "ben"), ("ann", "eve"), ("ben", "ann"))):
        db.execute(f"{NEW}) values (%s, %s, 'like', %s, 'x')", [found[person], found[actor], place])
    db.execute("update notification set seen_at = now() where person_id = %(ann)s and actor_id = %(ben)s", found)
    db.execute(PLACED)
    return found


PLACED = "set constraints all immediate"  # as the end of a transaction does
STATE = """
    select p.id, line.last, line.version, (select version from list_freshness where list = 'presence')
    from person p left join event_line line on line.person_id = p.id"""
OLD = "now() - interval '31 days'"
CHANGES = {
    "a new one": (f"{NEW}) values (%(ann)s, %(ben)s, 'follow', 1, 'x')", {"ann"}),
    "an old one": (f"{NEW}, created_at) values (%(ann)s, %(ben)s, 'follow', 1, 'x', {OLD})", {"ann"}),
    "of a line that isn't listed": (f"{NEW}, listed) values (%(ann)s, %(ben)s, 'message', 1, 'x', false)", set()),
    "seen": ("update notification set seen_at = now() where seen_at is null", {"ann", "ben"}),
    "not seen": ("update notification set seen_at = null where seen_at is not null", {"ann"}),
    "listed no more": ("update notification set listed = false where actor_id = %(eve)s", {"ann"}),
    "another's deed": ("update notification set actor_id = %(eve)s where actor_id = %(ann)s", {"ben"}),
    "somebody else's": ("update notification set person_id = %(eve)s where person_id = %(ben)s", {"ben", "eve"}),
    "other words": ("update notification set message = 'y'", set()),
    "one less": ("delete from notification where actor_id = %(eve)s", {"ann"}),
    "none": ("truncate notification cascade", set(PEOPLE)),
    "whoever went for good": ("delete from person where id = %(eve)s", {"ann"}),
    "a leaver": ("update person set deleted_at = now() where id = %(eve)s", set(PEOPLE)),
    "one suspended": ("update person set suspended_at = now() where id = %(ben)s", set(PEOPLE)),
    "a profile": ("update person set bio = 'x', profile_hidden = true", set()),
    "a like": ("update person_counter set likes = likes + 1", set()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whose_counts_may_be_others(change: str, db: psycopg.Connection, ids: dict[str, int]):
    statement, expected = CHANGES[change]
    before = {row[0]: row[1:] for row in db.execute(STATE)}
    db.execute("set constraints all deferred")
    db.execute(statement, ids)  # type: ignore[arg-type]
    db.execute(PLACED)
    after = {row[0]: row[1:] for row in db.execute(STATE)}
    assert {name for name in PEOPLE if ids[name] in after and after[ids[name]] != before[ids[name]]} == expected
