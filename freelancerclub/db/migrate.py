"""Runs the migrations; nothing else imports alembic (`version.py` says whether there is need)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from freelancerclub.db import version
from freelancerclub.db.errors import MigrationFailed, first_line

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 0x636C7562  # the advisory lock's number: "club"
NOTHING_THERE = "base"
DIALECT = "postgresql+psycopg://"  # the creator connects: libpq reads the DSN, sockets and all

logging.getLogger("alembic").setLevel(logging.WARNING)


def migrate(dsn: str, target: str = version.HEAD) -> list[str]:
    """Brings the database to `target` and names the migrations applied, such as `0001_start`.

    Each is one transaction. Parallel starts wait for each other and find nothing left to do. Raises
    DatabaseNewer, DatabaseUnreachable, DatabaseUnsuitable and MigrationFailed.
    """
    with version.connect(dsn) as guard, _alone(guard):
        if version.state_of(guard) is version.State.NEWER:
            raise version.newer(version.revision(guard))
        engine = create_engine(DIALECT, creator=lambda: psycopg.connect(dsn), poolclass=NullPool)
        applied: list[str] = []
        try:
            with engine.connect() as connection:
                _run(connection, target, applied)
        except DBAPIError as error:
            raise _failed(error.orig or error) from error
        except psycopg.Error as error:
            raise _failed(error) from error
        return applied


def _failed(error: BaseException) -> MigrationFailed:
    return MigrationFailed(
        f"The database could not be migrated ({first_line(error)}): "
        "nothing of that step was kept; mend the cause and start again"
    )


@contextmanager
def _alone(guard: psycopg.Connection) -> Iterator[None]:
    """The lock belongs to the connection: it ends with this process, however that ends."""
    guard.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    try:
        yield
    finally:
        if not guard.closed:
            guard.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])


def _run(connection: Connection, target: str, applied: list[str]) -> None:
    known = scripts()

    def steps(found: Any, _context: Any) -> list[Any]:
        return known._upgrade_revs(target, found or NOTHING_THERE)

    def note(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
        applied.append(Path(step.up_revision.path).stem)

    with EnvironmentContext(Config(), known) as environment:
        environment.configure(connection=connection, fn=steps, transaction_per_migration=True, on_version_apply=note)
        environment.run_migrations()
