"""The gate: what stands before every endpoint, in the order of refusal (contract section 2)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from freelancerclub.errors import ServiceUnavailable, TooManyRequests, UnsupportedProtocol
from freelancerclub.kit.limits import Turn
from freelancerclub.wire.incoming import Incoming

Authenticate = Callable[[Incoming, Any, tuple[int | str, ...]], Awaitable[Any]]
Maintenance = Callable[[], Awaitable[int | None]]
Count = Callable[[Incoming], Turn]
Meter = Callable[..., None]
Distrust = Callable[[Incoming], None]
Observe = Callable[[str, int, str | None, float], None]


@dataclass(frozen=True)
class Gate:
    """What it needs of the features is handed in by `app.py`.

    maintenance: seconds to wait while the service is closed, else None.
    count: counts a request for whoever sent it and says how many are left.
    authenticate: the caller, given what the endpoint's `allow` asks for; raises a TokenRefused.
    distrust: hears of a request whose token or key was refused.
    meter: adds up (person, bytes received, bytes sent), and whether the person did something (is_here).
    observe: notes (endpoint, status, refusal, seconds) of an answered request.
    slow_request: milliseconds from which a request is logged as a warning.
    """

    require_https: bool
    maintenance: Maintenance
    count: Count
    authenticate: Authenticate
    distrust: Distrust
    meter: Meter
    observe: Observe
    slow_request: int

    async def pass_through(self, incoming: Incoming, turn: Turn, allow: Any, ids: tuple[int | str, ...]) -> Any:
        """The caller (None where a token isn't needed). Protocol, then maintenance, then rate, then token."""
        await self.let_in(incoming, turn)
        return await self.authenticate(incoming, allow, ids)

    async def let_in(self, incoming: Incoming, turn: Turn) -> None:
        """All that is asked of everybody, whoever they are."""
        if self.require_https and incoming.scheme != "https":
            raise UnsupportedProtocol
        closed_for = await self.maintenance()
        if closed_for is not None:
            raise ServiceUnavailable(closed_for)
        if turn.is_over:
            raise TooManyRequests(turn.wait)
