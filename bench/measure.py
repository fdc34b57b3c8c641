"""Rounds: each case beside its static handler, again and again in turn, so that what disturbs one disturbs both."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

from bench import alone
from bench.cases import Case
from bench.load import drive
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

    def percentile(self, of_hundred: int) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * of_hundred // 100)]


def run(world: World, cases: Iterable[Case], seconds: float, tell: Callable[[str], None]) -> list[Result]:
    """Measures each case for so many seconds on either side. Raises Spoilt."""
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
    """One side, then the other. What the API does unasked shows while it isn't asked, and is taken off."""
    case, started = result.case, _Spent(world)
    taken = drive(world.api.port, case.requests(world.caller), case.status, case.connections, seconds)
    api, database, _ = started.since()
    idle = _Spent(world)
    if case.hashes:
        result.argon2.append(alone.hashing(world, seconds))
    else:
        before = world.static.cpu()
        beside = drive(world.static.port, case.requests(world.caller), case.status, case.connections, seconds)
        result.static.append((world.static.cpu() - before) / beside.requests)
    idle_api, idle_database, idle_seconds = idle.since()
    share = taken.seconds / idle_seconds
    result.requests += taken.requests
    result.latencies += taken.latencies
    result.rates.append(taken.requests / taken.seconds)
    result.api.append((api - idle_api * share) / taken.requests)
    result.database.append(max(0.0, database - idle_database * share) / taken.requests)


class _Spent:
    """The processor time of the API and of PostgreSQL's backends from here on."""

    def __init__(self, world: World) -> None:
        self._world, self._began = world, time.monotonic()
        self._api, self._backends = world.api.cpu(), world.backends_cpu()

    def since(self) -> tuple[float, float, float]:
        """Seconds of the API, of the backends, and on the clock."""
        now = self._world.backends_cpu()
        database = sum(used - self._backends.get(pid, 0.0) for pid, used in now.items())
        return self._world.api.cpu() - self._api, database, time.monotonic() - self._began


def limits_and_metering(world: World) -> float:
    """The median of several rounds, in seconds."""
    return median(alone.limits_and_metering(world) for _ in range(ROUNDS))
