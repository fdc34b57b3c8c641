"""Loads the demo into a migrated database, in one transaction; refuses where other people's data are."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from freelancerclub.db.demo.content import Content
from freelancerclub.db.demo.counters import BEFORE, STATEMENTS
from freelancerclub.db.demo.examples.people import MIA_NORTON
from freelancerclub.db.demo.links import checked_at_the_end
from freelancerclub.db.demo.tables import KEPT, TABLES, Rows
from freelancerclub.db.demo.town.plan import CLIENT, FREELANCER

FEWEST = 60  # the printed numbers need that many: job 102 was told to 38 people
MANY = 2000  # people from which on foreign keys are checked at the end
QUEUE = "procrastinate"

ADMINISTRATOR_EMAIL = str(MIA_NORTON["email"])
FREELANCER_EMAIL = FREELANCER.email
CLIENT_EMAIL = CLIENT.email

Progress = Callable[[str, int, int], None]


class DemoRefused(Exception):
    """The demo is not loaded; the text says why, in a line."""


@dataclass(frozen=True)
class Summary:
    """How many people there are, of the examples and the town, and how many rows each table got."""

    people: int
    rows: dict[str, int] = field(default_factory=dict)


def is_empty(dsn: str) -> bool:
    """Whether nobody has an account yet."""
    with psycopg.connect(dsn) as connection:
        return not _found(connection, "SELECT 1 FROM person LIMIT 1")


def is_loaded(dsn: str) -> bool:
    """Whether those of the demo whom people are told to log in as are there."""
    with psycopg.connect(dsn) as connection:
        return _is_demo(connection)


def load_demo(
    dsn: str,
    users: int = 200,
    *,
    force: bool = False,
    password_hash: str,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Summary:
    """Loads `users` people (60 or more, those of the examples among them) and all they do.

    Everything lies before `now`, by default the last midnight in UTC; equal arguments make equal content. Only
    who is online is then as of this moment, so that somebody is. `force` first removes whatever is there but
    disciplines, skills, switches and the queue. `password_hash` becomes everybody's. `progress` hears the step
    begun, its number and how many there are. Raises DemoRefused.
    """
    if users < FEWEST:
        raise DemoRefused(f"The demo needs at least {FEWEST} people.")
    present = datetime.now(UTC).replace(second=0, microsecond=0)
    base, lately = (now, now) if now else (present.replace(hour=0, minute=0), present)
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL timezone TO 'UTC'")
        # Whoever registers meanwhile waits, and so does a second load, which then finds the first.
        connection.execute("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE")
        if force:
            _truncate(connection)
        else:
            _check(connection)
        content = Content(users, base, lately, password_hash)
        with checked_at_the_end(connection) if users >= MANY else nullcontext():
            rows = _fill(connection, content, progress)
        connection.execute("ANALYZE")
        return Summary(users, rows)


def _found(connection: Connection, statement: str) -> bool:
    return connection.execute(SQL(statement)).fetchone() is not None


def _is_demo(connection: Connection) -> bool:
    query = "SELECT count(*) FROM person WHERE email = ANY (%s) AND deleted_at IS NULL"
    return connection.execute(query, [[ADMINISTRATOR_EMAIL, CLIENT_EMAIL]]).fetchone() == (2,)


def _count(connection: Connection) -> tuple[int, int]:
    """People whom no demo has, by their addresses; and all people."""
    query = "SELECT count(*) FILTER (WHERE email NOT LIKE '%@example.com'), count(*) FROM person"
    strange, people = connection.execute(query).fetchone() or (0, 0)
    return strange, people


def _check(connection: Connection) -> None:
    strange, people = _count(connection)
    if people and (strange or not _is_demo(connection)):
        raise DemoRefused(
            f"The database holds other people's data, accounts in all: {people}; "
            "use --force to delete it for good and load the demo."
        )
    if people:
        raise DemoRefused(f"The demo is already there; use --force to delete its {people} people and load it anew.")
    for table in TABLES:
        query = SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier(table))
        if connection.execute(query).fetchone():
            raise DemoRefused(f"The table {table} holds data of its own; use --force to delete them.")


def _truncate(connection: Connection) -> None:
    """All tables but those kept: in one statement, since they refer to each other."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    names = [name for (name,) in found if name not in KEPT and not name.startswith(QUEUE)]
    tables = SQL(", ").join(Identifier(name) for name in sorted(names))
    connection.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(tables))


def _fill(connection: Connection, content: Content, progress: Progress | None) -> dict[str, int]:
    tell: Progress = progress or (lambda step, number, of: None)
    steps, rows = len(TABLES) + 2, {}
    for statement in BEFORE:
        connection.execute(SQL(statement))
    for number, (table, stream) in enumerate(content.tables(), start=1):
        tell(table, number, steps)
        rows[table] = _copy(connection, table, tuple(TABLES[table]), stream)
    tell("counters", steps - 1, steps)
    connection.execute("CREATE TEMPORARY TABLE demo_seen (id bigint, last_seen_at timestamptz) ON COMMIT DROP")
    _copy(connection, "demo_seen", ("id", "last_seen_at"), content.last_seen())
    for statement in STATEMENTS:
        connection.execute(SQL(statement))
    tell("checks", steps, steps)
    for table in TABLES:
        _continue_after(connection, table)
    return rows


def _copy(connection: Connection, table: str, columns: tuple[str, ...], stream: Rows) -> int:
    names = SQL(", ").join(Identifier(column) for column in columns)
    with connection.cursor() as cursor:
        with cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names)) as copy:
            for row in stream:
                copy.write_row(row)
        return cursor.rowcount


def _continue_after(connection: Connection, table: str) -> None:
    """The rows brought their ids along; what is added later continues after them."""
    if TABLES[table].get("id", "") is None and table != "device":
        query = SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}")
        connection.execute(query.format(table, Identifier(table)))
