"""Serving: what a command said, and one running `club serve`."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

PATIENCE = 60.0  # seconds: machines that test are busy


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Club = Callable[..., Said]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Serving:
    """One `club serve`."""

    def __init__(self, data_dir: Path, port: int, *options: str, paths: Sequence[Path] = (), **more: str) -> None:
        """`paths` come first in Python's search path; `more` are variables of its environment."""
        self.data_dir, self.port = data_dir, port
        settings = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
        roots = (*paths, Path(__file__).parents[2])
        self._log = (data_dir / "serve.log").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "freelancerclub", "serve", "--port", str(port), "--workers", "2", *options],
            cwd=data_dir,
            env=settings | {"CLUB_DATA_DIR": str(data_dir), "PYTHONPATH": os.pathsep.join(map(str, roots))} | more,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
            text=True,
        )

    def ready(self) -> str:
        """The line that says where it answers."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "answers on" in line, self.log
        return line

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def get(self, path: str = "/auth/disciplines", token: str = "", data: bytes | None = None) -> int:
        """The status, 0 while nobody answers."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
            with urllib.request.urlopen(request, timeout=5) as answer:
                status: int = answer.status
                return status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def children(self) -> set[int]:
        """The API's two processes and the background worker."""
        alive = set()
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # gone while we look
                if child.status() != psutil.STATUS_ZOMBIE:
                    alive.add(child.pid)
        return alive

    def end(self, number: int, group: bool = False) -> tuple[int, str]:
        """Sends a signal, to the whole terminal as Ctrl-C does or to the one process; exit code and the rest said."""
        (os.killpg if group else os.kill)(self.process.pid, number)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out

    def left(self) -> list[str]:
        """What still runs on the data folder."""
        return [" ".join(process.cmdline()) for process in running_in(self.data_dir)]


def running_in(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.cwd().startswith(str(folder)) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def until(true: Callable[[], bool], every: float = 0.05) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(every)
