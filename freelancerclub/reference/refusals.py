"""Everything an endpoint says no with: what it declares, what its fields say, what the gate and the wire say."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from freelancerclub.errors import (
    BadApiKey,
    BodyTooLarge,
    BodyTooSlow,
    InternalError,
    InvalidInput,
    NotAcceptable,
    Refusal,
    ServiceUnavailable,
    TokenExpired,
    TokenInvalid,
    TokenNotProvided,
    TooManyRequests,
    UnknownMethod,
    UnknownPath,
    UnreadableBody,
    UnsupportedProtocol,
)
from freelancerclub.features.repeats.rules import AnsweredOnce, BadIdempotencyKey, OtherRequest, StillRunning
from freelancerclub.reference.fields import FieldDoc, fields_of
from freelancerclub.reference.schemas import Schema, without_line
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.failures import body_of
from freelancerclub.wire.paging import BadLimit, BadOffset
from freelancerclub.wire.validate import Fault, invalid

# Said wherever they apply, whatever the endpoint: shown once in the introduction.
EVERYWHERE: tuple[type[Refusal], ...] = (
    UnknownPath,
    UnknownMethod,
    NotAcceptable,
    UnsupportedProtocol,
    ServiceUnavailable,
    TooManyRequests,
    InternalError,
    BadIdempotencyKey,
    StillRunning,
    AnsweredOnce,
    OtherRequest,
)
NOT_JSON = "The request body is not valid JSON"  # one of the sentences of a body that can't be read


@dataclass(frozen=True)
class Said:
    """One no of an endpoint, with the exact body."""

    name: str
    status: int
    body: Any
    note: str
    group: str  # token, body, or the endpoint's own
    varies: bool = False

    @property
    def message(self) -> str:
        first = self.body[0] if isinstance(self.body, list) else self.body
        return str(first["message"])

    @property
    def errors(self) -> str | None:
        first = self.body[0] if isinstance(self.body, list) else self.body
        return str(first["errors"]) if "errors" in first else None


@cache
def refusals_of(endpoint: Endpoint) -> tuple[Said, ...]:
    """In the order in which they are looked at: token, body, fields, and then the endpoint's own."""
    said = [plain(refusal, "token") for refusal in _of_token(endpoint)]
    if endpoint.takes:
        said += [
            plain(BodyTooLarge, "body"),
            plain(BodyTooSlow, "body"),
            plain(UnreadableBody, "body", UnreadableBody(NOT_JSON)),
        ]
    own: list[Said] = []
    for field in _fields(endpoint):
        own += [plain(type(refusal), "own", refusal) for refusal in field.refusals]
    if endpoint.paged and not endpoint.paged.lenient:
        own += [plain(BadLimit, "own"), plain(BadOffset, "own")]
    sentence = _first_sentence(endpoint)
    if sentence:
        own.append(plain(InvalidInput, "own", invalid([sentence], endpoint.faults or Fault.THERE)))
    named = {each.name for each in own}
    if endpoint.allow.self_or is not None and endpoint.allow.self_or not in endpoint.refuses:
        own.append(plain(endpoint.allow.self_or, "own"))
    own += [plain(refusal, "own") for refusal in endpoint.refuses if refusal.__name__ not in named]
    return tuple(_unique(said + own))


def _unique(said: Iterable[Said]) -> list[Said]:
    kept: dict[tuple[int, str, str | None], Said] = {}
    for each in said:
        kept.setdefault((each.status, each.message, each.errors), each)
    return list(kept.values())


def everywhere() -> tuple[Said, ...]:
    return tuple(plain(refusal, "everywhere") for refusal in EVERYWHERE)


def plain(refusal: type[Refusal], group: str, example: Refusal | None = None) -> Said:
    """A refusal as it prints by itself. Made without its constructor, which may want what only a request has."""
    shown = refusal.__new__(refusal) if example is None else example
    note = without_line(inspect.cleandoc(refusal.__doc__ or "")) if "__doc__" in vars(refusal) else ""
    if not shown.message:
        shown.message = HTTPStatus(refusal.status).phrase
    return Said(refusal.__name__, refusal.status, body_of(shown), note, group, refusal.varies)


def _of_token(endpoint: Endpoint) -> tuple[type[Refusal], ...]:
    allow = endpoint.allow
    if allow.token == "none":
        return ()
    expired = () if allow.token == "refreshable" else (TokenExpired,)
    keys = (BadApiKey,) if allow.keys else ()
    return (TokenNotProvided, *expired, TokenInvalid, *keys)


def _fields(endpoint: Endpoint) -> tuple[FieldDoc, ...]:
    asked = fields_of(endpoint.asks) if endpoint.asks else ()
    return asked + (fields_of(endpoint.takes) if endpoint.takes else ())


def sentences_of(endpoint: Endpoint) -> tuple[tuple[FieldDoc, str], ...]:
    """What the fields of the body and the query say, sentence by sentence."""
    return tuple((field, sentence) for field in _fields(endpoint) for sentence in field.sentences)


def _first_sentence(endpoint: Endpoint) -> str | None:
    return next((sentence for _, sentence in sentences_of(endpoint)), None)


def schema_of(said: Said, title: str) -> Schema:
    """The exact body, but for `errors`, which depends on what was sent."""
    listed = isinstance(said.body, list)
    body = said.body[0] if listed else said.body
    properties: Schema = {"status": {"const": body["status"]}, "message": {"type": "string"}}
    if not said.varies:
        properties["message"] = {"const": body["message"]}
    if "errors" in body:
        properties["errors"] = {"type": "string"}
    schema = {"title": title, "type": "object", "properties": properties, "required": list(properties)}
    if said.note:
        schema["description"] = said.note
    return {"type": "array", "items": schema} if listed else schema
