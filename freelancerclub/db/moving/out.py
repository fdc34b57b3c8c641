"""Out: each table as JSON lines, all of one moment."""

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from freelancerclub.db.moving.tables import TABLES, Table

AT_ONCE = 1_000
Tell = Callable[[str, int, int | None], None]


def write_tables(dsn: str, zone: str, folder: Path, tell: Tell) -> dict[str, int]:
    """How many rows each file has."""
    written = {}
    with psycopg.connect(dsn, options=f"-c timezone={zone} -c idle_in_transaction_session_timeout=0") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for number, table in enumerate(TABLES, 1):
            written[table.file] = _write(connection, table, folder / f"{table.file}.jsonl")
            tell(f"table {table.file}", number, len(TABLES))
    return written


def _write(connection: psycopg.Connection, table: Table, path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8") as file, connection.cursor(name="out") as cursor:
        cursor.itersize = AT_ONCE
        for (line,) in cursor.execute(_select(table)):
            file.write(f"{line}\n")
            rows += 1
    return rows


def _select(table: Table) -> Composed:
    """One JSON object a row, its keys in the order of the fields; line breaks in texts are escaped."""
    values = SQL(", ").join(
        SQL("{} AS {}").format(SQL(kind.write).format(Identifier("t", column)), Identifier(name))
        for name, (column, kind) in table.fields.items()
    )
    order = SQL(", ").join(Identifier("t", column) for column in table.order)
    return SQL("SELECT row_to_json(r)::text FROM (SELECT {} FROM {} t ORDER BY {}) r").format(
        values, Identifier(table.table), order
    )
