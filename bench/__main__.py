"""`python -m bench [--seconds N] [case …]`: measures, prints the table, ends with 1 where a promise is missed."""

import argparse
import signal
import sys
from pathlib import Path

from rich.console import Console

from bench import measure, report
from bench.cases import CASES
from bench.load import Spoilt
from bench.world import USERS, opened

DOORS = "limits"


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server is left behind
    console, progress = Console(width=None if sys.stdout.isatty() else 140), Console(stderr=True)
    cases = [case for name, case in CASES.items() if not asked.cases or name in asked.cases]
    with progress.status("starting a database with demo data") as status, opened(cases, asked.users) as world:
        try:
            results = measure.run(world, cases, asked.seconds, status.update)
        except KeyboardInterrupt:
            return 130
        except Spoilt as answer:
            progress.print(f"An answer that should not come:\n{answer}", markup=False)
            return 2
        doors = measure.limits_and_metering(world) if not asked.cases or DOORS in asked.cases else None
    judged = report.promises(results, doors)
    report.show(console, results, judged)
    if asked.json:
        report.save(asked.json, results, doors, judged)
    return 0 if all(kept for _, kept in judged) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="CPU per request, and ratios to a static handler.")
    known = [*CASES, DOORS]
    parser.add_argument("cases", nargs="*", metavar="case", help=f"all of them, or some of: {', '.join(known)}")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load a case on either side (default 5)")
    parser.add_argument("--users", type=int, default=USERS, help=f"people in the database (default {USERS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also writes all rounds there")
    asked = parser.parse_args()
    unknown = [name for name in asked.cases if name not in known]
    if unknown or not 0 < asked.seconds <= 300:
        parser.error(f"no such case: {', '.join(unknown)}" if unknown else "between 0 and 300 seconds")
    return asked


if __name__ == "__main__":
    sys.exit(main())
