"""Hostile files, one after the other and many at once: each is refused, the API's memory stays small, and other
requests hardly notice.
"""

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from faults.besieging import bodies, send
from faults.service import HOST, Service
from faults.test_stopping import PASSWORD, PERSON, ask
from freelancerclub.adapters.pictures import CHILD

TESTS = Path(__file__).parents[1]
MOST_GROWTH = 64 << 20  # bytes
SLOWER = 2.0  # times as slow as when nothing else happens …
UNFELT = 0.040  # … beside other tests: or so many seconds, which the scheduler of a busy machine takes at will
IDLE = 400  # requests before and after, that tell how fast it is when nothing else happens
ROUNDS = 5  # where this is all that the machine does
PAUSE = 0.002  # seconds between two of these


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    made = Service(folder, workers=1)
    try:
        made.start()
        yield made
    finally:
        made.abandon()


class Memory(threading.Thread):
    """The most that a process had, looked at all the time."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._over = threading.Event()
        self.most = 0

    def run(self) -> None:
        while not self._over.wait(0.005):
            self.most = max(self.most, self._process.memory_info().rss)

    def finish(self) -> int:
        self._over.set()
        self.join()
        return self.most


def children(process: psutil.Process) -> list[psutil.Process]:
    """Those that draw, but for the one that forks them."""
    found = []
    for one in process.children(recursive=True):
        with contextlib.suppress(psutil.Error):
            found += [one] if CHILD in one.cmdline() else []
    return found[1:]


class Others:
    """Another caller, who asks for one page after the other on one connection."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self) -> float:
        began = time.monotonic()
        self._connection.request("GET", "/users/me", headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        took = time.monotonic() - began
        assert answer.status == 200
        time.sleep(PAUSE)
        return took


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


@pytest.mark.parametrize("at_once", [1, 8])
def test_besieged(service: Service, times: int, at_once: int) -> None:
    assert ask(service, "POST", "/users", PERSON)[0] == 200
    said = json.loads(ask(service, "POST", "/auth/login", f"email=mia%40example.com&password={PASSWORD}")[1])
    person_id = json.loads(ask(service, "GET", "/users/me", token=said["token"])[1])["data"]["id"]
    is_alone = times > 5
    rounds = ROUNDS if is_alone else 1
    (api,) = service.api()
    others = Others(service.port, said["token"])
    for end, body, headers in bodies(b"no picture"):  # what is loaded once isn't growth
        headers |= {"Authorization": f"Bearer {said['token']}"}
        assert send(service.port, f"/users/{person_id}/{end}", body, headers) == 400
    idle = p95([others.ask() for _ in range(IDLE)])

    before, memory = api.memory_info().rss, Memory(api)
    memory.start()
    with _besieging(service, said["token"], person_id, rounds, at_once) as siege:
        besieged: list[float] = []
        while siege.poll() is None:
            besieged.append(others.ask())
        statuses = json.loads(siege.stdout.read())
    growth = memory.finish() - before
    idle = max(idle, p95([others.ask() for _ in range(IDLE)]))

    print(
        f"{sum(statuses.values())} hostile files, {at_once} at once: memory + {growth / (1 << 20):.0f} MB;"
        f" p95 {p95(besieged) * 1000:.1f} ms of {len(besieged)} requests, idle {idle * 1000:.1f} ms"
    )
    assert set(statuses) == {"400"}, statuses
    assert children(api) == []
    assert growth <= MOST_GROWTH
    assert p95(besieged) <= max(SLOWER * idle, 0 if is_alone else UNFELT)


@contextlib.contextmanager
def _besieging(
    service: Service, token: str, person_id: str, rounds: int, at_once: int
) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "faults.besieging", str(service.port), token, person_id, str(rounds), str(at_once)]
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    with subprocess.Popen(
        command, env={"PYTHONPATH": paths}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as siege:
        assert siege.stdin is not None and siege.stdout is not None
        assert siege.stdout.readline() == "ready\n"
        siege.stdin.write("now\n")
        siege.stdin.flush()
        yield siege
