"""What is raised: everything here is a ClubError, and what the service refused is a Refused."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any


class ClubError(Exception):
    """Something of the club didn't come about."""


class Unreachable(ClubError):
    """No answer came: the connection was refused, lost or timed out, also when it was tried again.

    `may_be_done`: the request was sent, so that it may have been carried out all the same.
    """

    def __init__(self, reason: str, *, may_be_done: bool) -> None:
        super().__init__(reason)
        self.may_be_done = may_be_done


class Unreadable(ClubError):
    """What came isn't an answer of the service: another program stands at this address, or between.

    status: the HTTP status · body: what came, which of a stream isn't read
    """

    def __init__(self, status: int, body: bytes, reason: str = "") -> None:
        super().__init__(f"{status}, but no answer of the service: {reason or repr(body[:200])}")
        self.status, self.body = status, body


class Refused(ClubError):
    """The service said no, and nothing was changed.

    status: the HTTP status · message: the sentence of the reference · errors: what is wrong with single fields, a
    sentence each · request_id: to be found in the operator's log · raw: the decoded body
    """

    def __init__(self, status: int, raw: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.raw = raw
        self.message = str(raw.get("message", ""))
        self.errors = sentences(raw.get("errors"))
        self.request_id = headers.get("x-request-id", "")
        self.retry_after = seconds_of(headers.get("retry-after"))
        super().__init__(" ".join([str(status), self.message, *self.errors]))


class Invalid(Refused):
    """400, 406, 413, 422: what was sent can't be accepted; `errors` says why where it is about fields."""


class NotAllowed(Refused):
    """401, 403: not for this caller."""


class LoggedOut(NotAllowed):
    """The token is missing, wrong, revoked or too old to be refreshed: log in."""


class NotFound(Refused):
    """404, 405, 410: it isn't there, or not for these eyes."""


class Conflict(Refused):
    """409: it was done already, or is being done by another request with the same Idempotency-Key."""


class TooMany(Refused):
    """429: more than one may ask for; `retry_after` seconds say when there is more."""


class Away(Refused):
    """500 and above: the service, or what it needs, is not there; it may help to ask again later.

    At 502 and 504, which a proxy says, the request may have been done.
    """


TOKEN_MESSAGES = ("token_not_provided", "token_expired", "token_invalid", "Token too old to refresh")
KINDS = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 405: NotFound, 410: NotFound, 409: Conflict, 429: TooMany}


def refusal(status: int, raw: Mapping[str, Any], headers: Mapping[str, str]) -> Refused:
    """The error that fits."""
    if status == 403 and raw.get("message") in TOKEN_MESSAGES:
        return LoggedOut(status, raw, headers)
    return KINDS.get(status, Invalid if status < 500 else Away)(status, raw, headers)


def sentences(errors: Any) -> tuple[str, ...]:
    """Each by itself, whether they came as JSON inside JSON, as those of forms do, or plain."""
    if not isinstance(errors, str):
        return ()
    if errors.startswith('"'):
        with suppress(ValueError):
            errors = json.loads(errors)
    return tuple(line.strip() for line in str(errors).splitlines() if line.strip())


def seconds_of(header: str | None) -> float | None:
    """A Retry-After in seconds; the service never names a date."""
    return float(header) if header and header.isascii() and header.isdigit() else None
