"""Named searches: how long each takes, over HTTP and as a statement by itself, and how PostgreSQL goes about it."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg

from bench.cases import request_for
from bench.load import Spoilt, drive
from bench.processes import ask, cpu_of
from bench.world import KEY, World
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.callers import MEMBER, Caller, Claim
from freelancerclub.errors import TokenInvalid
from freelancerclub.features.auth.rules import digest
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.features.search.queries import find_page
from freelancerclub.kit.clock import system_clock
from freelancerclub.wire.paging import LENIENT

WARM = 20  # times that a statement is run before its time is taken
TIMES = 100
A_MILLION = 1_000_000


@dataclass(frozen=True)
class Search:
    """One search, with how many it has to match at a million people, and the promised p50 in seconds."""

    name: str
    query: dict[str, str]
    least: int
    most: int
    promised: float

    @property
    def file(self) -> str:
        return f"{self.name.replace(' ', '-')}.txt"


LONDON = {"city": "London", "latitude": "51.50735", "longitude": "-0.12776", "distance": "40"}
YORK = {"city": "York", "latitude": "53.95997", "longitude": "-1.0873", "distance": "10"}
SEARCHES = (
    Search("few by text", {"searchstr": "amelia kershaw"}, 1, 500, 0.015),
    Search("many by text", {"searchstr": "photographer"}, 200_000, A_MILLION, 0.150),
    Search("by place", LONDON, 100_000, A_MILLION, 0.050),
    Search("by text and place", {"searchstr": "kershaw", **YORK}, 1, 5_000, 0.015),
    Search("by text and broad place", {"searchstr": "kershaw", **LONDON}, 1, 5_000, 0.015),
    Search("by broad text and place", {"searchstr": "wedding photographer", **YORK}, 500, 5_000, 0.015),
)


@dataclass(frozen=True)
class Timed:
    """What a search took: seconds, the middle of many; `cpu` is what its statement took of a processor."""

    search: Search
    matches: int
    over_http: float
    statement: float
    cpu: float

    @property
    def is_as_promised(self) -> bool:
        return self.over_http <= self.search.promised


def time_searches(world: World, seconds: float, tell: Callable[[str], None], explains: Path | None) -> list[Timed]:
    """One after the other, each in a warm cache. Raises Spoilt where one matches more or fewer than it is for."""
    timed = []
    for search in SEARCHES:
        tell(f"search: {search.name}")
        request = request_for(f"/users?{urlencode(search.query)}", world.caller.token)
        matches = json.loads(ask(world.api.port, request)[2])["meta"]["total"]
        if not search.least <= matches <= search.most:
            raise Spoilt(f"{search.name}: {matches} match, and not {search.least} to {search.most}")
        for _ in range(2):
            latencies = drive(world.api.port, repeat(request), 200, 1, seconds).latencies
        statement, values = _statement(world, search)
        with psycopg.connect(world.dsn, autocommit=True) as connection:
            took = _times(connection, statement, values)
            if explains is not None:
                _explain(connection, explains / search.file, search, statement, values)
        timed.append(Timed(search, matches, median(latencies), *took))
    return timed


class _Listening:
    """A database that only hears what it is asked."""

    def __init__(self) -> None:
        self.heard: tuple[str, dict[str, Any]] = ("", {})

    async def row(self, statement: str, **values: Any) -> None:
        self.heard = statement, values


def _statement(world: World, search: Search) -> tuple[str, dict[str, Any]]:
    """The very statement of the endpoint for this caller, with its values."""
    now, token = system_clock(), world.caller.token
    claims = Tokens(KEY.encode()).read(token, now)
    caller = Caller(claims.person_id, MEMBER, claim=Claim(claims.epoch, digest(token)))
    listening = _Listening()
    try:
        asyncio.run(find_page(listening, caller, PeopleSearch(**search.query), LENIENT.read({}), now))  # type: ignore[arg-type]
    except TokenInvalid:  # as nobody answers
        return listening.heard
    raise AssertionError


def _times(connection: "psycopg.Connection[Any]", statement: str, values: dict[str, Any]) -> tuple[float, float]:
    """The middle of many on the clock, and the processor time of one."""
    backend, took = psutil.Process(connection.info.backend_pid), []
    for number in range(WARM + TIMES):
        if number == WARM:
            used = cpu_of(backend)
        began = time.perf_counter()
        connection.execute(statement, values, prepare=True).fetchall()
        took.append(time.perf_counter() - began)
    return median(took[WARM:]), (cpu_of(backend) - used) / TIMES


def _explain(
    connection: "psycopg.Connection[Any]", path: Path, search: Search, statement: str, values: dict[str, Any]
) -> None:
    explain = f"EXPLAIN (ANALYZE, BUFFERS) {statement}"
    lines = [line for (line,) in connection.execute(explain, values)]
    path.parent.mkdir(parents=True, exist_ok=True)
    people = connection.execute("SELECT count(*) FROM person").fetchone()
    assert people is not None
    head = f"{search.name}: GET /users?{urlencode(search.query)} among {people[0]:,} people; python -m bench --explain"
    path.write_text("\n".join([head, "", *lines, ""]))
