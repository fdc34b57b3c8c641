"""The tables for eyes, the same as JSON, and which promises are kept."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from bench.conditional import MOST as MOST_AGAIN
from bench.conditional import Again
from bench.measure import Result
from bench.peer import DJANGO
from bench.rivals import HEADS, asked, cells, promises_of, saved
from bench.searches import Timed

MOST_FOR_DOORS = 10e-6  # seconds of limits and metering a request
LEAST_SHARE = 0.90  # of argon2 in a log-in
LEAST_PACE = 0.8  # of an upload, to that of Pillow alone
COLUMNS = (
    "case",
    "requests",
    "req/s",
    "p50 ms",
    "p99 ms",
    "API µs",
    "PG µs",
    "static µs",
    "× static",
    "× at full speed",
    "argon2",
)
BESIDE = ("case", "API µs", "PG µs", "Django µs", "its PG µs", "API ×", "API + PG ×")
TWICE = ("asked again", "200 API µs", "200 PG µs", "304 API µs", "304 PG µs", "API ×", "API + PG ×")
NAMED = ("by name", "matches", "p50 ms over HTTP", "p50 ms statement", "CPU ms statement", "promised ms", "× smaller")
Judged = list[tuple[str, bool]]


@dataclass
class Report:
    """All that one run has measured so far."""

    people: int
    results: list[Result]
    doors: float | None = None
    searches: list[Timed] = field(default_factory=list)
    again: list[Again] = field(default_factory=list)
    town: dict[str, int] = field(default_factory=dict)  # how much there is of everything
    workers: int = 1
    skipped: dict[str, str] = field(default_factory=dict)  # why a peer wasn't asked, by its title
    smaller: dict[str, float] = field(default_factory=dict)  # what took how long in a smaller town, by name

    @property
    def is_empty(self) -> bool:
        return not (self.results or self.searches or self.again) and self.doors is None

    def growth_of(self, timed: Timed) -> float | None:
        """How many times as long it takes as in the smaller town."""
        before = self.smaller.get(timed.name)
        return timed.judged / before if before and timed.growth else None

    def promises(self) -> Judged:
        """Each promise that this run can judge, as a sentence, and whether it is kept."""
        judged = [promise for result in self.results for promise in _promises(result)]
        for again in self.again:
            if again.is_compressed:
                sentence = f"{again.name}: known already takes {again.ratio:.2f} of the CPU of its 200, at most"
                judged.append((f"{sentence} {MOST_AGAIN:g}", again.ratio <= MOST_AGAIN))
        for timed in self.searches:
            many = "" if timed.matches is None else f"{timed.matches:,} matches in "
            sentence = f"{timed.name}: {many}{timed.judged * 1e3:.1f} ms (p50), at most"
            if timed.promised is not None:
                judged.append((f"{sentence} {timed.promised * 1e3:g}", timed.judged <= timed.promised))
            growth = self.growth_of(timed)
            if growth is not None and timed.growth is not None:
                sentence = f"{timed.name}: {growth:.2f} times the p50 of the smaller town, at most"
                judged.append((f"{sentence} {timed.growth:g}", growth <= timed.growth))
        judged += promises_of(self.results)
        if self.doors is not None:
            sentence = f"limits and metering take {self.doors * 1e6:.2f} µs a request, under {MOST_FOR_DOORS * 1e6:g}"
            judged.append((sentence, self.doors < MOST_FOR_DOORS))
        return judged


def _promises(result: Result) -> Judged:
    judged, case = [], result.case
    if case.most is not None and result.ratio is not None:
        sentence = f"{case.name} takes {result.ratio:.2f} times the static handler's CPU, at most"
        judged.append((f"{sentence} {case.most:g}", result.ratio <= case.most))
    ahead = result.ahead()
    if case.peer and ahead is not None:
        sentence = f"{case.name}: {DJANGO.title} takes {ahead:.1f} times the CPU of API and PostgreSQL, at least"
        judged.append((f"{sentence} {case.peer:g}", ahead >= case.peer))
    if case.name == "log-in" and result.share is not None:
        sentence = f"argon2 is {result.share:.1%} of a log-in's CPU, at least {LEAST_SHARE:.0%}"
        judged.append((sentence, result.share >= LEAST_SHARE))
    if result.share_of_pillow is not None:
        sentence = f"{case.name} is done at {result.share_of_pillow:.2f} of the pace of Pillow alone, at least"
        judged.append((f"{sentence} {LEAST_PACE:g}", result.share_of_pillow >= LEAST_PACE))
    return judged


def show(console: Console, report: Report) -> None:
    if report.results:
        _print(console, COLUMNS, [_cells(result) for result in report.results])
        much = ", ".join(f"{number:,} {name}" for name, number in report.town.items())
        of = "on one core" if report.workers == 1 else f"and {report.workers} workers a server, on any core"
        console.print(f"Among {much}, {of}. CPU per request: medians of rounds side by side.")
        console.print("The static handler is asked at the API's pace, and once more as fast as it answers.")
    beside = [_beside(result) for result in report.results if DJANGO.name in result.peers]
    if beside:
        _print(console, BESIDE, beside)
        console.print(f"{DJANGO.title}, proven to give the same JSON; × times our CPU.")
    rivals = [cells(result) for result in asked(report.results)]
    if rivals:
        _print(console, HEADS, rivals)
        console.print("Beside its rivals: µs of CPU a request, server + PostgreSQL; first is who takes least in all.")
    for title, why in report.skipped.items():
        console.print(f"{title} is left out: {why}.")
    if report.again:
        _print(console, TWICE, [_twice(again) for again in report.again])
        console.print("The same request without and with If-None-Match: CPU of a 200 and of a 304.")
    if report.searches:
        _print(console, NAMED, [_named(timed, report.growth_of(timed)) for timed in report.searches])
        if any(timed.growth for timed in report.searches) and not report.smaller:
            console.print(
                "How much longer it takes than in a smaller town --smaller tells, with what --json wrote there."
            )
    for sentence, kept in report.promises():
        console.print(f"[green]kept  [/] {sentence}" if kept else f"[bold red]MISSED[/] {sentence}", highlight=False)


def _print(console: Console, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="left" if name == columns[0] else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _cells(result: Result) -> list[str]:
    return [
        result.case.name,
        str(result.requests),
        f"{median(result.rates):.0f}",
        f"{result.percentile(50) * 1e3:.2f}",
        f"{result.percentile(99) * 1e3:.2f}",
        *map(_micro, (result.api, result.database, result.paced)),
        *(f"{ratio:.2f}" if ratio is not None else "–" for ratio in (result.ratio, result.ratio_at_full_speed)),
        f"{result.share:.1%}" if result.share is not None else "–",
    ]


def _beside(result: Result) -> list[str]:
    django = result.peers[DJANGO.name]
    return [
        result.case.name,
        *map(_micro, (result.api, result.database, django.api, django.database)),
        f"{result.ahead_alone():.1f}",
        f"{result.ahead():.1f}",
    ]


def _twice(again: Again) -> list[str]:
    return [
        again.name,
        *map(_micro, (again.api, again.database, again.api_known, again.database_known)),
        f"{again.ratio_alone:.2f}",
        f"{again.ratio:.2f}",
    ]


def _saved_again(again: Again) -> dict[str, Any]:
    whole, known = (again.api, again.database), (again.api_known, again.database_known)
    return {
        "path": again.name,
        "ratio": again.ratio,
        "ratio_api_alone": again.ratio_alone,
        "took": [median(rounds) for rounds in whole],
        "took_known": [median(rounds) for rounds in known],
    }


def _named(timed: Timed, growth: float | None) -> list[str]:
    milliseconds = (timed.over_http, timed.statement, timed.cpu, timed.promised)
    return [
        timed.name,
        "–" if timed.matches is None else f"{timed.matches:,}",
        *("–" if each is None else f"{each * 1e3:.1f}" for each in milliseconds),
        "–" if growth is None else f"{growth:.2f}",
    ]


def _micro(rounds: list[float]) -> str:
    return f"{median(rounds) * 1e6:.0f}" if rounds else "–"


def save(path: Path, report: Report) -> None:
    """Everything measured, times in seconds; the rounds one by one, so that their scatter can be seen."""
    whole = {
        "people": report.people,
        "workers": report.workers,
        "town": report.town,
        "cases": [_saved(result) for result in report.results],
        "rivals": saved(report.results),
        "skipped": report.skipped,
        "searches": [_saved_time(timed, report.growth_of(timed)) for timed in report.searches],
        "again": [_saved_again(again) for again in report.again],
        "limits_and_metering": report.doors,
        "promises": [{"promise": sentence, "kept": kept} for sentence, kept in report.promises()],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(whole, indent=2) + "\n")


def _saved_time(timed: Timed, growth: float | None) -> dict[str, Any]:
    return {
        "search": timed.name,
        "matches": timed.matches,
        "p50": timed.over_http,
        "statement_p50": timed.statement,
        "statement_cpu": timed.cpu,
        "promised": timed.promised,
        "grown": growth,
        "growth": timed.growth,
    }


def _saved(result: Result) -> dict[str, Any]:
    return {
        "case": result.case.name,
        "requests": result.requests,
        "requests_per_second": median(result.rates),
        "p50": result.percentile(50),
        "p99": result.percentile(99),
        "api_cpu": median(result.api),
        "postgresql_cpu": median(result.database),
        "ratio": result.ratio,
        "ratio_at_full_speed": result.ratio_at_full_speed,
        "argon2_share": result.share,
        "pace_of_pillow": result.share_of_pillow,
        "peer_times": result.ahead(),
        "peer_times_api_alone": result.ahead_alone(),
        "rounds": {
            "api_cpu": result.api,
            "postgresql_cpu": result.database,
            "static_cpu": result.paced,
            "static_cpu_at_full_speed": result.static,
            "argon2_cpu": result.argon2,
            "pillow": result.pillow,
            "peers": {
                name: {"api_cpu": beside.api, "postgresql_cpu": beside.database, "rate": beside.rates}
                for name, beside in result.peers.items()
            },
        },
    }
