"""The table for eyes, the same as JSON, and which promises are kept."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from bench.measure import Result

MOST_FOR_DOORS = 10e-6  # seconds of limits and metering a request
LEAST_SHARE = 0.90  # of argon2 in a log-in
COLUMNS = ("case", "requests", "req/s", "p50 ms", "p99 ms", "API µs", "PG µs", "static µs", "× static", "argon2")


def promises(results: list[Result], doors: float | None) -> list[tuple[str, bool]]:
    """Each promise that this run can judge, as a sentence, and whether it is kept."""
    judged = []
    for result in results:
        if result.case.most is not None and result.ratio is not None:
            sentence = f"{result.case.name} takes {result.ratio:.2f} times the static handler's CPU, at most"
            judged.append((f"{sentence} {result.case.most:g}", result.ratio <= result.case.most))
        if result.case.name == "log-in" and result.share is not None:
            sentence = f"argon2 is {result.share:.1%} of a log-in's CPU, at least {LEAST_SHARE:.0%}"
            judged.append((sentence, result.share >= LEAST_SHARE))
    if doors is not None:
        sentence = f"limits and metering take {doors * 1e6:.2f} µs a request, under {MOST_FOR_DOORS * 1e6:g}"
        judged.append((sentence, doors < MOST_FOR_DOORS))
    return judged


def show(console: Console, results: list[Result], judged: list[tuple[str, bool]]) -> None:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == "case" else "right", no_wrap=True)
    for result in results:
        table.add_row(*_cells(result))
    if results:
        console.print(table)
        console.print("CPU per request: medians of rounds side by side; API and PostgreSQL's backends apart.")
    for sentence, kept in judged:
        console.print(f"[green]kept  [/] {sentence}" if kept else f"[bold red]MISSED[/] {sentence}", highlight=False)


def _cells(result: Result) -> list[str]:
    return [
        result.case.name,
        str(result.requests),
        f"{median(result.rates):.0f}",
        f"{result.percentile(50) * 1e3:.2f}",
        f"{result.percentile(99) * 1e3:.2f}",
        f"{median(result.api) * 1e6:.0f}",
        f"{median(result.database) * 1e6:.0f}",
        f"{median(result.static) * 1e6:.0f}" if result.static else "–",
        f"{result.ratio:.2f}" if result.ratio is not None else "–",
        f"{result.share:.1%}" if result.share is not None else "–",
    ]


def save(path: Path, results: list[Result], doors: float | None, judged: list[tuple[str, bool]]) -> None:
    """Everything measured, times in seconds; the rounds one by one, so that their scatter can be seen."""
    cases: list[dict[str, Any]] = [
        {
            "case": result.case.name,
            "requests": result.requests,
            "requests_per_second": median(result.rates),
            "p50": result.percentile(50),
            "p99": result.percentile(99),
            "api_cpu": median(result.api),
            "postgresql_cpu": median(result.database),
            "ratio": result.ratio,
            "argon2_share": result.share,
            "rounds": {
                "api_cpu": result.api,
                "postgresql_cpu": result.database,
                "static_cpu": result.static,
                "argon2_cpu": result.argon2,
            },
        }
        for result in results
    ]
    kept = [{"promise": sentence, "kept": kept} for sentence, kept in judged]
    path.write_text(json.dumps({"cases": cases, "limits_and_metering": doors, "promises": kept}, indent=2) + "\n")
