"""A full disk: 503 and nothing half done; as soon as there is room again the service goes on by itself."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from faults.client import Client
from faults.ledger import Ledger
from faults.service import Service
from faults.verdict import HALF
from freelancerclub.db import embedded

SIZE = 400  # MB; an empty database and its journal take about 120
HEALED = 10.0
FULL = 30.0  # seconds until the journal has no room left

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")


@pytest.fixture
def disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="club-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "club-test", str(folder)]
    if subprocess.run(command, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("a small disk can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def service(disk: Path) -> Iterator[Service]:
    made = Service(disk)
    try:
        made.start()
        yield made
    finally:
        (disk / "filler").unlink(missing_ok=True)
        made.abandon()


def fill(disk: Path) -> None:
    """Takes what room is left, but for a page or two."""
    with (disk / "filler").open("ab", buffering=0) as file:
        block = bytes(1 << 20)
        while block:
            try:
                file.write(block)
            except OSError:
                block = block[: len(block) // 2]


def test_a_full_disk(service: Service, disk: Path, seed: int) -> None:
    ledger = Ledger()
    client = Client(service.port, ledger, seed, 0)
    client._register()
    assert len(ledger.people) == 1, ledger.failures
    until = time.monotonic() + FULL
    while time.monotonic() < until and sum(one.status == 503 for one in ledger.failures) < 5:
        fill(disk)
        client._register()
        client._change()
    assert {one.status for one in ledger.failures} <= {0, 503}, ledger.failures
    assert any(one.status == 503 for one in ledger.failures), "the disk never was full"
    (disk / "filler").unlink()
    freed, before = time.monotonic(), len(ledger.people)
    while len(ledger.people) == before:
        assert time.monotonic() - freed < HEALED, service.last_lines()
        client._register()
    print(f"full: {len(ledger.failures)} refused; healed after {time.monotonic() - freed:.1f} s")
    assert not ledger.wrong
    assert service.stop() == 0, service.last_lines()
    with embedded.start(service.data_dir) as server, psycopg.connect(server.dsn) as database:
        emails = {email for (email,) in database.execute("SELECT email FROM person")}
        assert {one.email for one in ledger.people} <= emails
        assert emails <= {one.email for one in (*ledger.people, *ledger.unsure)}
        assert database.execute(HALF).fetchall() == []
