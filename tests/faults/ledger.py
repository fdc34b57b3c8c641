"""The client's own log: what it sent, what was acknowledged, and what it can't know because nobody answered."""

import threading
import time
from dataclasses import dataclass, field

NOTHING = ""


@dataclass
class Person:
    """One account as its owner knows it.

    mark: what the last acknowledged change wrote into bio, tags and phone at once.
    maybe: marks of changes that nobody answered; one may have become true.
    """

    email: str
    name: str
    city: str
    discipline: str
    mark: str
    maybe: list[str] = field(default_factory=list)
    token: str | None = None
    logged_in: int = 0
    maybe_logged_in: int = 0
    forgot: int = 0
    maybe_forgot: int = 0


@dataclass(frozen=True)
class Failure:
    """A request that wasn't answered with what it asked for; `status` 0 is no answer at all."""

    began: float
    ended: float
    what: str
    status: int


@dataclass
class Ledger:
    """Of all threads of the client. Times are of time.monotonic()."""

    people: list[Person] = field(default_factory=list)
    unsure: list[Person] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    traffic: list[tuple[float, int]] = field(default_factory=list)
    unsure_traffic: int = 0
    acknowledged: int = 0
    changing: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, began: float, what: str, status: int) -> None:
        with self.changing:
            self.failures.append(Failure(began, time.monotonic(), what, status))
            if status == 500:
                self.wrong.append(f"{what}: 500")

    def object(self, what: str) -> None:
        """Something that may never happen."""
        with self.changing:
            self.wrong.append(what)

    def metered(self, size: int) -> None:
        with self.changing:
            self.traffic.append((time.monotonic(), size))

    def bytes_between(self, begin: float, end: float) -> int:
        return sum(size for moment, size in self.traffic if begin <= moment <= end)
