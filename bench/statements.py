"""What an endpoint asks of PostgreSQL, caught before it is asked, and how long that takes by itself."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import psycopg

from bench.processes import cpu_of
from bench.world import KEY, World
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.callers import MEMBER, Caller, Claim
from freelancerclub.errors import TokenInvalid
from freelancerclub.features.auth.rules import digest
from freelancerclub.kit.clock import system_clock

WARM = 20  # times that a statement is run before its time is taken
TIMES = 100
Statement = tuple[str, dict[str, Any]]
Asks = Callable[[Any, Caller, datetime], Awaitable[Any]]  # of a database, for a caller, at a moment


class _Listening:
    """A database that only hears what it is asked, and tells nothing."""

    def __init__(self) -> None:
        self.heard: Statement | None = None

    async def row(self, statement: str, **values: Any) -> None:
        self.heard = self.heard or (statement, values)

    quick = steady = row

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        await self.row(statement, **values)
        return []


def heard(world: World, asks: Asks) -> Statement:
    """The very statement, the first one of several, for the bench's caller, with its values."""
    now, token = system_clock(), world.caller.token
    claims = Tokens(KEY.encode()).read(token, now)
    caller = Caller(claims.person_id, MEMBER, claim=Claim(claims.epoch, digest(token)))
    listening = _Listening()

    async def ask() -> None:
        await asks(listening, caller, now)

    with suppress(TokenInvalid):  # as nobody answers
        asyncio.run(ask())
    assert listening.heard is not None
    return listening.heard


def time_statements(
    connection: "psycopg.Connection[Any]", statements: Sequence[Statement]
) -> tuple[float, float, float]:
    """Of many, asked in turn: the middle on the clock, the processor time of one, the middle of how many rows."""
    backend, took, rows = psutil.Process(connection.info.backend_pid), [], []
    for number in range(WARM + TIMES):
        if number == WARM:
            used = cpu_of(backend)
        statement, values = statements[number % len(statements)]
        began = time.perf_counter()
        found = connection.execute(statement, values, prepare=True).fetchall()
        took.append(time.perf_counter() - began)
        rows.append(len(found))
    return median(took[WARM:]), (cpu_of(backend) - used) / TIMES, median(rows)


def explain(connection: "psycopg.Connection[Any]", path: Path, title: str, statement: Statement) -> None:
    """Writes how PostgreSQL goes about it."""
    lines = [line for (line,) in connection.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement[0]}", statement[1])]
    path.parent.mkdir(parents=True, exist_ok=True)
    people = connection.execute("SELECT count(*) FROM person").fetchone()
    assert people is not None
    path.write_text("\n".join([f"{title} among {people[0]:,} people; python -m bench --explain", "", *lines, ""]))
