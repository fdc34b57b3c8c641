"""Limits: a number of tries in a window of seconds, and the count of them that one process keeps."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

_WRITTEN = re.compile(r"([1-9]\d{0,8})/([1-9]\d{0,6})\Z", re.ASCII)
Window = tuple[str, int]  # subject, start of the window in seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so many seconds; windows begin at multiples of their length."""

    tries: int
    seconds: int

    @classmethod
    def parse(cls, written: str) -> "Limit":
        """`10/300` is ten tries in five minutes. Raises ValueError."""
        match = _WRITTEN.match(written.strip())
        if match is None:
            raise ValueError("should be written N/SECONDS, as in 10/300")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.tries}/{self.seconds}"

    def start(self, now: datetime) -> int:
        second = int(now.timestamp())
        return second - second % self.seconds

    def began(self, now: datetime) -> datetime:
        return datetime.fromtimestamp(self.start(now), UTC)

    def ends(self, now: datetime) -> int:
        return self.start(now) + self.seconds

    def wait(self, now: datetime) -> int:
        """Whole seconds until the next window, at least one."""
        return max(1, self.ends(now) - int(now.timestamp()))


class Turn(NamedTuple):
    """What the X-RateLimit headers say; `reset` is in seconds since 1970, `wait` in seconds from now."""

    limit: int
    remaining: int
    reset: int
    wait: int
    is_over: bool


class Tally:
    """One process's count of requests; `take` and `learn` join it with what the other processes counted."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._known: dict[Window, int] = {}
        self._fresh: dict[Window, int] = {}

    def count(self, subject: str, now: datetime) -> Turn:
        """Counts one request and says how many are left."""
        second = int(now.timestamp())
        start = second - second % self.limit.seconds
        window, ends = (subject, start), start + self.limit.seconds
        fresh = self._fresh.get(window, 0) + 1
        self._fresh[window] = fresh
        hits = self._known.get(window, 0) + fresh
        left = self.limit.tries - hits
        return Turn(self.limit.tries, max(0, left), ends, max(1, ends - second), left < 0)

    def take(self) -> dict[Window, int]:
        """What was counted here since the last take."""
        taken, self._fresh = self._fresh, {}
        for window, hits in taken.items():
            self._known[window] = self._known.get(window, 0) + hits
        return taken

    def give_back(self, taken: dict[Window, int]) -> None:
        """What the taker could not write is fresh again."""
        for window, hits in taken.items():
            self._known[window] -= hits
            self._fresh[window] = self._fresh.get(window, 0) + hits

    def learn(self, totals: dict[Window, int], now: datetime) -> None:
        """What all processes together counted; windows that are over are forgotten."""
        self._known.update(totals)
        current = self.limit.start(now)
        self._known = {window: hits for window, hits in self._known.items() if window[1] >= current}


def network_of(address: str) -> str:
    """The address that is counted: an IPv6 customer has a whole /64 to himself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{IPv6Address(int(found) >> 64 << 64)}/64"
    return address
