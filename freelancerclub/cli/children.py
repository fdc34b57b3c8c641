"""The processes that `club serve` forks: they die with it, are told by it alone to stop, and come back."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable

import structlog

FORK = multiprocessing.get_context("fork")
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PATIENCE = 30.0  # seconds that the background worker has to finish what is begun
PAUSE = 1.0  # seconds before what died at once is started again
AT_ONCE = 5.0
LOOK = 0.2  # seconds between two looks at whether a signal came

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# Held while a process is started. A child of another thread's fork would inherit, and so keep open, the pipe whose
# closing tells that the new process has ended; whoever waits for that would wait for both.
ALONE = threading.Lock()

log = structlog.get_logger("serve")


def prepare_to_fork() -> None:
    """What is loaded now stays shared between the processes: the collector won't touch, and so copy, it.

    From its first moment a child can be told to stop: until it has handlers of its own, a signal ends it. With
    those it inherits it would take the signal for its parent's, and not stop.
    """
    gc.collect()
    gc.freeze()
    os.register_at_fork(
        before=lambda: _masked(signal.SIG_BLOCK),
        after_in_parent=lambda: _masked(signal.SIG_UNBLOCK),
        after_in_child=_born,
    )


def _masked(how: int) -> None:
    signal.pthread_sigmask(how, STOPPING)


def _born() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    _masked(signal.SIG_UNBLOCK)


def belong_to(parent: int, name: str) -> None:
    """Called first in a child. A killed parent takes it along, so that no orphan keeps the port.

    `name` is how `top` and `pgrep` call it, 15 letters at most.

    In a session of its own the terminal's Ctrl-C doesn't reach it: the parent stops all in their order.
    """
    os.setsid()
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        system.prctl(PR_SET_NAME, name.encode())
    if os.getppid() != parent:
        os._exit(1)


class Background:
    """The background worker: one process, started again whenever it dies."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._parent = os.getpid()
        self._stopping = threading.Event()
        # The kernel counts the thread that forked as the parent, so this one stays as long as the child.
        self._watcher = threading.Thread(target=self._watch, name="background", daemon=True)
        self._child: multiprocessing.context.ForkProcess | None = None
        self._changing = threading.Lock()

    def start(self) -> None:
        with self._changing:
            if not self._stopping.is_set():
                self._watcher.start()

    def stop(self) -> None:
        """Lets it finish what is begun; then it is killed, and its tasks are taken over at the next start."""
        with self._changing:
            self._stopping.set()
            child = self._child
        if child is not None:
            child.terminate()
            child.join(PATIENCE)
            child.kill()
        if self._watcher.is_alive():
            self._watcher.join()

    def _watch(self) -> None:
        while True:
            with self._changing:
                if self._stopping.is_set():
                    return
                self._child = child = FORK.Process(target=self._run, name="background")
                with ALONE:
                    child.start()
            child.join()
            if not self._stopping.is_set():
                log.warning("background worker died", code=child.exitcode)
                self._stopping.wait(PAUSE)

    def _run(self) -> None:
        belong_to(self._parent, "club worker")
        self._work()


class Bell(threading.Event):
    """What the main thread waits at; rung by a signal, or by a child's death.

    The kernel may hand a signal to any thread, and Python's handlers run in the main thread alone, which a signal
    to another one doesn't wake. So it wakes by itself and looks.
    """

    def __init__(self, is_over: Callable[[], bool]) -> None:
        super().__init__()
        self._is_over = is_over

    def wait(self, timeout: float | None = None) -> bool:
        """Until it rings or all is over: the ring of a stop that was cleared with another one isn't missed."""
        while not super().wait(LOOK) and not self._is_over():
            pass
        return True


class Patience(dict[int, float]):
    """Stands in for granian's memory of API processes that it replaced.

    With that it gives the whole service up when one dies twice within seconds. Here it only pauses.
    """

    def __setitem__(self, worker: int, now: float) -> None:
        self._last = getattr(self, "_last", {})
        if now - self._last.get(worker, float("-inf")) < AT_ONCE:
            time.sleep(PAUSE)
        self._last[worker] = time.monotonic()

    def get(self, worker: int, default: object = None) -> float:
        return float("-inf")
