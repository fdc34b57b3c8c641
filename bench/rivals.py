"""The eight calls beside what somebody would take instead: who takes how much, and who is first."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.cases import CALLS
from bench.measure import Result
from bench.peer import PEERS

US, STATIC = "ours", "static"
HASHED = "log-in"
WITHIN = 1.05  # times the first, of what is hashing for everybody
TITLES = {peer.name: peer.title for peer in PEERS}
EVERYBODY = {US: "ours", STATIC: "static handler", **TITLES}  # in the order in which they are shown
HEADS = ("call", US, STATIC, *TITLES, "first")
Took = tuple[float, float]  # seconds a request, of the server and of PostgreSQL


def took(result: Result) -> dict[str, Took]:
    """What everybody takes, by name: the medians of the rounds. The static handler asks nothing of PostgreSQL."""
    found = {US: (median(result.api), median(result.database))}
    if result.paced:
        found[STATIC] = (median(result.paced), 0.0)
    return found | {name: (median(one.api), median(one.database)) for name, one in result.peers.items()}


def first(found: dict[str, Took], behind: float) -> str:
    """Who takes least of both, but for the static handler, which does nothing: we as the promise is judged, by rounds
    side by side, else the peer of the least medians."""
    return US if behind <= 1 else min(found.keys() - {US, STATIC}, key=lambda name: sum(found[name]))


def behind(result: Result) -> float:
    """How many times the least of all peers we take: the median of the rounds, each side by side."""
    ours = [api + database for api, database in zip(result.api, result.database, strict=True)]
    peers = [[a + d for a, d in zip(one.api, one.database, strict=True)] for one in result.peers.values()]
    return max(median(mine / theirs for mine, theirs in zip(ours, one, strict=True)) for one in peers)


def asked(results: list[Result]) -> Iterator[Result]:
    """Of the eight calls those that peers were asked, in the order of the issue."""
    by_name = {result.case.name: result for result in results if result.peers}
    return (by_name[name] for name in CALLS if name in by_name)


def cells(result: Result) -> list[str]:
    found = took(result)
    numbers = [
        f"{found[name][0] * 1e6:.0f} + {found[name][1] * 1e6:.0f}" if name in found else "–" for name in HEADS[1:-1]
    ]
    return [CALLS[result.case.name], *numbers, first(found, behind(result))]


def promises_of(results: list[Result]) -> list[tuple[str, bool]]:
    """Ours is first in every row, of a log-in within a twentieth."""
    judged = []
    for result in asked(results):
        most, times = WITHIN if result.case.name == HASHED else 1.0, behind(result)
        sentence = f"{CALLS[result.case.name]}: ours takes {times:.2f} times the CPU of the best peer, at most {most:g}"
        judged.append((sentence, times <= most))
    return judged


def saved(results: list[Result]) -> list[dict[str, Any]]:
    """The table, times in seconds."""
    return [
        {
            "call": CALLS[result.case.name],
            "took": {name: list(two) for name, two in took(result).items()},
            "behind": behind(result),
        }
        for result in asked(results)
    ]
