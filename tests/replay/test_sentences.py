"""Every documented error sentence is said, by the status and in the shape that are documented, in the eight formats.

The examples say half of them; here are the others, and those that only some settings bring about.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from contract.test_examples import ALL as EXAMPLES
from contract.worlds.request import Request
from replay import counting
from replay.cases import Replay
from replay.clients import Sent, by_requests
from replay.rows import framework, plain, row
from replay.sentences import SENTENCES
from support.make import Make
from support.served import served

KIND = "sentences"


@pytest.mark.parametrize("place", range(len(SENTENCES)), ids=[case.name for case in SENTENCES])
async def test_sentence(place: int, replay: Replay):
    counting.case(KIND)
    assert await replay.replay(KIND, SENTENCES[place], place) == []


THROUGH = (("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"))
ALLOWED = 5


@pytest.fixture(scope="module")
def strict(server: str, template: str) -> Iterator[Replay]:
    """Behind a proxy that says how clients came, and with a limit that is soon reached."""
    settings = {"require_https": "true", "trusted_proxies": "127.0.0.1", "rate_limit": f"{ALLOWED}/300", "workers": "1"}
    with served(server, template, **settings) as services:
        yield Replay(services)


async def nobody(api: Any, make: Make) -> Request:
    return Request()


async def test_plain_http_is_refused_where_it_is_not_wanted(strict: Replay):
    body = framework("Unsupported protocol")
    case = row("L154 plain HTTP", nobody, "GET /auth/disciplines", 403, body)
    counting.case(KIND)
    assert await strict.replay(KIND, case, 0) == []


async def test_too_many_requests_are_refused(strict: Replay):
    asked = Sent("GET", "/auth/disciplines", THROUGH)
    for _ in range(ALLOWED):
        by_requests(strict.services.addresses[0], asked)
    body = plain(429, "Too Many Requests hit the API! Slow down!")
    case = row("L44 too many", nobody, "GET /auth/disciplines", 429, body, sent=asked)
    counting.case(KIND)
    assert await strict.replay(KIND, case, 0) == []


STATUSES = {200, 400, 401, 403, 404, 405, 406, 410, 500, 503}  # L34-45, but for 429, which is above


def test_every_status_of_the_table_is_given():
    assert {case.status for case in SENTENCES} | {example["status"] for example in EXAMPLES} >= STATUSES
