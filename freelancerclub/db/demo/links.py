"""Takes foreign keys and counting away while very many rows come in; both are back before the transaction ends."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from freelancerclub.db.demo.tables import BESIDE, TABLES

FOREIGN_KEYS = """
    SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND relname = ANY(%s)
    ORDER BY 1, 2
"""

# Those that count, and those that say what is kept in memory of a row is old: of new rows nobody has kept anything.
# What is named alike around conversations keeps up rows.
COUNTING = """
    SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relname = ANY(%s) AND (tgname ~ '_counted_'
        OR tgname ~ '_(came|changed|versioned)$' AND relname !~ '^thread|^block$')
    ORDER BY 1, 2
"""


@contextmanager
def checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Every foreign key of the demo's tables is checked, and every counter counted, once for all rows.

    The owner of the tables may do so; switching off what checks the keys would need a superuser. After an error all
    is back with the rollback. Everybody else waits meanwhile, as they would for the rows.
    """
    counting = connection.execute(COUNTING, [[*TABLES, *BESIDE]]).fetchall()
    _switch(connection, counting, SQL("DISABLE"))
    keys = connection.execute(FOREIGN_KEYS, [[*TABLES, *BESIDE]]).fetchall()
    for table, name, _ in keys:
        drop = SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        connection.execute(drop.format(Identifier(table), Identifier(name)))
    yield
    for table, name, definition in keys:
        add = SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        connection.execute(add.format(Identifier(table), Identifier(name), SQL(definition)))
    _switch(connection, counting, SQL("ENABLE"))


def _switch(connection: Connection, triggers: Iterable[tuple[str, str]], on: SQL) -> None:
    for table, name in triggers:
        switch = SQL("ALTER TABLE {} {} TRIGGER {}")
        connection.execute(switch.format(Identifier(table), on, Identifier(name)))
