"""Takes the foreign keys away while very many rows come in, and puts them back before the transaction ends."""

from collections.abc import Iterator
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


@contextmanager
def checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Every foreign key of the demo's tables is checked once for all rows, which takes half the time.

    The owner of the tables may do so; switching triggers off would need a superuser. After an error the keys
    come back with the rollback. Everybody else waits meanwhile, as they would for the rows.
    """
    keys = connection.execute(FOREIGN_KEYS, [[*TABLES, *BESIDE]]).fetchall()
    for table, name, _ in keys:
        drop = SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        connection.execute(drop.format(Identifier(table), Identifier(name)))
    yield
    for table, name, definition in keys:
        add = SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        connection.execute(add.format(Identifier(table), Identifier(name), SQL(definition)))
