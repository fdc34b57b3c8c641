"""Repeating: a POST with an Idempotency-Key is done once; the answer is kept with the change and given again."""

import asyncio
import hashlib
import hmac
from contextlib import suppress
from typing import Any

from freelancerclub.config import token_key
from freelancerclub.context import Context, Services
from freelancerclub.db.pool import DatabaseAway
from freelancerclub.features.repeats.actions import Kept, Wanted, do_claim, do_give_up, do_keep
from freelancerclub.features.repeats.rules import checked_key, fingerprint_of, mark_of
from freelancerclub.kit.limits import network_of
from freelancerclub.wire.decode import Form
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.repeats import HEADER, Answered


class Repeating:
    """One process's."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Of its own, so that what is stored tells nothing about the secret that signs tokens.
        self._secret = hmac.digest(token_key(services.settings), b"repeats", hashlib.sha256)

    async def attempt(self, incoming: Incoming, endpoint: Endpoint, caller: Any, form: Form) -> "Attempt":
        """Raises BadIdempotencyKey, StillRunning, OtherRequest, AnsweredOnce."""
        services, person_id = self._services, getattr(caller, "id", None)
        who = f"address {network_of(incoming.client)}" if person_id is None else f"person {person_id}"
        mark = mark_of(who, checked_key(incoming.headers[HEADER.lower()]))
        # In a thread: of a picture it takes milliseconds in which nobody else would be answered.
        asked = endpoint.name, incoming.path, incoming.query, form
        fingerprint = await asyncio.to_thread(fingerprint_of, self._secret, *asked)
        claimed = await do_claim(
            services.database, Wanted(mark, fingerprint, person_id), services.clock(), services.settings.stalled_after
        )
        if isinstance(claimed, Kept):
            return Attempt(services, mark, answered=Answered(claimed.body, claimed.headers))
        return Attempt(services, mark, claimed, keeps_body=not endpoint.private)


class Attempt:
    """One request's."""

    def __init__(
        self,
        services: Services,
        mark: bytes,
        claim: bytes = b"",
        *,
        keeps_body: bool = True,
        answered: Answered | None = None,
    ) -> None:
        self.answered = answered
        self._services = services
        self._mark, self._claim = mark, claim
        self._keeps_body = keeps_body

    async def keep(self, ctx: Context, body: bytes) -> None:
        """Raises StillRunning where another request took this one for dead."""
        kept = body if self._keeps_body else None
        await do_keep(ctx.db, self._mark, self._claim, kept, ctx.headers, ctx.services.clock())

    async def give_up(self) -> None:
        """Where the database is away the claim ends by itself, as that of a process that died."""
        with suppress(DatabaseAway):
            await do_give_up(self._services.database, self._mark, self._claim)
