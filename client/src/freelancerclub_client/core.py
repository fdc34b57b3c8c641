"""The one way that a call takes, whoever sends it: what is sent, what is tried again, when a token is renewed.

It is a generator of steps, and does nothing itself: a door (Club, AsyncClub) carries the steps out and tells what came
of them.
"""

import json
import random
import uuid
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from freelancerclub_client.calls import Call, data_as, get
from freelancerclub_client.errors import LoggedOut, Refused, Unreachable, Unreadable, refusal, seconds_of
from freelancerclub_client.records.people import LoginUser

T = TypeVar("T")

API_KEY, ONCE = "Freelancerclub-API-KEY", "Idempotency-Key"
EXPIRED = "token_expired"
PASSING = (429, 503)  # refused before anything was done, and bound to pass
HALFWAY = (502, 504)  # said by a proxy: it may have been done
CONFLICT = 409


@dataclass
class Session:
    """Who asks, and where.

    on_token: told every new token, to keep it; an empty one means logged out
    root: the path that the club's address ends with, where it has one
    """

    token: str = field(default="", repr=False)  # neither is to stand in a log
    key: str = field(default="", repr=False)
    on_token: Callable[[str], None] | None = None
    root: str = ""

    def take(self, token: str) -> None:
        self.token = token
        if self.on_token is not None:
            self.on_token(token)


@dataclass(frozen=True)
class Patience:
    """How often and how long to try again.

    tries: at most so many requests for one call · first: seconds before the second, twice as many before each further
    one · longest: no pause is longer; a service that asks for a longer one gets its refusal raised
    """

    tries: int = 5
    first: float = 0.5
    longest: float = 30.0

    def pause(self, tried: int, wanted: float | None) -> float | None:
        """Seconds to wait after so many tries; None to give up. A little of it is chance, so that many clients that
        were refused together don't come back together."""
        if tried >= self.tries or (wanted is not None and wanted > self.longest):
            return None
        step = min(self.first * 2 ** (tried - 1), self.longest)
        if wanted is None:
            return random.uniform(step / 2, step)  # noqa: S311 -- spreads load, guards nothing
        return wanted + random.uniform(0, self.first)  # noqa: S311


@dataclass(frozen=True)
class Request:
    """What goes over the wire."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict, repr=False)
    files: Mapping[str, tuple[str, bytes, str]] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Reply:
    """What came back; the names of the headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def decoded(self) -> Any:
        """Raises Unreadable."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):  # the latter of lists in lists in lists …
            raise Unreadable(self.status, self.body) from None

    def read(self, by: Callable[[Any], T]) -> T:
        """What its JSON says. Raises Unreadable where it is none, or says something else than was asked."""
        try:
            return by(self.decoded())
        except (KeyError, TypeError, IndexError, AttributeError, ValueError):
            raise Unreadable(self.status, self.body) from None

    @property
    def said(self) -> Mapping[str, Any] | None:
        """The object of a refusal; None where it is none of the service's."""
        try:
            body = self.decoded()
        except Unreadable:
            return None
        body = body[0] if isinstance(body, list) and body else body
        return body if isinstance(body, dict) and "message" in body else None


@dataclass(frozen=True)
class Lost:
    """No answer came. `unsent`: there wasn't even a connection to ask through."""

    reason: str
    unsent: bool


@dataclass(frozen=True)
class Send:
    request: Request


@dataclass(frozen=True)
class Sleep:
    seconds: float


@dataclass(frozen=True)
class Alone:
    """Steps that no other call of the same door takes at the same time."""

    turn: "Turn[None]"


Outcome = Reply | Lost | None
Turn = Generator[Send | Sleep | Alone, Outcome, T]


def converse(call: Call[T], session: Session, patience: Patience) -> Turn[T]:
    """From a call to its result. Raises Refused, Unreachable, Unreadable."""
    once = uuid.uuid4().hex if call.keyed else ""
    tried, is_renewed = 0, False
    while True:
        token = session.token
        outcome = yield Send(request_of(call, session, once))
        tried += 1
        if not is_renewed and token and is_expired(outcome) and not call.open:
            is_renewed = True
            yield Alone(renew(session, token, patience))
            continue
        pause = patience.pause(tried, wanted_pause(outcome)) if may_repeat(call, outcome) else None
        if pause is None:
            return conclude(call, session, outcome)
        yield Sleep(pause)


def request_of(call: Call[Any], session: Session, once: str) -> Request:
    headers = {"Accept": "*/*" if call.plain else "application/json"}
    if once:
        headers[ONCE] = once
    if not call.open:
        headers |= credentials(session, call.in_person)
    files = {call.file.field: (call.file.name, call.file.data, call.file.media_type)} if call.file else {}
    path = below(session.root, call.path) if call.plain else call.path
    return Request(call.method, path, call.query, call.form, files, headers)


def below(root: str, path: str) -> str:
    """The path of an address, as it goes on from the club's own; every other path stays as it is."""
    return path.removeprefix(root) if f"{path}/".startswith(f"{root}/") else path


def credentials(session: Session, in_person: bool = False) -> dict[str, str]:
    if session.key and not in_person:
        return {API_KEY: session.key}
    return {"Authorization": f"Bearer {session.token}"} if session.token else {}


def is_expired(outcome: Outcome) -> bool:
    if not isinstance(outcome, Reply) or outcome.status != 403:
        return False
    said = outcome.said
    return said is not None and said["message"] == EXPIRED


def may_repeat(call: Call[Any], outcome: Outcome) -> bool:
    """Whether sending it again can help, and can't do it twice."""
    can_be_twice = call.repeats or call.keyed
    if isinstance(outcome, Lost):
        return outcome.unsent or can_be_twice
    assert outcome is not None
    if outcome.status == CONFLICT:  # our own first try is still being worked on
        return call.keyed and "retry-after" in outcome.headers
    return outcome.status in PASSING or (outcome.status in HALFWAY and can_be_twice)


def wanted_pause(outcome: Outcome) -> float | None:
    return seconds_of(outcome.headers.get("retry-after")) if isinstance(outcome, Reply) else None


def conclude(call: Call[T], session: Session, outcome: Outcome) -> T:
    if isinstance(outcome, Lost):
        raise Unreachable(outcome.reason, may_be_done=not outcome.unsent)
    assert outcome is not None
    if not 200 <= outcome.status < 300:
        refused = refused_by(outcome)
        if isinstance(refused, Refused) and refused.message in call.instead:
            return call.instead[refused.message]
        raise refused
    if call.plain:
        return call.read(outcome.body)
    result, token = outcome.read(lambda body: (call.read(body), token_of(body) if call.keeps_token else ""))
    if call.keeps_token or call.drops_token:
        session.take(token)
    return result


def token_of(body: Mapping[str, Any]) -> str:
    """The new one, which stands beside the data. Raises KeyError, TypeError."""
    token = body["token"]
    if not isinstance(token, str):
        raise TypeError("a token is a text")
    return token


def refused_by(reply: Reply) -> Refused | Unreadable:
    """Of a service that is away a proxy may speak, in its own way; nobody else may."""
    said = reply.said
    if said is None and reply.status < 500:
        return Unreadable(reply.status, reply.body)
    return refusal(reply.status, said or {"message": "Service Unavailable"}, reply.headers)


REFRESH = get("/auth/refresh", data_as(LoginUser), in_person=True, keeps_token=True)


def renew(session: Session, token: str, patience: Patience) -> Turn[None]:
    """A new token for one that has expired, unless another call has fetched it meanwhile. Raises LoggedOut."""
    if session.token != token:
        return
    try:
        yield from refresh(session, patience)
    except LoggedOut:
        session.take("")
        raise


def refresh(session: Session, patience: Patience) -> Turn[None]:
    tried = 0
    while True:
        outcome = yield Send(request_of(REFRESH, session, ""))
        tried += 1
        pause = patience.pause(tried, wanted_pause(outcome)) if may_repeat(REFRESH, outcome) else None
        if pause is None:
            conclude(REFRESH, session, outcome)
            return
        yield Sleep(pause)
