"""Doors: what the wire needs of the features — who is calling, whether we are open, what is counted."""

import asyncio
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from freelancerclub import __version__, shapes
from freelancerclub.adapters.tokens import Forged
from freelancerclub.callers import Allow, Caller
from freelancerclub.config import Settings
from freelancerclub.context import Context, Services
from freelancerclub.db.asked import Overheard
from freelancerclub.db.pool import DatabaseAway
from freelancerclub.errors import TokenInvalid
from freelancerclub.features.auth.actions import do_join_counts, do_note_keys_used
from freelancerclub.features.auth.queries import (
    access_caller,
    access_key_holder,
    bearer_of,
    find_standing,
    is_closed_for_maintenance,
    role_asked,
)
from freelancerclub.features.auth.rules import digest
from freelancerclub.features.profiles.actions import do_note_seen
from freelancerclub.features.usage.actions import do_add_usage
from freelancerclub.kit.clock import next_quarter, today
from freelancerclub.kit.limits import Tally, Turn, network_of
from freelancerclub.kit.meter import Meter, Presence
from freelancerclub.wire.conditions import Condition
from freelancerclub.wire.endpoint import SAFE, Endpoint
from freelancerclub.wire.incoming import Incoming
from freelancerclub.wire.streaming import TICK

SWITCH_AGE = 1.0  # seconds for which a worker believes what it last read of the maintenance switch
WATCH_EVERY = 3  # ticks between two looks at whether those who follow a stream still may
BOOKS_EVERY = 1.0  # seconds between two joinings of what the workers counted
REMEMBERED_KEYS = 4_096
SHAPES = Path(shapes.__file__).parent
API_KEY_HEADER = "freelancerclub-api-key"
_API_KEY = re.compile(r"[a-z0-9]{40}\Z")

log = structlog.get_logger("doors")


class Doors:
    """One process's."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._salt = _salt(services.settings)
        self._closed = False
        self._read_at = float("-inf")
        self._tally = Tally(services.settings.rate_limit)
        self._meter = Meter()
        self._presence = Presence()
        self._keys_used: dict[int, datetime] = {}
        self._holders: OrderedDict[str, int] = OrderedDict()
        self._refused: OrderedDict[bytes, None] = OrderedDict()

    async def maintenance(self) -> int | None:
        """Read at most once a second, so that the switch is cheap and yet quick."""
        if time.monotonic() - self._read_at > SWITCH_AGE:
            self._read_at = time.monotonic()
            self._closed = await is_closed_for_maintenance(self._services.database)
        return self._services.settings.maintenance_retry if self._closed else None

    def count(self, incoming: Incoming) -> Turn:
        """Counts for the person of a right token or known key, else for the address."""
        now = self._services.clock()
        person_id = self._sender(incoming, now)
        subject = network_of(incoming.client) if person_id is None else f"person {person_id}"
        return self._tally.count(subject, now)

    def distrust(self, incoming: Incoming) -> None:
        """A token or key that was refused counts for its network from now on: nobody's requests are used up by
        somebody with a token that they ended."""
        bearer, key = credentials(incoming)
        if bearer is not None:
            self._refused[digest(bearer)] = None
            if len(self._refused) > REMEMBERED_KEYS:
                self._refused.popitem(last=False)
        elif key is not None:
            self._holders.pop(key, None)

    def _sender(self, incoming: Incoming, now: datetime) -> int | None:
        """Whose right token or known key a request came with, as far as can be told without the database."""
        bearer, key = credentials(incoming)
        if bearer is not None:
            if self._refused and digest(bearer) in self._refused:
                return None
            with suppress(Forged):
                return self._services.tokens.read(bearer, now).person_id
            return None
        return None if key is None else self._holders.get(key)

    async def authenticate(self, incoming: Incoming, allow: Allow, ids: tuple[int | str, ...]) -> Caller | None:
        """Raises TokenNotProvided, TokenExpired, TokenInvalid, TooOldToRefresh, BadApiKey, or what `allow` says."""
        if allow.token == "none":
            return None
        bearer, key = credentials(incoming)
        if bearer is None and key is not None:
            caller = await self._by_key(key, allow)
        else:
            caller = await access_caller(self._services, bearer, allow)
        allow.check(caller, ids)
        return caller

    async def _by_key(self, key: str, allow: Allow) -> Caller:
        caller = await access_key_holder(self._services, key)
        if not allow.keys:
            raise TokenInvalid
        self._holders[key] = caller.id
        if len(self._holders) > REMEMBERED_KEYS:
            self._holders.popitem(last=False)
        assert caller.key_id is not None
        self._keys_used[caller.key_id] = self._services.clock()
        return caller

    def context(self, endpoint: Endpoint, caller: Any, incoming: Incoming) -> AbstractAsyncContextManager[Context]:
        """A change runs in one transaction that commits when the handler returns; reads stand by themselves."""
        services, bearer = self._services, credentials(incoming)[0]
        ctx = Context(services, services.database, services.clock(), incoming.client, caller, bearer)
        if "GET" in endpoint.methods and incoming.method in SAFE:
            ctx.condition = Condition(incoming.headers.get("if-none-match"), incoming.format, self._salt)
            if ctx.is_conditional and endpoint.may_be_asked_again:
                self._overhear(ctx)
        return self._changing(ctx) if endpoint.writes else NoTransaction(ctx)

    def _overhear(self, ctx: Context) -> None:
        """What is asked for a client who has an answer is remembered, who asked included; of an API key nothing is
        known beyond this moment."""
        ctx.db, caller = Overheard(self._services.database), ctx.caller
        ctx.until = next_quarter(ctx.now)
        if caller is not None:
            claim = caller.claim or caller.proven
            ctx.until = None if claim is None or claim.expires is None else min(ctx.until, claim.expires)
            if caller.proven is not None:
                ctx.db.hear(*role_asked(caller))

    @asynccontextmanager
    async def _changing(self, ctx: Context) -> AsyncIterator[Context]:
        turn = self.turn_of(ctx.caller)
        async with self._services.database.transaction(by_key=True, turn=turn) as changes:
            ctx.db = changes
            yield ctx

    def turn_of(self, caller: Caller | None) -> AbstractAsyncContextManager[None] | None:
        """What one person changes at once waits here, not each on a connection for the same rows."""
        return None if caller is None else self._services.changes.of(caller.id)

    def meter(self, person_id: int, upload: int, download: int, *, is_here: bool = True) -> None:
        """is_here: the person did something; what a stream tells them is no sign of that."""
        now = self._services.clock()
        self._meter.add(person_id, today(now, self._services.settings.time_zone), upload, download)
        if is_here:
            self._presence.see(person_id, now)

    async def keep_watch(self) -> None:
        """Until cancelled: looks after the open streams, and ends those of whoever may not follow any more."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            self._services.streams.tick()
            ticks += 1
            if ticks % WATCH_EVERY == 0 and len(self._services.streams):
                try:
                    await self.look_at_streams()
                except DatabaseAway as away:  # then nothing is taken from anybody either
                    log.warning("streams wait for the database", reason=str(away))
                except Exception:
                    log.exception("streams not looked at")  # and looked at next time: nobody else does

    async def look_at_streams(self) -> None:
        """One statement for all of them, however many there are."""
        streams = list(self._services.streams)
        if await self.maintenance() is not None:
            self._services.streams.end_all()
            return
        callers = [stream.caller for stream in streams]
        standing = await find_standing(self._services.database, callers, self._services.clock())
        for at, stream in enumerate(streams):
            if at not in standing:
                stream.end()

    async def keep_books(self) -> None:
        """Until cancelled: every second what was counted here joins what the other processes counted."""
        while True:
            await asyncio.sleep(BOOKS_EVERY)
            try:
                await self.close_books()
            except DatabaseAway as away:
                log.warning("counts wait for the database", reason=str(away))
            except Exception:
                log.exception("counts not written")  # and tried again: nobody else does

    async def close_books(self) -> None:
        """Writes what was counted; what can't be written is kept for the next time, and what was written just when
        the connection was lost is counted twice."""
        counted, used, seen = self._meter.take(), self._keys_used, self._presence.take(self._services.clock())
        tallied, self._keys_used = self._tally.take(), {}
        try:
            async with self._services.database.transaction() as books:
                totals = await do_join_counts(books, tallied)
                await do_add_usage(books, counted)
                await do_note_keys_used(books, used)
                await do_note_seen(books, seen)
        except BaseException:
            self._tally.give_back(tallied)
            self._meter.give_back(counted)
            self._presence.give_back(seen)
            self._keys_used = used | self._keys_used
            raise
        self._tally.learn(totals, self._services.clock())


class NoTransaction(AbstractAsyncContextManager[Context]):
    """The context of a read, which neither begins nor ends anything."""

    __slots__ = ("_ctx",)

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def __aenter__(self) -> Context:
        return self._ctx

    async def __aexit__(self, *_: object) -> None:
        return None


def _salt(settings: Settings) -> bytes:
    """What answers depend on besides their rows: this program's shapes, and the settings that are printed."""
    written = b"".join(path.read_bytes() for path in sorted(SHAPES.glob("*.py")))
    printed = f"{__version__} {settings.site_url} {settings.placeholder_image} {settings.time_zone}"
    return hashlib.blake2b(printed.encode() + written, digest_size=32).digest()


def credentials(incoming: Incoming) -> tuple[str | None, str | None]:
    """The token and the API key of a request, taken from its headers once."""
    if incoming.credentials is None:
        incoming.credentials = _credentials(incoming)
    return incoming.credentials


def _credentials(incoming: Incoming) -> tuple[str | None, str | None]:
    """A bearer of 40 lower case letters and digits is a key (R78)."""
    bearer = bearer_of(incoming.headers.get("authorization"))
    if bearer is not None and _API_KEY.match(bearer):
        return None, bearer
    return bearer, None if bearer is not None else incoming.headers.get(API_KEY_HEADER)
