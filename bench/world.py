"""The bench's world: a temporary database with a town of demo people, the API and the static handler beside it."""

import asyncio
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from bench import static
from bench.cases import HOST, Caller, Case
from freelancerclub.adapters.passwords import DOCUMENTED_SAMPLE, Passwords
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.db import embedded
from freelancerclub.db.demo.load import load_demo
from freelancerclub.db.migrate import migrate

USERS = 2_000
KEY = "bench-key-" * 8
PLENTY = "999999999/300"
START = 30.0  # seconds until a server answers
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    """One process with one worker below it."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time of the process and its worker so far."""
        return sum(map(_cpu_of, (self.process, *self.process.children(recursive=True))))


@dataclass(frozen=True)
class World:
    """What the cases are run against. `core` is the servers', None where the machine has only one."""

    dsn: str
    caller: Caller
    api: Server
    static: Server
    postmaster: psutil.Process
    core: int | None

    def backends_cpu(self) -> dict[int, float]:
        """Seconds of processor time by process of PostgreSQL's backends: those that serve a connection."""
        return {one.pid: _cpu_of(one) for one in self.postmaster.children() if _serves_a_connection(one)}


def _cpu_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _serves_a_connection(process: psutil.Process) -> bool:
    try:
        return "[local]" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


@contextmanager
def opened(cases: list[Case], users: int = USERS) -> Iterator[World]:
    """Servers on the first core of this machine's, everything else on the others."""
    cores = sorted(os.sched_getaffinity(0))
    core = cores[0] if len(cores) > 1 else None
    with ExitStack() as stack:
        if core is not None:
            os.sched_setaffinity(0, set(cores[1:]))
            stack.callback(os.sched_setaffinity, 0, set(cores))
        folder = Path(tempfile.mkdtemp(prefix="club-bench-"))
        folder.chmod(0o755)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = stack.enter_context(embedded.start(folder / "data"))
        postmaster = psutil.Process(int((folder / "data/postgres/postmaster.pid").read_text().split()[0]))
        caller = _fill(database.dsn, users)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
        environment |= _settings(folder, database.dsn)
        api = stack.enter_context(_server("api", environment, folder, core))
        static.save(folder / "answers.json", dict(_answer(api.port, case, caller) for case in cases if not case.hashes))
        environment |= {static.ANSWERS: str(folder / "answers.json"), static.KEY: KEY}
        beside = stack.enter_context(_server("static", environment, folder, core))
        yield World(database.dsn, caller, api, beside, postmaster, core)


def _settings(folder: Path, dsn: str) -> dict[str, str]:
    """As delivered, but for limits that the bench would run into."""
    limits = ("RATE", "LOGIN", "LOGIN_ACCOUNT", "LOGIN_ADDRESS", "FORGOT", "REGISTER")
    return {
        "CLUB_DATABASE_URL": dsn,
        "CLUB_DATA_DIR": str(folder / "data"),
        "CLUB_TOKEN_KEY": KEY,
        **{f"CLUB_{name}_LIMIT": PLENTY for name in limits},
    }


def _fill(dsn: str, users: int) -> Caller:
    """Loads the demo; one of its freelancers with portfolios is who asks."""
    migrate(dsn)
    passwords = Passwords()
    load_demo(dsn, users, password_hash=asyncio.run(passwords.hash(DOCUMENTED_SAMPLE)))
    passwords.close()
    now = datetime.now(UTC)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        found = connection.execute(
            """SELECT p.id, p.email FROM person p JOIN portfolio f ON f.owner_id = p.id AND f.deleted_at IS NULL
            WHERE p.deleted_at IS NULL AND p.suspended_at IS NULL AND NOT p.profile_hidden AND p.role = 4
                AND NOT EXISTS (SELECT FROM block b WHERE p.id IN (b.blocker_id, b.blocked_id))
            GROUP BY p.id ORDER BY count(*) DESC, p.id LIMIT 2"""
        ).fetchall()
        assert len(found) == 2, "the demo has freelancers with portfolios"
        (person_id, email), (other, _) = found
        epoch = connection.execute("SELECT token_epoch FROM person_version WHERE id = %s", [person_id]).fetchone()
    assert epoch is not None
    token = Tokens(KEY.encode()).issue(person_id, email, epoch[0], since=now, now=now)
    return Caller(email, DOCUMENTED_SAMPLE, token, other)


@contextmanager
def _server(kind: str, environment: dict[str, str], folder: Path, core: int | None) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "bench.serving", kind, str(port), "-" if core is None else str(core)]
    with (folder / f"{kind}.log").open("wb") as log:
        started = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        _wait_for(port, started, folder / f"{kind}.log")
        yield Server(port, psutil.Process(started.pid))
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(15)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, started: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and started.poll() is None:
        try:
            _ask(port, b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The server does not answer:\n{log.read_text(errors='replace')[-4000:]}")


def _answer(port: int, case: Case, caller: Caller) -> tuple[str, tuple[int, str, bytes]]:
    """What the API says to a case: the static handler says the same."""
    request = next(case.requests(caller))
    status, kind, body = _ask(port, request)
    if status != case.status:
        raise SystemExit(f"{case.name}: {status} instead of {case.status}: {body[:500]!r}")
    return (request.split(b" ", 2)[1].decode() if status == 200 else "refused"), (status, kind, body)


def _ask(port: int, request: bytes) -> tuple[int, str, bytes]:
    with socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.getheader("content-type", ""), answer.read()
