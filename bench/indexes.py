"""Indexes go while very many rows are written, and come back at the end: made of all rows at once they cost a tenth."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from psycopg import Connection
from psycopg.sql import SQL, Identifier

# Those of constraints stay, and so do those that ON CONFLICT looks at.
INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY(%s::regclass[]) AND c.relname <> ALL(%s)
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
    ORDER BY 1"""


@contextmanager
def without_indexes(
    connection: Connection, tables: Sequence[str], tell: Callable[[str], None], kept: Sequence[str] = ()
) -> Iterator[None]:
    """The tables have none but those of keys and those that are named, until this ends well."""
    connection.execute("SET maintenance_work_mem = '512MB'")
    found = connection.execute(INDEXES, [list(tables), list(kept)]).fetchall()
    for name, _ in found:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    yield
    for name, definition in found:
        tell(f"index {name}")
        connection.execute(SQL(definition))
