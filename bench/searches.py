"""Named searches: how long each takes, over HTTP and as a statement by itself, and how PostgreSQL goes about it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench.cases import request_for
from bench.load import Spoilt, drive
from bench.processes import ask
from bench.statements import explain, heard, time_statements
from bench.world import World
from freelancerclub.db.pages import Pages
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.features.search.queries import find_page
from freelancerclub.wire.paging import LENIENT

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
    """What something with a name took: seconds, the middle of many; None where it isn't of that kind.

    matches: how many rows there are to choose from. cpu: what its statement took of a processor.
    promised: the most that it may take over HTTP, of the statement where it isn't asked over HTTP.
    growth: it may take so many times what it took in the smaller town.
    """

    name: str
    matches: int | None = None
    over_http: float | None = None
    statement: float | None = None
    cpu: float | None = None
    promised: float | None = None
    growth: float | None = None

    @property
    def judged(self) -> float:
        """What a promise is about."""
        took = self.statement if self.over_http is None else self.over_http
        assert took is not None
        return took


def took_of(run: dict[str, Any]) -> dict[str, float]:
    """What everything with a name took in a run that was saved: over HTTP, as a statement where it isn't asked so."""
    took = {one["search"]: one["statement_p50"] if one["p50"] is None else one["p50"] for one in run["searches"]}
    return {name: seconds for name, seconds in took.items() if seconds}


def time_searches(world: World, seconds: float, tell: Callable[[str], None], explains: Path | None) -> list[Timed]:
    """One after the other, in warm caches but with no page remembered.

    Raises Spoilt where one matches more or fewer than it is for.
    """
    timed, server = [], world.anew
    assert server is not None
    for search in SEARCHES:
        tell(f"search: {search.name}")
        request = request_for(f"/users?{urlencode(search.query)}", world.caller.token)
        matches = json.loads(ask(server.port, request)[2])["meta"]["total"]
        if not search.least <= matches <= search.most:
            raise Spoilt(f"{search.name}: {matches} match, and not {search.least} to {search.most}")
        for _ in range(2):
            latencies = drive(server.port, repeat(request), 200, 1, seconds).latencies
        asked = PeopleSearch(**search.query)  # type: ignore[arg-type]
        statement = heard(
            world,
            lambda db, me, now, asked=asked: find_page(  # type: ignore[misc]
                db, me, asked, LENIENT.read({}), now, Pages(0)
            ),
        )
        with psycopg.connect(world.dsn, autocommit=True) as connection:
            took, cpu, _ = time_statements(connection, [statement])
            if explains is not None:
                title = f"{search.name}: GET /users?{urlencode(search.query)}"
                explain(connection, explains / search.file, title, statement)
        timed.append(Timed(search.name, matches, median(latencies), took, cpu, search.promised))
    return timed
