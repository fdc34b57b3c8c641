"""What is promised by name: work among a million people, and conversations that may not slow down as they grow many."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from bench.cases import CASES
from bench.load import drive
from bench.processes import ask
from bench.searches import A_MILLION, Timed
from bench.statements import Asks, Statement, explain, heard, time_statements
from bench.world import World
from freelancerclub.db.pages import Pages
from freelancerclub.features.alerts.queries import find_matching
from freelancerclub.features.applicants.queries import access_applicants
from freelancerclub.features.applicants.rules import ALL
from freelancerclub.features.board.inputs import BoardSearch
from freelancerclub.features.board.queries import find_page
from freelancerclub.features.recommended.queries import access_recommended
from freelancerclub.features.threads.queries import access_inbox
from freelancerclub.wire.paging import LENIENT, STRICT

GROWTH = 1.5  # times what it takes among a tenth of the conversations
JOBS = 50  # new jobs that are matched in turn


@dataclass(frozen=True)
class Named:
    """One of them. `case` is asked over HTTP, unless there is none; `asks` makes its statement, unless it has several.

    promised: seconds among a million people.
    """

    name: str
    case: str | None = None
    asks: Callable[[World], Asks] | None = None
    promised: float | None = None
    growth: float | None = None


def _inbox(limit: str) -> Callable[[World], Asks]:
    return lambda world: lambda db, me, now: access_inbox(db, me, STRICT.read({"limit": limit}))


NAMED = (
    Named(
        "board",
        "board",
        lambda world: lambda db, me, now: find_page(db, me, BoardSearch(), LENIENT.read({}), now.date()),  # type: ignore[call-arg]
        promised=0.010,
    ),
    Named(
        "applicants",
        "applicants",
        lambda world: lambda db, me, now: access_applicants(db, me, world.caller.own_job, ALL, STRICT.read({})),
        promised=0.015,
    ),
    Named(
        "recommended",
        "recommended",
        lambda world: (
            lambda db, me, now: access_recommended(
                db, me, world.caller.own_job, STRICT.read({}), now, candidates=Pages(0)
            )
        ),
        promised=0.040,
    ),
    Named("matching one new job", promised=0.200),
    Named("inbox page", "inbox", _inbox("20"), growth=GROWTH),
    Named("one thread", "conversation", growth=GROWTH),
    Named("unread count", "unread", _inbox("1"), growth=GROWTH),
    Named("reply", "reply", growth=GROWTH),
)


def time_named(world: World, seconds: float, tell: Callable[[str], None], explains: Path | None) -> list[Timed]:
    """One after the other, each in a warm cache. Raises Spoilt."""
    timed = []
    for named in NAMED:
        tell(f"by name: {named.name}")
        matches, over_http = _over_http(world, named.case, seconds) if named.case else (None, None)
        took: tuple[float | None, float | None] = (None, None)
        statements = statements_of(world, named)
        if statements:
            with psycopg.connect(world.dsn, autocommit=True) as connection:
                *took, rows = time_statements(connection, statements)  # type: ignore[assignment]
                matches = int(rows) if named.case is None else matches
                if explains is not None:
                    file = explains / f"{named.name.replace(' ', '-')}.txt"
                    explain(connection, file, named.name, statements[0])
        promised = named.promised if world.town["people"] >= A_MILLION else None
        timed.append(Timed(named.name, matches, over_http, *took, promised=promised, growth=named.growth))
    return timed


def _over_http(world: World, name: str, seconds: float) -> tuple[int | None, float]:
    """How many there are, where the answer says so, and the p50 of one request after the other."""
    case = CASES[name]
    said = json.loads(ask(world.api.port, next(case.requests(world.caller)))[2])
    for _ in range(2):
        latencies = drive(world.api.port, case.requests(world.caller), case.status, 1, seconds).latencies
    return said.get("meta", {}).get("total"), median(latencies)


def statements_of(world: World, named: Named) -> list[Statement]:
    if named.asks is not None:
        return [heard(world, named.asks(world))]
    if named.case is not None:
        return []
    return [heard(world, lambda db, me, now, job=job: find_matching(db, job)) for job in world.caller.jobs[:JOBS]]  # type: ignore[misc]
