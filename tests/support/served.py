"""Served: one or more `club serve` on one database, which is emptied instead of made anew for each test.

The processes are the real ones, started by the real command; only their clock is where a test wants it.
"""

import itertools
import os
import shutil
import signal
import struct
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier, Literal

from freelancerclub.adapters.tokens import Tokens
from support.api import SITE, Clock
from support.limits import UNLIMITED
from support.make import Make
from support.serving import Serving, free_port

KEY = "test-key-" * 8
PLACEHOLDER = f"{SITE}/images/profile/120/513415a798ddd49930541b6da2c1b37f.png"
TIMES = Path(__file__).parent / "clock"
NOWHERE = "http://127.0.0.1:9"  # what the background worker would ask other services for isn't asked of them here
# Of those who serve, or never to be reset: no version may be drawn twice, as processes keep what they wrote by it.
KEPT_TABLES = ("alembic_version", "procrastinate_workers")
KEPT_SEQUENCES = ("fragment_version",)
TRIES = 5
LATER = 1_000_000  # ids of what the service counts by itself meanwhile: they come after those of any example


class SetClock(Clock):
    """A clock that stands still, in this process and in those that serve."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set_back()

    def set_back(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment
        with self._file.open("r+b") as file:
            file.write(struct.pack("d", moment.timestamp()))


class Filling(Make):
    """Puts rows in through one connection, as a world is made so often."""

    def __init__(self, dsn: str, clock: Clock) -> None:
        super().__init__(dsn, Tokens(KEY.encode()), clock)
        self._connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=None)

    async def rows(self, statement: Any, parameters: Any = None) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []

    def begin_anew(self) -> None:
        self._made = 0

    def close(self) -> None:
        self._connection.close()


class Served:
    """The services with their database."""

    def __init__(self, dsn: str, folder: Path, many: int, settings: Mapping[str, str]) -> None:
        self.dsn, self._settings = dsn, settings
        self._connection = psycopg.connect(dsn, autocommit=True)
        self._connection.execute("SET deadlock_timeout = '20ms'")
        self._reset = self._statement()
        (folder / "clock").write_bytes(bytes(8))
        self.clock = SetClock(folder / "clock")
        self.make = Filling(dsn, self.clock)
        self._services = [self._start(folder / str(number)) for number in range(many)]
        for service in self._services:
            service.ready()
        self.addresses = [f"http://127.0.0.1:{service.port}" for service in self._services]
        self._turns = itertools.cycle(self.addresses)

    def _start(self, folder: Path) -> Serving:
        folder.mkdir()
        settings = UNLIMITED | {
            "database_url": self.dsn,
            "database_pool": "4",
            "token_key": KEY,
            "site_url": SITE,
            "placeholder_image": PLACEHOLDER,
            "storage_url": str(folder.parent / "files"),
            "youtube_url": NOWHERE,
            "vimeo_url": NOWHERE,
            "onesignal_url": NOWHERE,
        }
        settings |= self._settings
        (folder / ".env").write_text("".join(f"CLUB_{name.upper()}='{value}'\n" for name, value in settings.items()))
        options = ("--workers", settings["workers"]) if "workers" in settings else ()
        return Serving(folder, free_port(), *options, paths=(TIMES,), CLUB_TEST_CLOCK=str(folder.parent / "clock"))

    def address(self) -> str:
        """Of the service whose turn it is."""
        return next(self._turns)

    def reset(self) -> None:
        """The database as it was made; the clock is at the present moment."""
        self.clock.set_back()
        self.make.begin_anew()
        for attempt in range(TRIES):
            try:
                self._connection.execute(self._reset)
                return
            except psycopg.errors.DeadlockDetected:  # with what the service writes by itself
                self._connection.rollback()
                if attempt == TRIES - 1:
                    raise

    def _statement(self) -> bytes:
        """One text that empties what is not empty by nature, puts back what was there, and begins all ids anew."""
        run = self._connection.execute
        run("CREATE SCHEMA first")
        parts = [SQL("SET LOCAL session_replication_role = replica")]
        tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
        for (table,) in run(tables).fetchall():
            if table in KEPT_TABLES:
                continue
            parts.append(SQL("DELETE FROM {}").format(Identifier(table)))
            if run(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(table))).fetchone()[0]:
                parts.append(self._put_back(table))
        for name, value, called in self._sequences():
            parts.append(SQL("SELECT setval({}, {}, {})").format(Literal(name), Literal(value), Literal(called)))
        return SQL("; ").join([SQL("BEGIN"), *parts, SQL("COMMIT")]).as_bytes(self._connection)

    def _put_back(self, table: str) -> SQL:
        run = self._connection.execute
        run(SQL("CREATE TABLE first.{} AS TABLE {}").format(Identifier(table), Identifier(table)))
        columns = """SELECT attname FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""
        names = SQL(", ").join(Identifier(name) for (name,) in run(columns, [table]).fetchall())
        text = "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM first.{}"
        return SQL(text).format(Identifier(table), names, names, Identifier(table))

    def _sequences(self) -> Iterator[tuple[str, int, bool]]:
        found = "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
        for name, start, last in self._connection.execute(found).fetchall():
            if name.startswith("usage_day"):
                yield name, LATER, True
            elif name not in KEPT_SEQUENCES and not name.startswith("procrastinate"):
                yield name, start if last is None else last, last is not None

    def stop(self) -> None:
        for service in self._services:
            service.end(signal.SIGTERM)
        self.make.close()
        self._connection.close()


@contextmanager
def served(server: str, template: str, many: int = 1, **settings: str) -> Iterator[Served]:
    """So many services on a fresh copy of the template database, with these settings besides."""
    name = f"club_served_{uuid.uuid4().hex[:12]}"
    _execute(server, SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    folder = Path(tempfile.mkdtemp(prefix="club-served-"))
    folder.chmod(0o755)
    try:
        services = Served(make_conninfo(server, dbname=name), folder, many, settings)
        try:
            yield services
        finally:
            services.stop()
    finally:
        _execute(server, SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        shutil.rmtree(folder, ignore_errors=True)


def _execute(server: str, statement: SQL) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def wanted_services() -> int:
    """How many services the contract is to be tested against; 0 for none, in this process."""
    return int(os.environ.get("CLUB_TEST_SERVICES", "0"))
