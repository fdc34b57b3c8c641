"""The bench's peers say what we say, also to people who have to do with blocks; and each ends all that it started.

Run by `make prove`: two frameworks more are installed for it, of which nothing in the service depends.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bench.peers import prove
from bench.processes import ask
from freelancerclub.db.demo.load import load_demo
from support.make import PASSWORD_HASH
from support.serving import free_port

only_there = pytest.mark.skipif("CLUB_PEERS" not in os.environ, reason="make prove installs the peers and runs this")


@pytest.fixture(params=prove.NAMES)
def name(request: pytest.FixtureRequest) -> str:
    reason = prove.why_not(request.param)
    if reason:
        pytest.skip(reason)
    try:
        prove.python_of(request.param)
    except SystemExit as why:
        pytest.skip(f"{request.param} can't be installed here: {why}")
    return str(request.param)


@only_there
def test_a_peer_says_what_we_say(name: str, dsn: str, tmp_path: Path) -> None:
    load_demo(dsn, 60, password_hash=PASSWORD_HASH)
    people = prove.make_awkward(dsn)
    assert len(people) > 3
    assert prove.prove_alone(dsn, name, people, tmp_path, others=30) > 100


@only_there
def test_nothing_of_a_peer_outlives_it(name: str, dsn: str) -> None:
    port = free_port()
    address = {"PEER_DATABASE_URL": prove.address_of(dsn), "PEER_KEY": prove.KEY, "PEER_SITE_URL": prove.SITE}
    core = str(min(os.sched_getaffinity(0)))
    command = [prove.python_of(name), "serve.py", str(port), core, "2"]
    peer = subprocess.Popen(command, cwd=prove.FOLDERS / name, env=os.environ | address, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not _answers(port):
            assert time.monotonic() < deadline and peer.poll() is None
            time.sleep(0.1)
        started = psutil.Process(peer.pid).children(recursive=True)
        assert len(started) >= 2
        assert {tuple(one.cpu_affinity()) for one in started} == {(int(core),)}
    finally:
        peer.send_signal(signal.SIGTERM)
        peer.wait(20)
    assert not [one for one in started if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def _answers(port: int) -> bool:
    try:
        return ask(port, b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")[0] > 400
    except OSError:
        return False


def test_what_a_machine_lacks_is_said_in_a_few_words() -> None:
    lone = [sys.executable, "-c", "import serve; serve.WHERE = '/nowhere'; print(serve.why_not())"]
    said = subprocess.run(lone, cwd=prove.FOLDERS / "php", capture_output=True, text=True, check=True).stdout
    assert said == "this machine has no php-fpm\n"
