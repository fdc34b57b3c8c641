"""Rolling restarts under load fail no request; SIGTERM lets slow requests finish, within 30 seconds."""

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faults.client import FORM
from faults.pace import Pace
from faults.service import HOST, Service

A_SECOND = 100
RESTARTED = 60.0  # seconds that one rolling restart may take
DRAINED = 30.0
SLOW = 3.0  # seconds that the requests are held up
PASSWORD = "a fine password"
PERSON = (
    f"email=mia%40example.com&password={PASSWORD}&pass_confirm={PASSWORD}"
    "&display_name=Mia&discipline=Model&city=Leeds&country=UK"
)


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    made = Service(folder)
    try:
        made.start()
        yield made
    finally:
        made.abandon()


def ask(service: Service, method: str, path: str, form: str | None = None, token: str = "") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, service.port, timeout=DRAINED)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(method, path, form, headers | (FORM if form else {}))
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.fixture
def token(service: Service) -> str:
    assert ask(service, "POST", "/users", PERSON)[0] == 200
    status, said = ask(service, "POST", "/auth/login", f"email=mia%40example.com&password={PASSWORD}")
    assert status == 200
    return str(json.loads(said)["token"])


def test_rolling_restarts_and_a_stop(service: Service, token: str, restarts: int) -> None:
    with Pace(service.port, A_SECOND, token) as pace:
        time.sleep(0.5)
        for _ in range(restarts):
            roll(service)
        time.sleep(0.5)
    total = sum(pace.answers.values())
    print(
        f"{restarts} rolling restarts in {pace.seconds:.0f} s: {total} requests, {len(pace.failed)} failed, "
        f"{pace.again} sent again, slowest {pace.slowest:.2f} s, load late by {pace.late:.2f} s at most"
    )
    assert not pace.failed, "\n".join([*pace.failed[:20], service.last_lines()])
    assert total >= 0.9 * A_SECOND * pace.seconds, "the load was not what it should be"
    stop_while_slow(service, token)


def roll(service: Service) -> None:
    """SIGHUP: each API process makes room for a fresh one."""
    old = {one.pid for one in service.api()}
    os.kill(service.parent().pid, signal.SIGHUP)
    deadline = time.monotonic() + RESTARTED
    while True:
        now = {one.pid for one in service.api()}
        if len(now) == len(old) and not now & old:
            return
        assert time.monotonic() < deadline, f"{old} became {now}\n{service.last_lines()}"
        time.sleep(0.1)


def stop_while_slow(service: Service, token: str) -> None:
    """Requests that wait for a locked table when SIGTERM comes are answered all the same."""
    with ThreadPoolExecutor(8) as threads:
        with service.database() as database, database.transaction():
            database.execute("LOCK TABLE person IN ACCESS EXCLUSIVE MODE")
            waiting = [threads.submit(ask, service, "GET", "/users/me", None, token) for _ in range(8)]
            time.sleep(1.0)
            assert not any(one.done() for one in waiting)
            began = time.monotonic()
            os.kill(service.parent().pid, signal.SIGTERM)
            time.sleep(SLOW)
        assert service.process is not None
        code = service.process.wait(DRAINED)
        took = time.monotonic() - began
        assert [one.result()[0] for one in waiting] == [200] * 8, service.last_lines()
    print(f"drained in {took:.1f} s")
    assert took < DRAINED
    assert code == 0, service.last_lines()
    assert not service.postmaster()
