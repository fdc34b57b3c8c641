"""`python -m bench.streams [N] [SECONDS] [FILE.json]`: what idle event streams cost one API process.

Also how fast news reach all of them.

Memory is what the process has for itself alone; both figures are against the same process without a stream.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import psycopg

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import read_settings, token_key
from freelancerclub.db import embedded
from freelancerclub.kit.clock import system_clock

HOST = "127.0.0.1"
MOST_MEGABYTES, MOST_PERCENT = 100, 1.0  # the promise, for a thousand
START = 60.0  # seconds
SETTLED = 5.0
FOLK = """
    INSERT INTO person (email, display_name, slug)
    SELECT 'p' || n || '@example.com', 'Person ' || n, 'p' || n FROM generate_series(1, %s) n RETURNING id"""
NEWS = "INSERT INTO notification (person_id, kind, message, target_id) SELECT id, 'like', 'News', 1 FROM person"


@contextmanager
def _service(folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """`club serve` with one API process: its port, and that process."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = int(free.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
    given = {"CLUB_DATA_DIR": str(folder / "data"), "CLUB_RATE_LIMIT": "999999999/300", "CLUB_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "freelancerclub", "serve", "--port", str(port), "--workers", "1"]
    with (folder / "serve.log").open("w") as log:
        serving = subprocess.Popen(command, cwd=folder, env=kept | given, stdout=subprocess.PIPE, stderr=log)  # noqa: S603
    try:
        said = serving.stdout.readline() if serving.stdout else b""
        assert b"answers on" in said, (folder / "serve.log").read_text()
        (api,) = [one for one in psutil.Process(serving.pid).children() if one.name() == "club api"]
        yield port, api
    finally:
        serving.terminate()
        serving.wait(START)


def _tokens(data_dir: Path, number: int) -> tuple[str, list[str]]:
    """The database's address, and a token for each of so many people."""
    settings, now = read_settings(_env_file=None, data_dir=data_dir), system_clock()
    tokens = Tokens(token_key(settings))
    with embedded.start(data_dir) as database, psycopg.connect(database.dsn) as connection:
        people = [row[0] for row in connection.execute(FOLK, [number]).fetchall()]
        dsn = database.dsn
    return dsn, [tokens.issue(one, "x@example.com", 0, since=now, now=now) for one in people]


async def _follow(port: int, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(f"GET /events HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    await reader.readuntil(b"event: ready")
    return reader, writer


def _spent(api: psutil.Process) -> float:
    times = api.cpu_times()
    return float(times.user + times.system)


async def _share(api: psutil.Process, seconds: float) -> float:
    """Percent of a core that the process takes."""
    spent, began = _spent(api), time.monotonic()
    await asyncio.sleep(seconds)
    return 100 * (_spent(api) - spent) / (time.monotonic() - began)


async def _measure(dsn: str, port: int, api: psutil.Process, tokens: list[str], seconds: float) -> dict[str, float]:
    await asyncio.sleep(SETTLED)
    without, alone = api.memory_full_info().uss, await _share(api, seconds / 2)
    streams = [await _follow(port, token) for token in tokens]
    await asyncio.sleep(SETTLED)
    percent = await _share(api, seconds)
    grown, whole = api.memory_full_info().uss - without, api.memory_full_info().uss
    with psycopg.connect(dsn, autocommit=True) as connection:
        began = time.monotonic()
        connection.execute(NEWS)
    await asyncio.gather(*(reader.readuntil(b"event: notification") for reader, _ in streams))
    reached = time.monotonic() - began
    for _, writer in streams:
        writer.close()
    lines = [
        f"{len(streams):,} idle event streams, over {seconds:.0f} s:",
        f"  {grown / 1e6:.0f} MB more than without ({whole / 1e6:.0f} MB in all)",
        f"  {percent:.2f} % of a core (without: {alone:.2f} %)",
        f"  one notification for each of them reached all in {reached:.2f} s",
    ]
    print("\n".join(lines))  # noqa: T201
    return {
        "streams": len(streams),
        "megabytes": grown / 1e6,
        "percent": percent,
        "percent_without": alone,
        "reached": reached,
    }


def main() -> int:
    number, seconds = (int(one) for one in (*sys.argv[1:3], *("1000", "60")[len(sys.argv[:3]) - 1 :]))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="club-streams-")))
        folder.chmod(0o755)
        port, api = stack.enter_context(_service(folder))
        dsn, tokens = _tokens(folder / "data", number)
        found = asyncio.run(_measure(dsn, port, api, tokens, seconds))
    for file in sys.argv[3:]:
        Path(file).write_text(json.dumps(found, indent=2) + "\n")
    return 0 if found["megabytes"] < MOST_MEGABYTES and found["percent"] < MOST_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main())
