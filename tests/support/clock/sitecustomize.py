"""Puts a program's clock where a test wants it: read by Python at its start, from PYTHONPATH, by programs under test.

CLUB_TEST_CLOCK names a file that holds a moment as eight bytes; zero is the time it is.
"""

import mmap
import os
import struct
from datetime import UTC, datetime
from pathlib import Path

from freelancerclub.kit import clock

_system_clock = clock.system_clock


def _open(name: str) -> mmap.mmap:
    with Path(name).open("rb") as file:
        return mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)


if "CLUB_TEST_CLOCK" in os.environ:
    _moment = _open(os.environ["CLUB_TEST_CLOCK"])

    def _set_clock() -> datetime:
        (seconds,) = struct.unpack("d", _moment[:8])
        return datetime.fromtimestamp(seconds, UTC) if seconds else _system_clock()

    clock.system_clock = _set_clock
