"""`python -m bench [case …]`: measures, prints the tables, ends with 1 where a promise is missed."""

import argparse
import json
import signal
import sys
from pathlib import Path

from rich.console import Console

from bench import measure
from bench.cases import CALLS, CASES, JOBS, PEOPLE, TALK, Case
from bench.conditional import measure_again
from bench.equal import Differs
from bench.grow import Tell
from bench.load import Spoilt
from bench.named import time_named
from bench.report import Report, save, show
from bench.searches import A_MILLION, time_searches, took_of
from bench.world import USERS, opened

DOORS, SEARCHES, NAMED, AGAIN, RIVALS = "limits", "searches", "named", "again", "rivals"
GROUPS = (PEOPLE, JOBS, TALK)


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server is left behind
    console, progress = Console(width=None if sys.stdout.isatty() else 140), Console(stderr=True)
    report = Report(asked.users, [], workers=asked.workers, smaller=_smaller(asked))
    try:
        with progress.status("starting") as status:
            _measure(asked, report, status.update)
    except KeyboardInterrupt:
        return 130
    except (Spoilt, Differs) as answer:
        progress.print(f"An answer that should not come:\n{answer}", markup=False)
        return 2
    finally:  # also what came before a failure, which took long enough
        show(console, report)
        if asked.json and not report.is_empty:
            save(asked.json, report)
    return 0 if all(kept for _, kept in report.promises()) else 1


def _smaller(asked: argparse.Namespace) -> dict[str, float]:
    """What took how long in the smaller town that this one is compared with."""
    is_there = asked.smaller is not None and asked.smaller.exists()
    return took_of(json.loads(asked.smaller.read_text("utf-8"))) if is_there else {}


def _measure(asked: argparse.Namespace, report: Report, tell: Tell) -> None:
    """Part by part into the report."""
    cases = [case for name, case in CASES.items() if _is_wanted(asked, case)]
    searches, threads = SEARCHES in asked.cases, asked.threads or asked.users
    with opened(cases, asked.users, threads, tell, asked.workers, searches=searches) as world:
        report.town, report.skipped = world.town, world.skipped
        report.results = measure.run(world, cases, asked.seconds, tell)
        if AGAIN in asked.cases:
            report.again = measure_again(world, asked.seconds, tell)
        if DOORS in asked.cases:
            report.doors = measure.limits_and_metering(world)
        if searches:
            report.searches += time_searches(world, asked.seconds, tell, asked.explain)
        if NAMED in asked.cases:
            report.searches += time_named(world, asked.seconds, tell, asked.explain)


def _is_wanted(asked: argparse.Namespace, case: Case) -> bool:
    return case.name in asked.cases or case.group in asked.cases or (RIVALS in asked.cases and case.name in CALLS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="CPU per request, and ratios to a static handler.")
    known = [*CASES, *GROUPS, RIVALS, NAMED, AGAIN, DOORS, SEARCHES]
    meant = f"{PEOPLE}, {JOBS}, {TALK}: all about these; {RIVALS}: what every peer is asked; {AGAIN}: 304 beside 200"
    workers = "of each server, on any core where there are several (default 1, on a core of its own)"
    about = f"some of: {', '.join(known)} ({meant}); without, all but the searches"
    parser.add_argument("cases", nargs="*", metavar="case", help=about)
    parser.add_argument("--seconds", type=float, default=5.0, help="of load a case on every side (default 5)")
    parser.add_argument("--users", type=int, default=USERS, help=f"people in the database (default {USERS:,})")
    parser.add_argument("--threads", type=int, help="conversations of ten messages (default as many as people)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also writes all rounds there")
    parser.add_argument("--smaller", type=Path, metavar="FILE", help="what --json wrote of a smaller town, to compare")
    parser.add_argument("--workers", type=int, default=1, choices=range(1, 65), metavar="N", help=workers)
    parser.add_argument("--explain", type=Path, metavar="FOLDER", help="also writes plans of searches and named there")
    asked = parser.parse_args()
    unknown = [name for name in asked.cases if name not in known]
    if unknown or not 0 < asked.seconds <= 300:
        parser.error(f"no such case: {', '.join(unknown)}" if unknown else "between 0 and 300 seconds")
    if SEARCHES in asked.cases and asked.users < A_MILLION:
        parser.error(f"the searches are named for --users {A_MILLION} or more")
    asked.cases = asked.cases or [*CASES, NAMED, AGAIN, DOORS]
    if asked.users < USERS and _is_wanted(asked, CASES["list, page 4,500"]):
        parser.error(f"page 4,500 needs --users {USERS} or more; name other cases for a smaller town")
    return asked


if __name__ == "__main__":
    sys.exit(main())
