"""Writes what runs have measured into the guide: `python -m bench.page FILE.json …`.

A run has a section by the size of its town, one beside its rivals too if all of the eight calls are in it; of several
workers it has only that. A file of `bench.streams` fills the line of its table.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.cases import CALLS
from bench.chart import chart
from bench.rivals import EVERYBODY, first
from bench.searches import took_of
from bench.towns import ROOT

GUIDE = ROOT / "docs" / "guide"
PAGE = GUIDE / "bench.md"
Run = dict[str, Any]


def sections(run: Run, smaller: Run | None = None) -> Iterator[tuple[str, str]]:
    """What stands under which heading."""
    workers = run.get("workers", 1)
    if workers == 1:
        yield f"## Among {run['people']:,} people\n", "\n".join(_lines(run, smaller))
    if len(run.get("rivals", ())) == len(CALLS):
        heading = "## Beside its rivals" if workers == 1 else f"## Beside its rivals, with {workers} workers"
        yield f"{heading}\n", "\n".join(_rivals(run, picture_of(run)))


def picture_of(run: Run) -> str:
    """The file that the chart of a run is in."""
    workers = run.get("workers", 1)
    return "rivals.svg" if workers == 1 else f"rivals-{workers}.svg"


def _lines(run: Run, smaller: Run | None) -> Iterator[str]:
    cases = run["cases"]
    if run.get("town"):
        yield f"{_much(run)}.\n"
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
    yield from _by_name(run, smaller)
    yield from _table(
        ("asked again", "200: API µs", "PostgreSQL µs", "304: API µs", "PostgreSQL µs", "304 of the 200"),
        [
            (again["path"], *map(_micro, (*again["took"], *again["took_known"])), f"{again['ratio']:.2f}")
            for again in run.get("again", ())
        ],
    )
    yield from _promises(run["promises"])


def _by_name(run: Run, smaller: Run | None) -> Iterator[str]:
    """What has a name, beside what it took in the smaller town where that matters."""
    before = took_of(smaller) if smaller else {}
    yield from _table(
        ("by name", "matches", "p50 ms", "its statement ms", "of that CPU ms", "promised ms", "× smaller town"),
        [
            (
                found["search"],
                "" if found["matches"] is None else f"{found['matches']:,}",
                *map(_milli, (found["p50"], found.get("statement_p50"), found["statement_cpu"])),
                "" if found["promised"] is None else f"{found['promised'] * 1e3:g}",
                _grown(found, before),
            )
            for found in run["searches"]
        ],
    )


def _grown(found: Run, before: dict[str, float]) -> str:
    now = took_of({"searches": [found]}).get(found["search"])
    if not found.get("growth") or found["search"] not in before or now is None:
        return ""
    return f"{now / before[found['search']]:.2f} of {found['growth']:g}"


def _promises(promises: list[Run]) -> Iterator[str]:
    missed = [one["promise"] for one in promises if not one["kept"]]
    many = len(promises)
    yield f"Promises: {many - len(missed)} of {many} kept" + ("; missed:" if missed else ".")
    yield ""
    yield from (f"* {sentence}" for sentence in missed)
    if missed:
        yield ""


def _rivals(run: Run, picture: str) -> Iterator[str]:
    names = [name for name in EVERYBODY if any(name in row["took"] for row in run["rivals"])]
    yield f"Among {_much(run)}:"
    yield "microseconds of processor time a request, of the server and of PostgreSQL; first is who takes least.\n"
    yield f"![Processor time of each call, ours beside its rivals]({picture})\n"
    yield from _table(
        ("call", *(EVERYBODY[name] for name in names), "first"),
        [
            (
                row["call"],
                *(_two(row["took"].get(name)) for name in names),
                EVERYBODY[first(row["took"], row["behind"])],
            )
            for row in run["rivals"]
        ],
    )
    yield from (f"{title} is left out: {why}.\n" for title, why in run.get("skipped", {}).items())


def _much(run: Run) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in run["town"].items())


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    if rows:
        yield f"| {' | '.join(heads)} |"
        yield f"|---|{'--:|' * (len(heads) - 1)}"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        yield ""


def _two(took: list[float] | None) -> str:
    if took is None:
        return ""
    server, database = took
    return f"{_micro(server)} + {_micro(database)}" if database else _micro(server)


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f}"


def _micro(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f}"


def _milli(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1e3:.1f}"


def put(text: str, heading: str, lines: str) -> str:
    """The page with the lines under the heading, in place of what stood there; a new heading goes to the end."""
    if heading not in text:
        return f"{text.rstrip()}\n\n{heading}\n{lines.rstrip()}\n"
    before, _, after = text.partition(heading)
    end = after.find("\n## ")
    rest = after[end + 1 :] if end >= 0 else ""
    return f"{before}{heading}\n{lines}\n{rest}".rstrip() + "\n"


def put_streams(text: str, run: Run) -> str:
    """The page with the line of so many idle streams."""
    line = (
        f"| {run['streams']:,} | {run['megabytes']:.0f} MB | {run['percent']:.2f} % | {run['percent_without']:.2f} % "
        f"| {run['reached']:.1f} s |"
    )
    return re.sub(rf"^\| {run['streams']:,} \|.*$", line, text, flags=re.MULTILINE)


def main(files: list[str]) -> None:
    text = PAGE.read_text("utf-8")
    runs = [json.loads(Path(file).read_text("utf-8")) for file in files]
    towns = [run for run in runs if "people" in run]
    for run in runs:
        if "streams" in run:
            text = put_streams(text, run)
            continue
        fewer = [one for one in towns if one["people"] < run["people"] and one.get("workers", 1) == 1]
        for heading, lines in sections(run, max(fewer, key=lambda one: one["people"], default=None)):
            text = put(text, heading, lines)
            if "rivals" in heading:
                title = heading.removeprefix("## ").strip()
                (GUIDE / picture_of(run)).write_text(chart(run["rivals"], EVERYBODY, title), "utf-8")
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
