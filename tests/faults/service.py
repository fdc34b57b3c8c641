"""The real `club serve` in a process of its own, and its processes by what they do, so that each can be killed."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg

from freelancerclub.db import embedded
from support.limits import UNLIMITED

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START = 60.0  # seconds; other tests use the machine too


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


class Service:
    """Started, killed in parts, started again on the same data."""

    def __init__(self, folder: Path, workers: int = 2, **settings: str) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self.port = free_port()
        self.log = folder / "service.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLUB_", "PROMETHEUS_"))}
        given = {f"CLUB_{name.upper()}": value for name, value in settings.items()}
        self._environment = {
            **kept,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            "CLUB_DATA_DIR": str(self.data_dir),
            "CLUB_WORKERS": str(workers),
            "CLUB_PORT": str(self.port),
            **{f"CLUB_{name.upper()}": limit for name, limit in UNLIMITED.items()},
            **given,
        }
        self._workers = workers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "freelancerclub", "serve", *options],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START
        while not self.is_whole() or self.status("/auth/disciplines") != 200:
            assert time.monotonic() < deadline and self.process.poll() is None, self.last_lines()
            time.sleep(0.05)

    def last_lines(self, count: int = 30) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line[:400] for line in lines[-count:])

    def status(self, path: str, timeout: float = 10.0) -> int:
        """What a fresh connection is answered; 0 for nothing."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    # its processes

    def parent(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def _children(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return [one for one in self.parent().children() if "freelancerclub" in _command(one)]
        return []

    def api(self) -> list[psutil.Process]:
        return [one for one in self._children() if _name(one) == "club api"]

    def background(self) -> list[psutil.Process]:
        return [one for one in self._children() if _name(one) == "club worker"]

    def postmaster(self) -> list[psutil.Process]:
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
            found = psutil.Process(int((self.data_dir / "postgres/postmaster.pid").read_text().split()[0]))
            return [found] if "postgres" in _command(found) else []
        return []

    def backends(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return [one for found in self.postmaster() for one in found.children() if "[local]" in _command(one)]
        return []

    def is_whole(self) -> bool:
        """Whether every process is there that should be."""
        return len(self.api()) == self._workers and len(self.background()) == 1 and len(self.postmaster()) == 1

    # its end

    def stop(self, patience: float = 40.0) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def abandon(self) -> None:
        """Ends whatever a failing test left, by the numbers of what it started."""
        left = [*self._children(), *([self.parent()] if self.process and self.process.poll() is None else [])]
        for one in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(left, 10)  # whoever lives still uses the database
        if self.process:
            self.process.wait(10)
        with contextlib.suppress(Exception):
            embedded.start(self.data_dir).stop()

    def database(self) -> psycopg.Connection:
        """A connection past the service. The embedded server has to be running."""
        found = embedded._read_pid_file(self.data_dir / "postgres")
        assert found.socket_dir is not None
        return psycopg.connect(embedded._dsn(found.socket_dir, embedded.DATABASE), autocommit=True)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _name(process: psutil.Process) -> str:
    """How the process calls itself, once it has begun to be what it is."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process.pid}/comm").read_text().strip()
    return ""
