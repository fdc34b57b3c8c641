"""Rounds: each case beside its static handler and its peer, again and again in turn, so that what disturbs one
disturbs all."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

from bench import alone
from bench.cases import Caller, Case
from bench.load import Taken, drive
from bench.peer import DJANGO, Peer
from bench.processes import Server
from bench.world import World
from freelancerclub.adapters.passwords import THREAD

ROUNDS = 5
WARM_UP = 0.5  # seconds a case and side
LEAST = 300  # requests a slice of what is slow: the first of each slice find the processor's caches full of others …
LONGER = 4.0  # … but for no more than so many times as long


@dataclass
class Beside:
    """A peer's slices of a case; times in seconds."""

    api: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


@dataclass
class Result:
    """A case's slices; times in seconds."""

    case: Case
    requests: int = 0
    api: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    static: list[float] = field(default_factory=list)  # as fast as it can
    paced: list[float] = field(default_factory=list)  # as often a second as the API was asked
    argon2: list[float] = field(default_factory=list)
    pillow: list[float] = field(default_factory=list)  # on the clock, as what it is compared with
    peers: dict[str, Beside] = field(default_factory=dict)  # by their names
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """API CPU in terms of the static handler's at the same pace: the median of the rounds, each side by side."""
        return median(a / b for a, b in zip(self.api, self.paced, strict=True)) if self.paced else None

    @property
    def ratio_at_full_speed(self) -> float | None:
        """The same, of a static handler that never has to wait for anything."""
        return median(a / b for a, b in zip(self.api, self.static, strict=True)) if self.static else None

    @property
    def share(self) -> float | None:
        """Of all the CPU that a request costs here and in PostgreSQL, what the threads that hash use."""
        shares = [h / (a + d) for h, a, d in zip(self.argon2, self.api, self.database, strict=False)]
        return median(shares) if shares else None

    @property
    def share_of_pillow(self) -> float | None:
        """How fast it is beside Pillow alone on the same core."""
        shares = [alone * rate for alone, rate in zip(self.pillow, self.rates, strict=False)]
        return median(shares) if shares else None

    def ahead(self, peer: str = DJANGO.name) -> float | None:
        """How many times our CPU, API and PostgreSQL together, the peer takes; None where it wasn't asked."""
        beside = self.peers.get(peer)
        if beside is None:
            return None
        rounds = zip(beside.api, beside.database, self.api, self.database, strict=True)
        return median((pa + pd) / (a + d) for pa, pd, a, d in rounds)

    def ahead_alone(self, peer: str = DJANGO.name) -> float | None:
        """The same of the API without PostgreSQL."""
        beside = self.peers.get(peer)
        return median(theirs / ours for theirs, ours in zip(beside.api, self.api, strict=True)) if beside else None

    def percentile(self, of_hundred: int) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * of_hundred // 100)]


def run(world: World, cases: Iterable[Case], seconds: float, tell: Callable[[str], None]) -> list[Result]:
    """Measures each case for so many seconds on every side, longer what is slow. Raises Spoilt."""
    results = [Result(case) for case in cases]
    slices: list[float] = []
    for result in results:
        tell(f"warming up {result.case.name}")
        warm = Result(result.case)
        _slice(world, warm, WARM_UP)
        slices.append(_seconds(seconds / ROUNDS, warm.rates[0]))
    for number in range(ROUNDS):
        for result, long in zip(results, slices, strict=True):
            tell(f"round {number + 1} of {ROUNDS}: {result.case.name}")
            _slice(world, result, long)
    return results


def _seconds(asked: float, rate: float) -> float:
    """How long a slice lasts of what is answered so often a second."""
    return max(asked, min(LEAST / rate, LONGER * asked))


def _slice(world: World, result: Result, seconds: float) -> None:
    """One side after the other. What each does unasked shows while it isn't asked, and is taken off."""
    case = result.case
    api = world.cold if case.cold else world.anew if case.anew else world.api
    assert api is not None
    if case.draws:  # as Pillow alone does; memory that lay idle has gone back to whoever runs this machine
        _drive(api, case, world.caller, WARM_UP)
    began = Used.now(world, api)
    taken = _drive(api, case, world.caller, seconds)
    asked = Used.now(world, api) - began
    began = Used.now(world, api)
    if case.hashes:
        result.argon2.append(asked.hashing / taken.requests)
        time.sleep(seconds)
    elif case.draws:
        result.pillow.append(alone.drawing(world, seconds))
    else:
        _slice_static(world, result, seconds, taken.requests / taken.seconds, asked)
    idle = Used.now(world, api) - began
    share = asked.seconds / idle.seconds
    result.requests += taken.requests
    result.latencies += taken.latencies
    result.rates.append(taken.requests / taken.seconds)
    result.api.append((asked.api - idle.api * share) / taken.requests)
    result.database.append(max(0.0, asked.database - idle.database * share) / taken.requests)
    for peer in world.peers:
        if peer.is_asked(case):
            _slice_peer(world, result, seconds, peer, idle)


def _slice_peer(world: World, result: Result, seconds: float, peer: Peer, idle: "Used") -> None:
    server, beside = world.peers[peer], result.peers.setdefault(peer.name, Beside())
    began = Used.now(world, server)
    taken = _drive(server, result.case, world.callers[peer], seconds)
    theirs = Used.now(world, server) - began
    unasked = idle.database * theirs.seconds / idle.seconds
    beside.api.append(theirs.api / taken.requests)
    beside.database.append(max(0.0, theirs.database - unasked) / taken.requests)
    beside.rates.append(taken.requests / taken.seconds)


def _slice_static(world: World, result: Result, seconds: float, rate: float, idle: "Used") -> None:
    """At full speed, then at the pace of the API: after each wait a processor has forgotten what it was doing."""
    for pace, list_ in ((None, result.static), (rate, result.paced)):
        before, since = world.static.cpu(), time.monotonic()
        taken = _drive(world.static, result.case, world.caller, seconds, pace)
        unasked = idle.static * (time.monotonic() - since) / idle.seconds
        list_.append((world.static.cpu() - before - unasked) / taken.requests)


def _drive(server: Server, case: Case, caller: Caller, seconds: float, rate: float | None = None) -> Taken:
    return drive(server.port, case.requests(caller), case.status, case.connections, seconds, rate)


@dataclass(frozen=True)
class Used:
    """Seconds of processor time up to a moment, or from one to the other; `seconds` on the clock."""

    api: float
    hashing: float  # of that
    static: float
    backends: dict[int, float]
    seconds: float

    @classmethod
    def now(cls, world: World, server: Server) -> "Used":
        hashing = server.cpu_of_threads(THREAD)
        return cls(server.cpu(), hashing, world.static.cpu(), world.backends_cpu(), time.monotonic())

    def __sub__(self, former: "Used") -> "Used":
        """Of backends that ended meanwhile nothing is known."""
        backends = {pid: used - former.backends.get(pid, 0.0) for pid, used in self.backends.items()}
        hashing = self.hashing - former.hashing
        return Used(
            self.api - former.api, hashing, self.static - former.static, backends, self.seconds - former.seconds
        )

    @property
    def database(self) -> float:
        return sum(self.backends.values())


def limits_and_metering(world: World) -> float:
    """The median of several rounds, in seconds."""
    return median(alone.limits_and_metering(world) for _ in range(ROUNDS))
