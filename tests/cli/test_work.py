"""`club work` by itself: it keeps its database running, and leaves nothing behind when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from freelancerclub.db import embedded
from support.serving import Club, running_in, until

SOON = 15.0  # seconds; without a database it once took a minute
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(data_dir: Path, bare_club: Club, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts workers in a club that was made; whatever a failing test leaves is ended."""
    monkeypatch.setenv("CLUB_DATA_DIR", str(data_dir))
    assert bare_club("migrate").code == 0
    started: list[subprocess.Popen[str]] = []

    def run(*before: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [*before, sys.executable, "-m", "freelancerclub", "work"],
                cwd=data_dir,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
                preexec_fn=_hears_of_terminals,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _hears_of_terminals() -> None:
    """Also where the tests themselves run under nohup, whose children would be deaf too."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def server(data_dir: Path) -> int:
    """The number of the PostgreSQL that is ready, 0 while none is."""
    found = embedded._read_pid_file(data_dir / embedded.CLUSTER)
    return int(found.text.split()[0]) if found.alive and found.ready else 0


def works(data_dir: Path) -> bool:
    """Whether a worker has entered itself."""
    found = embedded._read_pid_file(data_dir / embedded.CLUSTER)
    if not server(data_dir) or found.socket_dir is None:
        return False
    with psycopg.connect(embedded._dsn(found.socket_dir, embedded.DATABASE)) as connection:
        return connection.execute("SELECT 1 FROM procrastinate_workers").fetchone() is not None


def end(process: subprocess.Popen[str], number: int) -> tuple[int, str]:
    began = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - began < SOON, said
    return process.returncode, said


def test_a_killed_database_comes_back_and_a_closed_terminal_ends_both(start: Start, data_dir: Path) -> None:
    worker = start()
    until(lambda: works(data_dir))
    first = server(data_dir)
    os.kill(first, signal.SIGKILL)
    until(lambda: server(data_dir) not in (0, first))
    code, said = end(worker, signal.SIGHUP)
    assert code == 0 and "is started again" in said and "Traceback" not in said, said
    assert running_in(data_dir) == []


def test_a_terminal_that_closes_while_it_starts(start: Start, data_dir: Path) -> None:
    worker = start()
    until(lambda: server(data_dir) != 0, every=0.001)
    code, said = end(worker, signal.SIGHUP)
    assert code in (0, 130) and "Traceback" not in said, said
    assert running_in(data_dir) == []


def test_under_nohup_it_stays(start: Start, data_dir: Path) -> None:
    worker = start("nohup")
    until(lambda: works(data_dir))
    worker.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(1)
    assert end(worker, signal.SIGTERM)[0] == 0
    assert running_in(data_dir) == []
