"""Refusals: one place prints them all, in the three spellings of `status`."""

import pytest

from freelancerclub import errors
from freelancerclub.errors import Refusal
from freelancerclub.wire.failures import body_of

AWAY = "Service Unavailable -- We're temporarially offline for maintanance. Please try again later."


class InAList(Refusal):
    status, message, in_list = 404, "There was no like to remove", True


@pytest.mark.parametrize(
    ("refusal", "status", "body"),
    [
        (errors.UnknownPath(), 404, {"status": False, "message": "Unknown path"}),
        (errors.UnknownMethod(("GET", "HEAD")), 405, {"status": False, "message": "Unknown method"}),
        (errors.UnsupportedProtocol(), 403, {"status": False, "message": "Unsupported protocol"}),
        (
            errors.NotAcceptable(),
            406,
            {"status": "406", "message": "Not Acceptable -- You requested an invalid format"},
        ),
        (errors.BodyTooSlow(), 408, {"status": "408", "message": "The request body didn't arrive in time"}),
        (errors.BodyTooLarge(), 413, {"status": "413", "message": "Request body too large"}),
        (errors.TooManyRequests(7), 429, {"status": "429", "message": "Too Many Requests hit the API! Slow down!"}),
        (
            errors.InternalError(),
            500,
            {"status": "500", "message": "Internal Server Error -- We had a problem with our server. Try again later."},
        ),
        (
            errors.ServiceUnavailable(),
            503,
            {"status": "503", "message": AWAY},
        ),
        (errors.TokenNotProvided(), 403, {"status": "error", "message": "token_not_provided"}),
        (errors.TokenExpired(), 403, {"status": "error", "message": "token_expired"}),
        (errors.TokenInvalid(), 403, {"status": "error", "message": "token_invalid"}),
        (errors.BadApiKey(), 401, {"status": "error", "message": "No valid API key provided"}),
        (errors.UnreadableBody("No."), 400, {"status": "400", "message": "No."}),
        (errors.InvalidInput("Thre", errors="x"), 400, {"status": "400", "message": "Thre", "errors": "x"}),
        (InAList(), 404, [{"status": "404", "message": "There was no like to remove"}]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Refusal) else "",
)
def test_how_a_refusal_is_printed(refusal: Refusal, status: int, body: object):
    assert refusal.status == status
    assert body_of(refusal) == body
    assert list(body_of(refusal)[0] if refusal.in_list else body_of(refusal))[:2] == ["status", "message"]


@pytest.mark.parametrize(
    ("refusal", "headers"),
    [
        (errors.UnknownMethod(("GET", "HEAD", "POST")), {"Allow": "GET, HEAD, POST"}),
        (errors.ServiceUnavailable(120), {"Retry-After": "120"}),
        (errors.TooManyRequests(7), {"Retry-After": "7"}),
        (errors.UnknownPath(), {}),
    ],
)
def test_the_headers_that_go_with_it(refusal: Refusal, headers: dict[str, str]):
    assert refusal.headers == headers


def test_what_one_refusal_is_told_is_not_told_to_the_next():
    errors.UnreadableBody("first", errors="x")
    second = errors.UnreadableBody()
    assert (second.message, second.errors, str(errors.UnreadableBody("said"))) == ("", None, "said")
