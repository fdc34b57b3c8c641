"""Servers as processes of their own: started, asked once, their processor time read, and stopped again."""

import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.cases import HOST

START = 30.0  # seconds until a server answers
STOP = 15.0


@dataclass(frozen=True)
class Server:
    """One process with its workers below it."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time of the process and its workers so far."""
        return sum(map(cpu_of, self._processes()))

    def cpu_of_threads(self, name: str) -> float:
        """Of that, what threads of this name used."""
        tasks = (task for process in self._processes() for task in _tasks(process.pid))
        return sum(_seconds_of(task) for task in tasks if (task / "comm").read_text().strip() == name)

    def _processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def cpu_of(process: psutil.Process) -> float:
    """Where the kernel counts nanoseconds, by those: its ticks may be wrong several times over on a busy machine."""
    try:
        return sum(map(_seconds_of, _tasks(process.pid)))
    except (OSError, IndexError):
        pass
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _seconds_of(task: Path) -> float:
    return int((task / "schedstat").read_text().split()[0]) / 1e9


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def serves_a_connection(process: psutil.Process) -> bool:
    """Whether this process of PostgreSQL's does."""
    try:
        return "[local]" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


@contextmanager
def started(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The command in that folder, given a port and stopped at the end; {port} stands for it."""
    port = _free_port()
    words = [word.format(port=port) for word in command]
    with log.open("wb") as said:
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=said, stderr=said, start_new_session=True)  # noqa: S603
    try:
        _wait_for(port, process, log)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ask(port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The server does not answer:\n{log.read_text(errors='replace')[-4000:]}")


def ask(port: int, request: bytes) -> tuple[int, str, bytes]:
    """Status, content type and body of one answer."""
    with socket.create_connection((HOST, port), timeout=30) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.getheader("content-type", ""), answer.read()
