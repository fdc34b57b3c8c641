"""What the fault tests stand on: a folder, a seed that is printed, and how often to kill."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where there is room: no test here takes the machine's power away."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    made = Path(tempfile.mkdtemp(prefix="club-faults-", dir=memory if roomy else None))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def seed() -> int:
    chosen = int(os.environ.get("CLUB_FAULTS_SEED", "0")) or random.randrange(1, 1_000_000)
    print(f"CLUB_FAULTS_SEED={chosen}")
    return chosen


@pytest.fixture
def times() -> int:
    """Kills of each kind."""
    return int(os.environ.get("CLUB_FAULTS", "5"))


@pytest.fixture
def restarts(times: int) -> int:
    """Rolling restarts: one in the quick form, twenty in the long one."""
    return max(1, times // 5) if times > 5 else 1
