"""Reads that are asked again by clients who have the answer: only what decided it is asked, and nothing is made anew.

Whoever asks with a tag asks by the same address, with the same token, for the same format. Finding the endpoint,
reading the query, looking at the token's signature and making the tag all come to the same as the time before, so a
process remembers whom it told that nothing changed, and which question to the database that hung on (decision 43).
The next time it asks this question alone. The same answer makes the same tag; with any other the request goes its
ordinary way. The gate stands before both.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import msgspec

from freelancerclub.kit.clock import Clock
from freelancerclub.wire.conditions import is_known
from freelancerclub.wire.incoming import Incoming

MOST = 4_096  # remembered in a process …
LONGEST = 1_000  # … of addresses that are no longer than this: a kilobyte or two each


class Decided(Protocol):
    """What a tag hangs on, until time itself may change it."""

    @property
    def until(self) -> datetime: ...

    async def is_so(self) -> bool:
        """Whether it still says the same."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """That nothing changed: to whom, of which endpoint, in which format, with which headers."""

    endpoint: str
    caller: int | None
    format: str
    headers: dict[str, str]
    decided: Decided


class Again:
    """One process's; what was not asked for longest goes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: OrderedDict[bytes, Told] = OrderedDict()

    def find(self, incoming: Incoming) -> Told | None:
        """What the same client was told of what it asks for with a tag, if that may be so still."""
        sent = incoming.headers.get("if-none-match")
        if sent is None or incoming.method != "GET":
            return None
        key = _key(incoming)
        told = self._told.get(key)
        if told is None or not is_known(sent, told.headers["ETag"]) or self._clock() >= told.decided.until:
            return None
        self._told.move_to_end(key)
        return told

    def keep(self, incoming: Incoming, told: Told) -> None:
        if incoming.method != "GET" or _length(incoming) > LONGEST:
            return
        key = _key(incoming)
        self._told[key] = told
        self._told.move_to_end(key)
        if len(self._told) > MOST:
            self._told.popitem(last=False)

    def forget(self, incoming: Incoming) -> None:
        self._told.pop(_key(incoming), None)


def _key(incoming: Incoming) -> bytes:
    """Of all that an answer's tag depends on besides the database and the time; short, whatever was sent."""
    headers = incoming.headers
    parts = incoming.path, incoming.query, headers.get("authorization"), headers.get("accept")
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16).digest()


def _length(incoming: Incoming) -> int:
    return len(incoming.path) + sum(len(name) + len(value) for name, value in incoming.query.items())
