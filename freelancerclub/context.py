"""Context: all that a handler, an action or a task reaches the world through, so that tests control it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from freelancerclub.adapters.files import Files
from freelancerclub.adapters.links import Links
from freelancerclub.adapters.mail import Mailer
from freelancerclub.adapters.passwords import Passwords
from freelancerclub.adapters.pictures import Pictures
from freelancerclub.adapters.push import Pusher
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.adapters.video import Videos
from freelancerclub.callers import Caller
from freelancerclub.config import Settings
from freelancerclub.db.asked import Overheard, StillSo
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.pages import Page, Pages
from freelancerclub.db.pool import Database
from freelancerclub.kit.clock import Clock
from freelancerclub.kit.turns import Turns
from freelancerclub.tasks.queue import Queue
from freelancerclub.wire.conditions import Condition
from freelancerclub.wire.streaming import Streams


@dataclass(frozen=True)
class Services:
    """What lives as long as the process."""

    settings: Settings
    database: Database
    clock: Clock
    passwords: Passwords
    tokens: Tokens
    mail: Mailer
    queue: Queue
    fragments: Fragments
    pages: Pages[Page]
    candidates: Pages[Any]
    videos: Videos
    files: Files
    pictures: Pictures
    links: Links
    streams: Streams
    refusals: Turns
    changes: Turns
    push: Pusher | None = None

    def close(self) -> None:
        """Ends the threads and children that work for this process."""
        self.passwords.close()
        self.pictures.close()


@dataclass(slots=True)
class Context:
    """One request's or task's view of the services.

    db: reads by themselves, or the request's one transaction.
    client: the address the request came from.
    me: the caller; endpoints that let anyone in never look at it.
    headers: what the handler adds to the answer's headers.
    condition: of a GET, what its client has already.
    until: when the same answers of the database may mean something else.
    """

    services: Services
    db: Database
    now: datetime
    client: str = ""
    caller: Caller | None = None
    bearer: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    condition: Condition | None = None
    until: datetime | None = None

    @property
    def me(self) -> Caller:
        assert self.claimant.claim is None, "nobody has asked yet whether this token still counts"
        return self.claimant

    @property
    def claimant(self) -> Caller:
        """The caller; where it has a claim, the handler's statement has to ask whether that still counts."""
        assert self.caller is not None, "an endpoint that lets anyone in asked who is there"
        return self.caller

    @property
    def settings(self) -> Settings:
        return self.services.settings

    @property
    def passwords(self) -> Passwords:
        return self.services.passwords

    @property
    def tokens(self) -> Tokens:
        return self.services.tokens

    @property
    def mail(self) -> Mailer:
        return self.services.mail

    @property
    def fragments(self) -> Fragments:
        return self.services.fragments

    @property
    def files(self) -> Files:
        return self.services.files

    @property
    def pictures(self) -> Pictures:
        return self.services.pictures

    @property
    def links(self) -> Links:
        return self.services.links

    @property
    def streams(self) -> Streams:
        return self.services.streams

    @property
    def push(self) -> Pusher | None:
        """None where no push service is configured."""
        return self.services.push

    @property
    def videos(self) -> Videos:
        return self.services.videos

    @property
    def is_conditional(self) -> bool:
        """Whether the client has an answer already, and asks for another one only if that is old."""
        return self.condition is not None and self.condition.sent is not None

    def decided(self) -> StillSo | None:
        """What the answer to this read hung on besides the request, where that can be asked again."""
        return self.db.still_so(self.until) if isinstance(self.db, Overheard) and self.until is not None else None

    def made_of(self, *parts: Any) -> None:
        """What decides every byte of the answer, told before it is written: ends a GET whose client has it.

        Only where the handler has nothing more to do, and where the rows that it reads afterwards are those of these
        versions or newer ones.
        """
        if self.condition is not None:
            self.condition.made_of(*parts)

    def signed(self, address: str) -> str:
        """An address of this site's that opens what isn't for everybody yet, for an hour."""
        path = address.removeprefix(self.settings.site_url)
        return address.removesuffix(path) + self.links.signed(path, self.now)

    async def later(self, task: str, **arguments: Any) -> None:
        """Queues a task inside the transaction of the change: it runs if, and only after, that commits."""
        await self.services.queue.defer(self.db, task, arguments)

    async def later_each(self, task: str, arguments: Sequence[dict[str, Any]]) -> None:
        """As `later`, a task of its own for each, in one statement."""
        if arguments:
            await self.services.queue.defer(self.db, task, *arguments)
