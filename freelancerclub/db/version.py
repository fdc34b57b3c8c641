"""How far a database is migrated: one query, without alembic, which takes a second to import."""

import importlib
from enum import Enum, auto

import psycopg

from freelancerclub.db.errors import DatabaseNewer, DatabaseUnreachable, DatabaseUnsuitable, first_line

HEAD = "0019"  # the newest revision in migrations/; tests/db/test_migrations.py holds the two together
OLDEST_SERVER = 150000


class State(Enum):
    CURRENT = auto()
    BEHIND = auto()  # an empty database too
    NEWER = auto()


def state(dsn: str) -> State:
    """Where the database stands. Raises DatabaseUnreachable and DatabaseUnsuitable."""
    with connect(dsn) as connection:
        return state_of(connection)


def _advice(said: str) -> str:
    if "does not exist" in said:  # PostgreSQL answers, but knows no such database or role
        return "make it (CREATE ROLE …, CREATE DATABASE … OWNER …), or check CLUB_DATABASE_URL"
    return "check CLUB_DATABASE_URL and that PostgreSQL is running"


def connect(dsn: str) -> psycopg.Connection:
    """An autocommit connection to a server that serves. Raises DatabaseUnreachable and DatabaseUnsuitable."""
    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=5)
    except psycopg.ProgrammingError:  # its text quotes the setting, password and all
        raise DatabaseUnreachable(
            "CLUB_DATABASE_URL can't be read: write it as postgresql://user:password@host:5432/database"
        ) from None
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            f"The database can't be reached ({first_line(error)}): {_advice(str(error))}"
        ) from None
    trouble = _unsuitable(connection)
    if trouble:
        connection.close()
        raise DatabaseUnsuitable(trouble)
    return connection


def _unsuitable(connection: psycopg.Connection) -> str | None:
    if connection.info.server_version < OLDEST_SERVER:
        return (
            f"The database is PostgreSQL {connection.info.server_version // 10000}: "
            "point CLUB_DATABASE_URL at version 15 or later"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return (
            f"The database keeps text as {encoding}: "
            "point CLUB_DATABASE_URL at one made with TEMPLATE template0 ENCODING 'UTF8'"
        )
    return None


def state_of(connection: psycopg.Connection) -> State:
    """Revisions are numbers of four digits, so comparing texts compares them."""
    found = revision(connection)
    if found == HEAD:
        return State.CURRENT
    return State.BEHIND if found is None or found < HEAD else State.NEWER


def revision(connection: psycopg.Connection) -> str | None:
    """The revision that the database was last migrated to, None for an empty one."""
    known = connection.execute("select to_regclass('alembic_version') is not null").fetchone()
    if known != (True,):
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return None if row is None else str(row[0])


def newer(found: str | None) -> DatabaseNewer:
    return DatabaseNewer(
        f"The database is at migration {found}, this program knows them up to {HEAD}: "
        "start the newer program, or point CLUB_DATABASE_URL at another database"
    )


def bring_up_to_date(dsn: str) -> list[str]:
    """Migrates if need be and names what was applied; costs one query when there is nothing to do.

    Raises DatabaseNewer, DatabaseUnreachable, DatabaseUnsuitable and MigrationFailed.
    """
    with connect(dsn) as connection:
        now = state_of(connection)
        if now is State.CURRENT:
            return []
        if now is State.NEWER:
            raise newer(revision(connection))
    # By name, so that alembic is loaded only on the rare start that migrates.
    applied: list[str] = importlib.import_module("freelancerclub.db.migrate").migrate(dsn)
    return applied
