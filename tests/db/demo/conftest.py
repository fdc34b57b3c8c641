"""Databases with the demo in them, the same fixed moment for all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from freelancerclub.db.demo.load import FEWEST, load_demo

NOW = datetime(2025, 3, 14, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def fresh(make_database: Callable[..., str], template: str) -> Callable[[], str]:
    """Makes a migrated database without people."""
    return lambda: make_database(f"template {template} strategy file_copy")


@pytest.fixture(scope="module")
def loaded(fresh: Callable[[], str]) -> str:
    """A database with the smallest demo; tests only read it."""
    dsn = fresh()
    load_demo(dsn, FEWEST, password_hash="hash", now=NOW)
    return dsn


@pytest.fixture
def demo(loaded: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(loaded) as connection:
        yield connection
        connection.rollback()
