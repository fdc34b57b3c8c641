"""An endpoint's declaration: who may ask, what they send, what they get, what can be refused."""

import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from freelancerclub.errors import BodyTooLarge, Refusal
from freelancerclub.wire.paging import PagingRule
from freelancerclub.wire.validate import Fault, Inputs

Handler = Callable[..., Awaitable[Any]]

ORDINARY_BODY = 1 << 20
SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One declaration; routing, refusals, validation, documentation and the contract tests follow from it.

    paths: the canonical path first, then the aliases; `{name}` is an id of digits, or any text where the handler
        takes it as `str`.
    pairs: a tail of key/value segments is read as query parameters (list endpoints).
    allow: a value of `callers`; this room only hands it to the gate.
    takes, asks: the model of the body and of the query; asks_body: what isn't in the query may be in the body.
    faults: how a field's fault is printed, where fields can be at fault.
    writes: runs in one transaction that commits when the handler returns; a GET that writes answers no HEAD (R54).
    volatile: its answers hang on more than the request, what the database says and the quarter of the hour.
    deprecated: its answers carry a `Deprecation` header (RFC 9745).
    streams: its handler returns a `Following`, in no format but that of server-sent events.
    body_limit: bytes; too_large: what a larger body is refused with.
    """

    methods: tuple[str, ...]
    paths: tuple[str, ...]
    handler: Handler
    allow: Any
    out: Any
    takes: type[Inputs] | None = None
    asks: type[Inputs] | None = None
    paged: PagingRule | None = None
    asks_body: bool = False
    faults: Fault | None = None
    refuses: tuple[type[Refusal], ...] = ()
    pairs: bool = False
    writes: bool = True
    private: bool = False
    volatile: bool = False
    deprecated: bool = False
    streams: bool = False
    body_limit: int = ORDINARY_BODY
    too_large: type[Refusal] = BodyTooLarge

    @property
    def name(self) -> str:
        return f"{self.methods[0]} {self.paths[0]}"

    @property
    def texts(self) -> frozenset[str]:
        """The names in its paths that any text may stand for."""
        return frozenset(name for name, kind in inspect.get_annotations(self.handler).items() if kind is str)

    @property
    def answers_head(self) -> bool:
        return "GET" in self.methods and not self.writes

    @property
    def may_be_asked_again(self) -> bool:
        """Whether somebody who is told that nothing changed may be told so again by what that hung on."""
        return not (self.writes or self.private or self.volatile)

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.handler) or "").split("\n", 1)[0]


class Router:
    """Collects a feature's endpoints; `routes.py` declares with its decorators."""

    def __init__(self) -> None:
        self._endpoints: list[Endpoint] = []

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self._endpoints)

    def get(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        return self._declare(("GET",), paths, **{"writes": False} | declared)

    def stream(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A stream of server-sent events, which reads and never writes."""
        return self._declare(("GET",), paths, **declared, writes=False, private=True, streams=True)

    def post(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        return self._declare(("POST",), paths, **declared)

    def delete(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        return self._declare(("DELETE",), paths, **declared)

    def put(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        return self._declare(("PUT",), paths, **declared)

    def save(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A change that POST and PUT both make (R10)."""
        return self._declare(("POST", "PUT"), paths, **declared)

    def remove(self, *paths: str, **declared: Any) -> Callable[[Handler], Handler]:
        """A removal that DELETE and POST both make (R36)."""
        return self._declare(("DELETE", "POST"), paths, **declared)

    def _declare(
        self, methods: tuple[str, ...], paths: tuple[str, ...], **declared: Any
    ) -> Callable[[Handler], Handler]:
        declared["refuses"] = tuple(declared.get("refuses", ()))

        def register(handler: Handler) -> Handler:
            self._endpoints.append(Endpoint(methods=methods, paths=paths, handler=handler, **declared))
            return handler

        return register
