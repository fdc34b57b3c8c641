"""Writes what runs have measured into the guide: `python -m bench.page FILE.json …`, a section a size of town."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.towns import ROOT

PAGE = ROOT / "docs" / "guide" / "bench.md"


def section(run: dict[str, Any]) -> tuple[str, str]:
    """The heading that it stands under, and what stands there."""
    return f"## Among {run['people']:,} people\n", "\n".join(_lines(run))


def _lines(run: dict[str, Any]) -> Iterator[str]:
    cases = run["cases"]
    yield from _table(
        ("case", "× static", "at full speed", "API µs", "PostgreSQL µs", "requests/s", "p50 ms"),
        [
            (
                *(case["case"], _times(case["ratio"]), _times(case["ratio_at_full_speed"]), _micro(case["api_cpu"])),
                *(_micro(case["postgresql_cpu"]), f"{case['requests_per_second']:,.0f}", f"{case['p50'] * 1e3:.1f}"),
            )
            for case in cases
        ],
    )
    yield from _table(
        ("beside Django REST framework", "API + PostgreSQL ×", "API alone ×"),
        [
            (case["case"], _times(case["peer_times"]), _times(case["peer_times_api_alone"]))
            for case in cases
            if case["peer_times"] is not None
        ],
    )
    yield from _table(
        ("search", "matches", "p50 ms", "of that PostgreSQL's CPU ms", "promised ms"),
        [
            (found["search"], f"{found['matches']:,}", *map(_milli, (found["p50"], found["statement_cpu"])), promised)
            for found in run["searches"]
            for promised in (f"{found['promised'] * 1e3:g}",)
        ],
    )
    missed = [one["promise"] for one in run["promises"] if not one["kept"]]
    many = len(run["promises"])
    yield f"Promises: {many - len(missed)} of {many} kept" + ("; missed:" if missed else ".")
    yield ""
    yield from (f"* {sentence}" for sentence in missed)
    if missed:
        yield ""


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(heads)} |"
        yield f"|---|{'--:|' * (len(heads) - 1)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f}"


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f}"


def _milli(seconds: float) -> str:
    return f"{seconds * 1e3:.1f}"


def main(files: list[str]) -> None:
    text = PAGE.read_text("utf-8")
    for file in files:
        heading, lines = section(json.loads(Path(file).read_text("utf-8")))
        before, _, after = text.partition(heading)
        rest = after[after.index("\n## ") + 1 :]
        text = f"{before}{heading}\n{lines}\n{rest}"
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
