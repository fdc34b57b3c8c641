"""Databases for the tests of this room, on the server that all tests share."""

import os
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from freelancerclub.db import version


@pytest.fixture(scope="session")
def make_database(server: str) -> Iterator[Callable[..., str]]:
    """Makes a database that goes with the session and returns its DSN; takes what follows CREATE DATABASE."""
    numbers, made = count(1), []

    def make(options: str = "") -> str:
        name = f"club_db_test_{os.getpid()}_{next(numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"create database {name} {options}")
        made.append(name)
        return make_conninfo(**(conninfo_to_dict(server) | {"dbname": name}))

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def empty(make_database: Callable[..., str]) -> str:
    return make_database("template template0")


@pytest.fixture(scope="session")
def dsn(make_database: Callable[..., str]) -> str:
    """A migrated database; tests that write take it through `db`, which leaves nothing behind."""
    made = make_database("template template0")
    version.bring_up_to_date(made)
    return made


@pytest.fixture
def db(dsn: str) -> Iterator[psycopg.Connection]:
    """A connection whose one transaction is undone after the test."""
    with psycopg.connect(dsn) as connection:
        yield connection
        connection.rollback()
