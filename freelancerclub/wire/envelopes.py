"""The finite table of outer shapes: what stands around the data in every documented answer."""

from typing import Any, Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")
U = TypeVar("U")


class Data(msgspec.Struct, Generic[T], frozen=True):
    """`{"data": …}`: one object, or a list without a count."""

    data: T


class Meta(msgspec.Struct, frozen=True):
    """`limit` and `offset` are strings in the few answers that echo what was sent (R7)."""

    total: int
    limit: int | str
    offset: int | str


class Page(msgspec.Struct, Generic[T], frozen=True):
    """`{"meta": {"total", "limit", "offset"}, "data": [...]}`."""

    meta: Meta
    data: list[T]


class PageOrFalse(msgspec.Struct, Generic[T], frozen=True):
    """As `Page`, but `"data": false` where no row is left to show (R4)."""

    meta: Meta
    data: list[T] | Literal[False]


class Total(msgspec.Struct, frozen=True):
    """How many there are, where all of them are shown (L1635)."""

    total: int


class Whole(msgspec.Struct, Generic[T], frozen=True):
    """`{"meta": {"total"}, "data": …}`: a list without pages, or one object of it."""

    meta: Total
    data: T


class PageAside(msgspec.Struct, Generic[T, U], frozen=True):
    """A page of pictures, and beside it all portfolios of their owner (R31)."""

    meta: Meta
    data: list[T]
    portfolios: list[U]


class InboxMeta(msgspec.Struct, frozen=True):
    """`new` are those not seen yet (L3934)."""

    total: int
    new: int
    limit: int | str
    offset: int | str


class Inbox(msgspec.Struct, Generic[T], frozen=True):
    """`{"meta": {"total", "new", "limit", "offset"}, "data": [...]}`."""

    meta: InboxMeta
    data: list[T]


class ThreadsMeta(msgspec.Struct, frozen=True):
    """`unread` are the conversations with something that wasn't read (L4288)."""

    total: int
    limit: int | str
    offset: int | str
    unread: int


class Threads(msgspec.Struct, Generic[T], frozen=True):
    """`{"meta": {"total", "limit", "offset", "unread"}, "data": [...]}`."""

    meta: ThreadsMeta
    data: list[T]


class Stretch(msgspec.Struct, Generic[T], frozen=True):
    """`{"hasmore": …, "data": [...]}`: rows from a cursor on (L72)."""

    hasmore: bool
    data: list[T]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """`{"status": "200", "message": …}`."""

    status: str = "200"
    message: str


class DoneWith(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """As `Done`, and what came of it under `data` (L3182)."""

    status: str = "200"
    message: str
    data: T


class Token(msgspec.Struct, Generic[T], frozen=True):
    """`{"token": …, "data": {…}}`: a log-in (L140)."""

    token: str
    data: T


def written(answer: Any) -> bytes:
    """The answer as JSON bytes, from which every other format is made."""
    return msgspec.json.encode(answer)
