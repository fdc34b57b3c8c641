"""Reads that are asked again: what a 304 costs beside the 200 that it spares, side by side.

As browsers and most libraries ask, who take gzip: that is what is promised. And as curl does, without.
"""

import http.client
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

import psycopg

from bench.cases import HOST, request_for
from bench.grow import Tell
from bench.load import NO_BODY, drive
from bench.measure import ROUNDS, Used
from bench.world import World

# Of what a member usually has: a list of nothing is hardly more than the 304 itself.
HAVE = (
    """INSERT INTO api_key (person_id, label, key_hash)
        SELECT %(me)s, 'Program ' || n, sha256(n::text::bytea) FROM generate_series(1, 3) n ON CONFLICT DO NOTHING""",
    """INSERT INTO notification (person_id, actor_id, kind, module, target_id, message, seen_at)
        SELECT %(me)s, (%(others)s::bigint[])[1 + n %% 10], 'follow', 'follow', -n, 'is now following you', now()
        FROM generate_series(1, 30) n ON CONFLICT DO NOTHING""",
)
MOST = 0.7  # of the 200's processor time, API and PostgreSQL together
CONNECTIONS = 8
PATHS = (
    *("/users/me", "/users/{other}", "/users", "/users?limit=100", "/images", "/images/{picture}"),
    *("/users/{other}/images", "/auth/disciplines", "/skills", "/companies", "/users/me.xml"),
    *("/jobs", "/jobs/{job}", "/applicants/{own_job}", "/messages"),
)
FURTHER = (
    *("/images/{picture}/comments", "/images/{picture}/likes", "/users/{other}/reviews", "/users/disciplines"),
    *("/users/{other}/portfolios", "/users/{me}/portfolios/{portfolio}", "/companies/{company}", "/users/blocks"),
    *("/jobs/my", "/jobs?tab=match", "/jobs/{own_job}/recommended", "/alerts", "/auth/keys"),
    *("/notifications", "/notifications/count", "/notifications/{notification}", "/messages/{thread}"),
    *("/messages/search?search=letters", "/users?searchstr=wedding"),
)  # with gzip only


@dataclass
class Again:
    """One path's slices, in seconds a request: of the 200 and of the 304."""

    path: str
    is_compressed: bool
    api: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    api_known: list[float] = field(default_factory=list)
    database_known: list[float] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.path}, gzip" if self.is_compressed else self.path

    @property
    def ratio(self) -> float:
        """The median of the rounds, each side by side."""
        rounds = zip(self.api_known, self.database_known, self.api, self.database, strict=True)
        return median((ka + kd) / (a + d) for ka, kd, a, d in rounds)

    @property
    def ratio_alone(self) -> float:
        """The same of the API without PostgreSQL."""
        return median(known / whole for known, whole in zip(self.api_known, self.api, strict=True))


def measure_again(world: World, seconds: float, tell: Tell) -> list[Again]:
    """Each path for so many seconds on either side. Raises Spoilt."""
    places = _places(world)
    found = [Again(path.format(**places), gzip) for path in PATHS for gzip in (True, False)]
    found += [Again(path.format(**places), True) for path in FURTHER]
    for number in range(ROUNDS):
        for again in found:
            tell(f"round {number + 1} of {ROUNDS}: {again.path}, asked again")
            plain = request_for(again.path, world.caller.token)
            if again.is_compressed:
                plain = plain[:-2] + b"Accept-Encoding: gzip\r\n\r\n"
            known = plain[:-2] + f"If-None-Match: {_tag(world, again.path)}\r\n\r\n".encode()
            for request, status, api, database in (
                (plain, 200, again.api, again.database),
                (known, NO_BODY, again.api_known, again.database_known),
            ):
                began = Used.now(world, world.api)
                taken = drive(world.api.port, cycle([request]), status, CONNECTIONS, seconds / ROUNDS)
                used = Used.now(world, world.api) - began
                api.append(used.api / taken.requests)
                database.append(used.database / taken.requests)
    return found


def _places(world: World) -> dict[str, int]:
    """What the names in paths stand for: something that there is."""
    caller = world.caller
    found = {"me": caller.id, "other": caller.others[0], "picture": world.picture, "job": caller.jobs[0]}
    found |= {"own_job": caller.own_job, "thread": caller.threads[0]}
    with psycopg.connect(world.dsn, autocommit=True) as connection:
        for statement in HAVE:
            connection.execute(statement, {"me": caller.id, "others": list(caller.others)})
        for name, owner in (("portfolio", "owner_id"), ("notification", "person_id"), ("company", "")):
            of_caller = f"WHERE {owner} = {caller.id}" if owner else ""
            row = connection.execute(f"SELECT min(id) FROM {name} {of_caller}").fetchone()
            assert row is not None and row[0] is not None, f"the caller has no {name}"
            found[name] = row[0]
    return found


def _tag(world: World, path: str) -> str:
    connection = http.client.HTTPConnection(HOST, world.api.port, timeout=30)
    try:
        for _ in range(2):  # the first look marks what is new
            connection.request("GET", path, headers={"Authorization": f"Bearer {world.caller.token}"})
            answer = connection.getresponse()
            answer.read()
        return answer.headers["ETag"]
    finally:
        connection.close()
