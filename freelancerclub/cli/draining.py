"""How an API process stops: it takes no new connection, answers what it was asked, and only then ends.

granian stops in one step, in which a connection that was taken a moment ago, and whose request is still on its way, is
closed without an answer. And a signal that comes while it starts may be lost. What it does at signals is replaced here.
"""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from granian import _signals
from granian._granian import WorkerSignal

GRACE = 0.4  # seconds in which the requests of connections that were taken come in
SIGNALS = (signal.SIGINT, signal.SIGTERM)
OPEN_FILES = Path("/proc/self/fd")
NOBODYS = "192.0.2.1"  # an address for examples (RFC 5737), which no machine has
IP_FREEBIND = 15  # of Linux; Python 3.11 doesn't name it


def drain_at_signals(door: socket.socket, end_streams: Callable[[], None]) -> None:
    """For the process that is about to serve from `door`.

    end_streams: ends the answers that go on by themselves, which would hold up the end.
    """

    def set_loop_signals(loop: asyncio.AbstractEventLoop) -> WorkerSignal:
        stopping = WorkerSignal()

        def leave() -> None:
            loop.call_later(GRACE, stopping.set)  # first: it ends also where the system lets no door be closed
            close(door)
            end_streams()

        def listen() -> None:
            """Told once is enough: whatever comes later stays pending, since it would cut the answers short."""
            signal.sigwait(SIGNALS)
            with suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(leave)

        # Pending until somebody waits for it, a signal can't fall between two runs of the loop, where the handlers of
        # uvloop lose it: granian runs it once to start the application, and once to serve.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        threading.Thread(target=listen, name="signals", daemon=True).start()
        return stopping

    _signals.set_loop_signals = set_loop_signals


def close(door: socket.socket) -> None:
    """Takes no more connections here: they wait for the other processes, whose door it stays.

    Whatever in this process refers to it gets another socket in its place, at which nobody can knock; closing it
    would leave granian waiting at a number that the next open file may get. One of the same kind, since granian asks
    for its address when it begins to serve, which may be after this. Without /proc nothing is done.
    """
    if not OPEN_FILES.is_dir():
        return
    same = os.fstat(door.fileno()).st_ino
    blind = socket.socket()
    blind.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
    blind.bind((NOBODYS, 0))
    blind.listen()
    blind.setblocking(False)
    for file in list(OPEN_FILES.iterdir()):
        with suppress(OSError):  # the folder's own, which is gone by now
            if os.fstat(int(file.name)).st_ino == same:
                os.dup2(blind.fileno(), int(file.name))
