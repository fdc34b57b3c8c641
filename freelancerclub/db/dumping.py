"""Dumps and loads a whole database with the client programs that the embedded PostgreSQL brings along.

They are newer than every server we support, so they serve an operator's own PostgreSQL too.
"""

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier, Literal

from freelancerclub.db.errors import DatabaseUnreachable, DumpFailed
from freelancerclub.db.installed import program

Tell = Callable[[str], None]  # the name of the table that is at work

TABLES = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
MOMENT = 5.0  # seconds that whoever has hung up may still be seen
PEOPLE = "SELECT to_regclass('person') IS NOT NULL"
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
# Fails at the first table that hasn't as many rows as `club.rows` says; a dump leaves the search path empty.
COMPARE = f"""
    DO $$
    DECLARE
        expected jsonb := current_setting('club.rows');
        name text;
        found bigint;
    BEGIN
        FOR name IN SELECT jsonb_object_keys(expected) UNION ({TABLES}) ORDER BY 1 LOOP
            EXECUTE format('SELECT count(*) FROM public.%I', name) INTO found;
            IF found IS DISTINCT FROM (expected ->> name)::bigint THEN
                RAISE EXCEPTION 'table % has % rows, % when the backup was taken', name, found, expected -> name;
            END IF;
        END LOOP;
    END $$;
    """
_DUMPING = re.compile(r'dumping contents of table "?public"?\."?(\w+)')
_COPYING = re.compile(rb"COPY public\.\"?(\w+)")
# Written for servers of version 17 and later, and unknown to those before.
_TOO_NEW = b"SET transaction_timeout"


@dataclass(frozen=True)
class Snapshot:
    """One moment of a database: whatever is asked of it was true at once."""

    name: str
    connection: psycopg.Connection

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {table: self._count(table) for (table,) in self.connection.execute(TABLES).fetchall()}

    def _count(self, table: str) -> int:
        row = self.connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
        assert row is not None
        return int(row[0])

    def texts(self, statement: str) -> list[str]:
        """The first column of what a statement finds."""
        return [str(row[0]) for row in self.connection.execute(SQL(statement)).fetchall()]


@contextmanager
def snapshot(dsn: str) -> Iterator[Snapshot]:
    """The moment in which this begins, for as long as the block lasts; nobody waits for it."""
    # However long it takes: the embedded server ends transactions that do nothing for a minute.
    with psycopg.connect(make_conninfo(dsn, options="-c idle_in_transaction_session_timeout=0")) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield Snapshot(str(row[0]), connection)
        connection.rollback()


def dump(dsn: str, moment: Snapshot, file: Path, tell: Tell) -> None:
    """Writes all of that moment into one compressed file. Raises DumpFailed."""
    options = ("--format=custom", "--no-owner", "--no-privileges", "--verbose", f"--snapshot={moment.name}")
    words, environment = _called("pg_dump", dsn, *options, f"--file={file}")
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603
        assert running.stderr is not None
        said = []
        for line in running.stderr:
            said.append(line)
            found = _DUMPING.search(line)
            if found:
                tell(found[1])
    if running.returncode:
        raise DumpFailed(f"The database can't be dumped: {_reason(''.join(said))}")


def load(dsn: str, file: Path, rows: Mapping[str, int], tell: Tell) -> None:
    """Replaces all that is in the database by a dump, or changes nothing. Raises DumpFailed.

    rows: how many each table has to have then.
    """
    words, environment = _called("psql", dsn, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    reading = [str(program("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(file)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=said) as reader,  # noqa: S603
        subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stderr=said) as writer,  # noqa: S603
    ):
        assert reader.stdout is not None and writer.stdin is not None
        try:
            _pass_on(reader.stdout, writer.stdin, tell)
            # Only what was read to its end and is all there becomes true: an end without this undoes everything.
            if reader.wait() == 0:
                expected = Literal(json.dumps(rows)).as_string()
                writer.stdin.write(f"SET club.rows = {expected};{COMPARE}COMMIT;\n".encode())
            writer.stdin.close()
        except BrokenPipeError:
            reader.kill()
            with suppress(BrokenPipeError):  # what is left to write is nobody's to read
                writer.stdin.close()
        writer.wait()
        reader.wait()
        said.seek(0)
        why = _reason(said.read().decode(errors="replace"))
    if writer.returncode or reader.returncode:
        raise DumpFailed(f"The dump can't be loaded, and nothing was changed: {why}")


def _pass_on(source: IO[bytes], target: IO[bytes], tell: Tell) -> None:
    target.write(f"BEGIN; {EMPTY}\n".encode())
    is_head = True
    for line in source:
        if is_head and line.startswith(_TOO_NEW):
            continue
        if line.startswith(b"COPY public."):
            is_head = False
            found = _COPYING.match(line)
            tell(found[1].decode() if found else "")
        target.write(line)


def has_people(dsn: str) -> bool:
    """Whether somebody's data is in there."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        if connection.execute(PEOPLE).fetchone() != (True,):
            return False
        return connection.execute("SELECT EXISTS (SELECT FROM person)").fetchone() == (True,)


def others(dsn: str) -> int:
    """How many other connections there are. Those just closed, ours among them, get a moment to be gone."""
    deadline = time.monotonic() + MOMENT
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            row = connection.execute(OTHERS).fetchone()
            assert row is not None
            if not row[0] or time.monotonic() > deadline:
                return int(row[0])
            time.sleep(0.05)


@contextmanager
def lasting() -> Iterator[None]:
    """Raises DatabaseUnreachable where the database goes away within the block."""
    try:
        yield
    except psycopg.OperationalError as error:
        # Of what libpq says the kind only: it may quote the address, password and all.
        why = error.diag.message_primary or type(error).__name__
        raise DatabaseUnreachable(f"The database went away ({why}): see that it runs, and try again") from None


def _called(name: str, dsn: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """The words of a command and its environment; a password stands in the latter, where `ps` doesn't show it."""
    parts: dict[str, Any] = conninfo_to_dict(dsn)
    password = parts.pop("password", None)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    return [str(program(name)), *options, f"--dbname={make_conninfo(**parts)}"], environment


def _reason(said: str) -> str:
    """The first line that says what went wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (telling or lines or ["no reason was given"])[0]
