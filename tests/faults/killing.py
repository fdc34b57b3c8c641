"""Kills one process after the other at random moments, and watches how long the service takes to heal."""

import os
import random
import signal
import time
from dataclasses import dataclass

import psutil

from faults.service import Service

HEALED = 10.0  # seconds, the promise
IN_A_ROW = 3  # answers that count as healed
KINDS = ("api", "worker", "database")


@dataclass
class Kill:
    what: str
    at: float
    healed_after: float = float("inf")


class Killer:
    """`kills` is what it did; the moments and victims follow from its seed, as far as the machine allows."""

    def __init__(self, service: Service, seed: int) -> None:
        self._service = service
        self._random = random.Random(seed)
        self.kills: list[Kill] = []

    def kill_all_kinds(self, times: int) -> None:
        """So many of each kind, in a random order."""
        planned = [kind for kind in KINDS for _ in range(times)]
        self._random.shuffle(planned)
        for kind in planned:
            time.sleep(self._random.uniform(0.2, 1.0))
            self.kill(kind)

    def kill(self, kind: str) -> None:
        victim = self._victim(kind)
        kill = Kill(f"{kind} {_role(victim)}".strip(), time.monotonic())
        os.kill(victim.pid, signal.SIGKILL)
        self.kills.append(kill)
        self._wait(kill)

    def kill_parent(self) -> None:
        """Everything goes but the database, which a supervisor's new start finds running."""
        kill = Kill("parent", time.monotonic())
        parent = self._service.parent()
        children = parent.children()
        os.kill(parent.pid, signal.SIGKILL)
        assert self._service.process is not None
        self._service.process.wait(5)
        _, alive = psutil.wait_procs(children, timeout=5)
        assert not alive, f"{alive} outlive their parent"
        self.kills.append(kill)
        self._service.start()
        kill.healed_after = time.monotonic() - kill.at

    def _victim(self, kind: str) -> psutil.Process:
        deadline = time.monotonic() + HEALED
        while time.monotonic() < deadline:
            service = self._service
            choices = {
                "api": service.api,
                "worker": service.background,
                "database": self._random.choice((service.postmaster, service.backends)),
            }[kind]()
            if choices:
                return self._random.choice(choices)
            time.sleep(0.02)
        raise AssertionError(f"no {kind} to kill:\n{self._service.last_lines()}")

    def _wait(self, kill: Kill) -> None:
        """Until it answers several times in a row and all processes are back."""
        good = 0
        while good < IN_A_ROW or not self._service.is_whole():
            good = good + 1 if self._service.status("/auth/disciplines") == 200 else 0
            assert time.monotonic() - kill.at < 3 * HEALED, f"{kill.what}: not healed\n{self._service.last_lines()}"
            time.sleep(0.03)
        kill.healed_after = time.monotonic() - kill.at


def _role(victim: psutil.Process) -> str:
    try:
        command = " ".join(victim.cmdline())
    except psutil.Error:
        return ""
    return "postmaster" if " -D " in command else "backend" if "[local]" in command else ""
