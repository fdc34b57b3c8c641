"""How an API process stops: it takes no new connection, answers what it was asked, and only then ends.

granian stops in one step, in which a connection that was taken a moment ago, and whose request is still on its way, is
closed without an answer. And a signal that comes while it starts may be lost. What it does at signals is replaced here.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from granian import _signals
from granian._granian import WorkerSignal

GRACE = 0.4  # seconds in which the requests of connections that were taken come in
SHORTLY = 0.02  # seconds
SIGNALS = (signal.SIGINT, signal.SIGTERM)
OPEN_FILES = Path("/proc/self/fd")


def drain_at_signals(door: socket.socket, is_open: Callable[[], bool], end_streams: Callable[[], None]) -> None:
    """For the process that is about to serve from `door`; `is_open` tells when its application has started.

    end_streams: ends the answers that go on by themselves, which would hold up the end.
    """

    def set_loop_signals(loop: asyncio.AbstractEventLoop) -> WorkerSignal:
        stopping = WorkerSignal()

        def leave() -> None:
            for number in SIGNALS:  # told once is enough: a second time would cut the answers short
                loop.add_signal_handler(number, lambda: None)
            close(door)
            end_streams()
            loop.call_later(GRACE, stopping.set)

        def open_ears() -> None:
            """Once the application has started, in a run of the loop of its own, and granian runs it for good."""
            loop.call_later(SHORTLY, *((_mask, signal.SIG_UNBLOCK) if is_open() else (open_ears,)))

        _mask(signal.SIG_BLOCK)
        for number in SIGNALS:
            loop.add_signal_handler(number, leave)
        loop.call_soon(open_ears)
        return stopping

    _signals.set_loop_signals = set_loop_signals


def _mask(how: int) -> None:
    signal.pthread_sigmask(how, SIGNALS)


def close(door: socket.socket) -> None:
    """Takes no more connections here: they wait for the other processes, whose door it stays.

    Whatever in this process refers to it gets another socket in its place, at which nobody ever knocks; closing it
    would leave granian waiting at a number that the next open file may get. Without /proc nothing is done.
    """
    same = os.fstat(door.fileno()).st_ino
    blind = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    blind.bind("")
    blind.listen()
    blind.setblocking(False)
    for file in list(OPEN_FILES.iterdir()) if OPEN_FILES.is_dir() else ():
        with suppress(OSError):  # the folder's own, which is gone by now
            if os.fstat(int(file.name)).st_ino == same:
                os.dup2(blind.fileno(), int(file.name))
