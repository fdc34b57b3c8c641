"""Refusal: the one base of everything the service says no with, and the refusals that belong to no feature."""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """A named fact with the documented sentence; `wire/failures.py` is the one place that prints it.

    `printed` is what stands under `status` in the body: by default the HTTP status as a string, `False` for
    what the original's framework said, `"error"` under /auth (contract R2).
    """

    status: ClassVar[int] = 400
    message: str = ""
    printed: ClassVar[str | bool | None] = None
    in_list: ClassVar[bool] = False  # a few bodies are wrapped in a list (R44)
    varies: ClassVar[bool] = False  # the message holds what was sent; `message` is then an example
    errors: str | None = None
    headers: Mapping[str, str] = {}

    def __init__(self, message: str | None = None, *, errors: str | None = None) -> None:
        if message is not None:
            self.message = message
        if errors is not None:
            self.errors = errors
        super().__init__(self.message)


# ── what the original's framework said (contract section 2) ──


class UnknownPath(Refusal):
    status, message, printed = 404, "Unknown path", False


class UnknownMethod(Refusal):
    status, message, printed = 405, "Unknown method", False

    def __init__(self, allowed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.headers = {"Allow": ", ".join(allowed)}


class UnsupportedProtocol(Refusal):
    status, message, printed = 403, "Unsupported protocol", False


# ── the table of statuses (L34-45) ──


class NotAcceptable(Refusal):
    status, message = 406, "Not Acceptable -- You requested an invalid format"


class BodyTooSlow(Refusal):
    """Its connection ends with it."""

    status, message = 408, "The request body didn't arrive in time"


class BodyTooLarge(Refusal):
    status, message = 413, "Request body too large"


class InternalError(Refusal):
    status = 500
    message = "Internal Server Error -- We had a problem with our server. Try again later."


class ServiceUnavailable(Refusal):
    status = 503
    message = "Service Unavailable -- We're temporarially offline for maintanance. Please try again later."

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after)}


# ── tokens (L165-167, R1) ──


class TokenRefused(Refusal):
    status, printed = 403, "error"


class TokenNotProvided(TokenRefused):
    message = "token_not_provided"


class TokenExpired(TokenRefused):
    message = "token_expired"


class TokenInvalid(TokenRefused):
    message = "token_invalid"


# ── what can't be read at all ──


class UnreadableBody(Refusal):
    """The body is not what any of the three encodings allows; the sentence says which byte of it."""

    varies = True


class InvalidInput(Refusal):
    """Fields that don't pass: `errors` holds the sentences (R14)."""


class TooManyRequests(Refusal):
    status, message = 429, "Too Many Requests hit the API! Slow down!"

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(retry_after)}


# ── API keys (R78) ──


class BadApiKey(Refusal):
    status, printed, message = 401, "error", "No valid API key provided"


# ── what several features say of one thing ──


class NoSuchPicture(Refusal):
    status, message = 404, "That image does not exist."
