"""Rounds: each case beside its static handler and its peer, again and again in turn, so that what disturbs one
disturbs all."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

from bench import alone
from bench.cases import Case
from bench.load import Taken, drive
from bench.processes import Server
from bench.world import World

ROUNDS = 5
WARM_UP = 0.5  # seconds a case and side


@dataclass
class Result:
    """A case's slices; times in seconds."""

    case: Case
    requests: int = 0
    api: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    static: list[float] = field(default_factory=list)
    argon2: list[float] = field(default_factory=list)
    peer_api: list[float] = field(default_factory=list)
    peer_database: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """API CPU in terms of the static handler's: the median of the rounds, each side by side."""
        return median(a / b for a, b in zip(self.api, self.static, strict=True)) if self.static else None

    @property
    def share(self) -> float | None:
        """Of all the CPU that a request costs here and in PostgreSQL, what hashing alone costs."""
        shares = [h / (a + d) for h, a, d in zip(self.argon2, self.api, self.database, strict=False)]
        return median(shares) if shares else None

    @property
    def ahead(self) -> float | None:
        """How many times our CPU, API and PostgreSQL together, the peer takes."""
        rounds = zip(self.peer_api, self.peer_database, self.api, self.database, strict=False)
        times = [(pa + pd) / (a + d) for pa, pd, a, d in rounds]
        return median(times) if times else None

    @property
    def ahead_alone(self) -> float | None:
        """The same of the API without PostgreSQL."""
        times = [theirs / ours for theirs, ours in zip(self.peer_api, self.api, strict=False)]
        return median(times) if times else None

    def percentile(self, of_hundred: int) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * of_hundred // 100)]


def run(world: World, cases: Iterable[Case], seconds: float, tell: Callable[[str], None]) -> list[Result]:
    """Measures each case for so many seconds on every side. Raises Spoilt."""
    results = [Result(case) for case in cases]
    for result in results:
        tell(f"warming up {result.case.name}")
        _slice(world, Result(result.case), WARM_UP)
    for number in range(ROUNDS):
        for result in results:
            tell(f"round {number + 1} of {ROUNDS}: {result.case.name}")
            _slice(world, result, seconds / ROUNDS)
    return results


def _slice(world: World, result: Result, seconds: float) -> None:
    """One side after the other. What the API does unasked shows while it isn't asked, and is taken off."""
    case = result.case
    api = world.cold if case.cold else world.api
    assert api is not None
    spent = _Spent(world, api)
    taken = _drive(world, api, case, seconds)
    used, database, _ = spent.since()
    idle = _Spent(world, api)
    if case.hashes:
        result.argon2.append(alone.hashing(world, seconds))
    else:
        before = world.static.cpu()
        beside = _drive(world, world.static, case, seconds)
        result.static.append((world.static.cpu() - before) / beside.requests)
    idle_api, idle_database, idle_seconds = idle.since()
    share = taken.seconds / idle_seconds
    result.requests += taken.requests
    result.latencies += taken.latencies
    result.rates.append(taken.requests / taken.seconds)
    result.api.append((used - idle_api * share) / taken.requests)
    result.database.append(max(0.0, database - idle_database * share) / taken.requests)
    if case.peer is not None and world.peer is not None:
        spent = _Spent(world, world.peer)
        taken = _drive(world, world.peer, case, seconds)
        used, database, lasted = spent.since()
        result.peer_api.append(used / taken.requests)
        result.peer_database.append(max(0.0, database - idle_database * lasted / idle_seconds) / taken.requests)


def _drive(world: World, server: Server, case: Case, seconds: float) -> Taken:
    return drive(server.port, case.requests(world.caller), case.status, case.connections, seconds)


class _Spent:
    """The processor time of a server and of PostgreSQL's backends from here on."""

    def __init__(self, world: World, server: Server) -> None:
        self._world, self._server, self._began = world, server, time.monotonic()
        self._used, self._backends = server.cpu(), world.backends_cpu()

    def since(self) -> tuple[float, float, float]:
        """Seconds of the server, of the backends, and on the clock."""
        now = self._world.backends_cpu()
        database = sum(used - self._backends.get(pid, 0.0) for pid, used in now.items())
        return self._server.cpu() - self._used, database, time.monotonic() - self._began


def limits_and_metering(world: World) -> float:
    """The median of several rounds, in seconds."""
    return median(alone.limits_and_metering(world) for _ in range(ROUNDS))
