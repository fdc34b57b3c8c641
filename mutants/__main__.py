"""`python -m mutants [module …]`: makes every mistake, prints the score, ends with 1 below what is promised."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import track

from mutants.operators import mutants_of
from mutants.run import SURVIVED, Target, Told, judge, passes, preload
from mutants.targets import TARGETS

PROMISED = 0.85
REASONS = Path(__file__).parent / "survivors.json"
LONGEST = 30 * 60  # seconds


def main() -> int:
    asked = _arguments()
    console = Console(soft_wrap=True)
    targets = [
        target for target in TARGETS if not asked.modules or any(name in target.module for name in asked.modules)
    ]
    preload()
    broken = [target.module for target in targets if passes(target, None) != SURVIVED]
    if broken:
        console.print(f"The tests of {', '.join(broken)} don't pass as they are", markup=False)
        return 2
    began = time.monotonic()
    reasons: dict[str, str] = json.loads(REASONS.read_text())

    def tell(one: Told) -> None:
        if one.end == SURVIVED:
            console.print(f"survived  {one.name}  ({reasons.get(one.name, 'no reason yet')})", markup=False)

    told = _judged(targets, asked.jobs, tell)
    ends = _show(console, told)
    caught = sum(many for end, many in ends.items() if end != SURVIVED)
    score, seconds = caught / len(told), time.monotonic() - began
    console.print(f"{caught} of {len(told)} mutants are noticed: {score:.1%}, at least {PROMISED:.0%}; {seconds:.0f} s")
    if not asked.modules:
        stale = reasons.keys() - {one.name for one in told if one.end == SURVIVED}
        for name in sorted(stale):
            console.print(f"no survivor any more: {name}", markup=False)
    return 0 if score >= PROMISED and seconds <= LONGEST else 1


def _judged(targets: list[Target], jobs: int, tell: Callable[[Told], None]) -> list[Told]:
    pairs = [(target, mutant) for target in targets for mutant in mutants_of(target.path.read_text())]
    told = []
    with ProcessPoolExecutor(jobs, initializer=preload) as pool:
        results = pool.map(judge, *zip(*pairs, strict=True), chunksize=4)
        for one in track(results, "mutants", len(pairs), console=Console(stderr=True)):
            told.append(one)
            tell(one)
    return told


def _show(console: Console, told: list[Told]) -> Counter[str]:
    modules: dict[str, Counter[str]] = {}
    for one in told:
        modules.setdefault(one.name.partition(":")[0], Counter())[one.end] += 1
    for module, ends in modules.items():
        score = 1 - ends[SURVIVED] / ends.total()
        console.print(f"{score:6.1%}  {module}  {dict(ends)}", markup=False, highlight=False)
    return Counter(one.end for one in told)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants", description="Mistakes in pure code that its tests have to notice.")
    parser.add_argument("modules", nargs="*", metavar="module", help="part of a name; without, all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
