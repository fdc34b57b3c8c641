"""The towns that are measured in: built once, and kept under build/bench by their size and what made them."""

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path

import psycopg

from bench.grow import Tell, grow
from bench.talk import MESSAGES
from bench.work import MOST_APPLICATIONS, MOST_JOBS, ONE_IN, give_work
from freelancerclub.db import embedded
from freelancerclub.db.demo.load import load_demo
from freelancerclub.db.migrate import migrate
from freelancerclub.db.version import HEAD

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "bench"
SEED = 20_000  # people of the demo that a larger town is grown from
COUNTED = {
    "people": "person",
    "jobs": "board",
    "applications": "application",
    "alerts": "alert",
    "threads": "thread",
    "messages": "thread_item",
}


def town(people: int, threads: int, tell: Tell, password_hash: str) -> Path:
    """The data folder of a town whose database is ready, stopped; built where it is missing.

    Its name holds the newest migration and a digest of all that made it, so that an older one is never taken.
    """
    folder = KEPT / f"town-{people}-{threads}-{HEAD}-{_digest()}"
    if not folder.exists():
        aside = folder.with_suffix(".new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.mkdir(mode=0o755)
        with embedded.start(aside, durable=False) as server:
            migrate(server.dsn)
            load_demo(
                server.dsn,
                min(people, SEED),
                password_hash=password_hash,
                progress=lambda step, number, of: tell(f"the demo: {step} ({number} of {of})"),
            )
            grow(server.dsn, people, threads, tell)
            give_work(server.dsn, people, tell)
            _check(counts(server.dsn), people, threads)
        aside.rename(folder)
    return folder


def counts(dsn: str) -> dict[str, int]:
    """How much of everything there is."""
    asked = ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED.values())
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(f"SELECT {asked}").fetchone()
    assert row is not None
    return dict(zip(COUNTED, map(int, row), strict=True))


def _check(found: dict[str, int], people: int, threads: int) -> None:
    """A town that holds less than what is measured in it says nothing."""
    wanted = {
        "people": people,
        "jobs": min(people // ONE_IN, MOST_JOBS),
        "applications": min(people, MOST_APPLICATIONS),
        "alerts": people,
        "threads": threads,
        "messages": threads * MESSAGES,
    }
    few = [f"{name}: {found[name]:,} of {least:,}" for name, least in wanted.items() if found[name] < least]
    if few:
        raise SystemExit(f"The town is too small: {'; '.join(few)}")


def _digest() -> str:
    makers = (Path(__file__), *(ROOT / f"bench/{name}.py" for name in ("grow", "work", "talk", "indexes")))
    made = hashlib.sha256(b"".join(maker.read_bytes() for maker in makers))
    migrations = files("freelancerclub.db.migrations")
    for name in sorted(one.name for one in migrations.iterdir() if one.name.endswith(".sql")):
        made.update((migrations / name).read_bytes())
    return made.hexdigest()[:8]
