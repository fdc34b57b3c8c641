"""Into: JSON lines become rows, all of them or none; every row that can't be one is named with its line."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal
from psycopg.types.json import Jsonb

from freelancerclub.db.errors import first_line
from freelancerclub.db.moving.tables import TABLES, Table
from freelancerclub.db.moving.texts import read_text

Row = dict[str, Any]
Tell = Callable[[str, int, int | None], None]
AT_ONCE = 500
LONGEST_HASH = 127  # characters that libsodium reads
DEAREST_BCRYPT = 14  # to the power of two: more would keep a processor busy for seconds at each try
_HASH = re.compile(r"\$argon2id\$v=19\$|\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}\Z")
_KEY = re.compile(r'Key \((.+?)\)=\((.*)\) (?:already exists|is not present in table "(\w+)")', re.DOTALL)
_PICTURE = re.compile(r"[0-9a-f]{32}\.(png|jpg|jpeg|gif)\Z")


class BadRow(Exception):
    """What can't become a row; its text says why."""


@dataclass
class Moved:
    """What came in, and what couldn't: `bad` are lines as they are printed. pictures: the names of their files."""

    rows: dict[str, int] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)


@contextmanager
def moving_in(dsn: str, zone: str, folder: Path, tell: Tell) -> Iterator[Moved]:
    """All rows of a folder, in a transaction that ends well with the block where none was bad. Raises NotUtf8."""
    moved = Moved()
    present = [(table, folder / f"{table.file}.jsonl") for table in TABLES]
    present = [(table, path) for table, path in present if path.exists()]
    options = f"-c timezone={zone} -c idle_in_transaction_session_timeout=0"
    with psycopg.connect(dsn, autocommit=True, options=options) as connection, connection.transaction() as whole:
        emptied = [Identifier(table.table) for table, _ in present if table.replaces]
        if emptied:
            connection.execute(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(emptied)))
        for number, (table, path) in enumerate(present, 1):
            tell(f"table {table.file}", number, len(present))
            _fill(connection, table, path, moved)
        # What came in is no news; whoever follows a stream with a place of the old club's is told to begin anew.
        connection.execute("SET CONSTRAINTS event_placed IMMEDIATE")
        connection.execute("DELETE FROM event")
        yield moved
        if moved.bad:
            raise psycopg.Rollback(whole)


def _fill(connection: psycopg.Connection, table: Table, path: Path, moved: Moved) -> None:
    rows: list[tuple[int, Row]] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = _read(table, line)
        except BadRow as bad:
            moved.bad.append(f"{path.name} line {number}: {bad}")
            continue
        rows.append((number, row))
        moved.pictures |= table.files_of(row)
    moved.rows[table.file] = len(rows)
    for _, group in groupby(rows, key=lambda pair: tuple(pair[1])):
        alike = list(group)
        for begin in range(0, len(alike), AT_ONCE):
            _insert(connection, table, path, alike[begin : begin + AT_ONCE], moved)
    if table.has_ids:
        name = Identifier(table.table)
        connection.execute(
            SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 0) + 1, false) FROM {}").format(
                Literal(table.table), name
            )
        )


def _insert(
    connection: psycopg.Connection, table: Table, path: Path, rows: list[tuple[int, Row]], moved: Moved
) -> None:
    """Many at once; where one of them is refused, one after the other, to find out which and why."""
    try:
        with connection.transaction():
            connection.execute(_statement(table, rows[0][1]), [Jsonb([row for _, row in rows])])
    except psycopg.Error as error:
        if connection.closed:  # no row's fault
            raise
        if len(rows) == 1:
            moved.bad.append(f"{path.name} line {rows[0][0]}: {_why(table, error)}")
            return
        half = len(rows) // 2
        _insert(connection, table, path, rows[:half], moved)
        _insert(connection, table, path, rows[half:], moved)


def _why(table: Table, error: psycopg.Error) -> str:
    """In the words of the files where a row names another one that isn't there, or an id that another one has."""
    key = _KEY.match(error.diag.message_detail or "")
    if key:
        named = {column: name for name, (column, _) in table.fields.items()}
        columns = re.sub(r"\w+\((\w+)\)", r"\1", key[1]).split(", ")  # of an index on lower(email) too
        fields = ", ".join(named.get(column, column) for column in columns)
        if key[3] is None:
            return f"{fields} {key[2]} is taken"
        files = {other.table: f"{other.file}.jsonl" for other in TABLES}
        return f"{fields} {key[2]} is nowhere: neither in {files.get(key[3], key[3])} nor here"
    said, column = error.diag.message_primary or first_line(error), error.diag.column_name
    # PostgreSQL's detail would quote the whole row, with its password.
    return f"{said} ({column})" if column and column not in said else said


def _statement(table: Table, row: Row) -> Composed:
    """For rows with these fields: a field that isn't there takes what an empty one of its table has."""
    columns = [table.fields[name][0] for name in row]
    values = []
    for name in row:
        _, kind = table.fields[name]
        text = SQL("(r.value ->> {})").format(Literal(name))
        if kind.clears:
            text = SQL("nullif({}, '')").format(text)
        values.append(SQL(kind.read).format(text))
    return SQL("INSERT INTO {} ({}) SELECT {} FROM jsonb_array_elements(%s) r").format(
        Identifier(table.table), SQL(", ").join(map(Identifier, columns)), SQL(", ").join(values)
    )


def _read(table: Table, line: str) -> Row:
    """Raises BadRow."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise BadRow("this is no JSON") from None
    if not isinstance(row, dict):
        raise BadRow("this is no JSON object")
    unknown = [name for name in row if name not in table.fields]
    if unknown:
        raise BadRow(f"{table.file} have no field {', '.join(unknown)}")
    nested = [name for name, value in row.items() if isinstance(value, list | dict)]
    if nested:
        raise BadRow(f"{', '.join(nested)} should be a text or a number")
    if any("\x00" in value for value in row.values() if isinstance(value, str)):
        raise BadRow("no text may hold NUL")
    _check_hash(row.get("password"))
    for name in table.pictures:
        if row.get(name) and row.get("type") != "video" and not _PICTURE.match(str(row[name])):
            raise BadRow(f"{name} should be 32 hexadecimal digits and .png, .jpg, .jpeg or .gif")
    # A null is what isn't sent; but an id that is missing would get a number that another row brings.
    kept = {name: value for name, value in row.items() if value is not None}
    if table.has_ids and not str(kept.get("id", "")):
        raise BadRow("the id is missing")
    return {name: follow(kept) for name, follow in table.follows.items()} | kept


def _check_hash(password: object) -> None:
    if password is None:
        return
    found = _HASH.match(str(password))
    if found is None:
        raise BadRow("password should be a hash of argon2id or bcrypt")
    if len(str(password)) > LONGEST_HASH:
        raise BadRow(
            f"password is a hash of {len(str(password))} characters, of which {LONGEST_HASH} at most can be verified"
        )
    if found[1] and int(found[1]) > DEAREST_BCRYPT:
        raise BadRow(f"password is a bcrypt hash of cost {found[1]}, at most {DEAREST_BCRYPT} can be verified")
