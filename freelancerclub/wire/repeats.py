"""Repeats: what the wire asks of whoever remembers the answers to requests that are to be done once."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, Protocol

from freelancerclub.wire.decode import Form
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.incoming import Incoming

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"


class Answered(NamedTuple):
    """What a request was answered: the JSON, and what its handler added to the headers."""

    body: bytes
    headers: Mapping[str, str]


class Attempt(Protocol):
    """One request with an Idempotency-Key.

    answered: what the first one was answered; else this is the first, and has to end in `keep` or `give_up`.
    """

    answered: Answered | None

    async def keep(self, ctx: Any, body: bytes) -> None:
        """In the transaction of the change, as its last statement."""

    async def give_up(self) -> None:
        """What was begun came to nothing."""


Attempts = Callable[[Incoming, Endpoint, Any, Form], Awaitable[Attempt]]


def is_once(incoming: Incoming, endpoint: Endpoint) -> bool:
    """Whether a request is to be done once: a POST that changes something and brings a key."""
    return incoming.method == "POST" and HEADER.lower() in incoming.headers and endpoint.writes
