"""The folder in which the processes of `club serve` keep their numbers, a few files a process (prometheus-client's)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
COUNTED = ("counter", "histogram")  # these numbers outlive their process
SIZES = "gauge_livesum"
# Bytes, written at once: the files are mapped into memory, and a disk that is full when one grows kills its process.
# Twice what a process needs that has answered every endpoint with six statuses.
ROOM = {"counter": 256 << 10, "histogram": 512 << 10, SIZES: 64 << 10}

log = structlog.get_logger("metrics")


@contextmanager
def counting_together(data_dir: Path) -> Iterator[None]:
    """A fresh folder for the processes that are started within; before anything imports prometheus-client."""
    folders = data_dir / "metrics"
    try:
        folders.mkdir(parents=True, exist_ok=True)
        for left in folders.iterdir():
            if not _is_alive(left.name):
                shutil.rmtree(left, ignore_errors=True)
        folder = folders / str(os.getpid())
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    except OSError as error:
        log.warning("each process counts by itself", reason=error.strerror, folder=str(folders))
        yield
        return
    os.environ[FOLDER] = str(folder)
    try:
        yield
    finally:
        del os.environ[FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def take_place(folder: Path) -> None:
    """Makes this process's files: those of a dead one, whose numbers go on, or new ones. Raises OSError."""
    for kind, room in ROOM.items():
        mine = folder / f"{kind}_{os.getpid()}.db"
        if kind in COUNTED and any(_moved(left, mine) for left in _left_by_dead(folder, kind)):
            continue
        if kind == SIZES:
            mine.unlink(missing_ok=True)  # of an earlier process with this number
        if not mine.exists():
            mine.write_bytes(bytes(room))


def forget_dead(folder: Path) -> None:
    """The sizes of processes that are gone: they have none."""
    for left in _left_by_dead(folder, SIZES):
        left.unlink(missing_ok=True)


def _left_by_dead(folder: Path, kind: str) -> Iterator[Path]:
    for file in folder.glob(f"{kind}_*.db"):
        if not _is_alive(file.stem.rpartition("_")[2]):
            yield file


def _moved(left: Path, mine: Path) -> bool:
    with suppress(FileNotFoundError):  # another new process was faster
        left.rename(mine)
        return True
    return False


def _is_alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
