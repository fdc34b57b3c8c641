"""Every example of the reference as a client sends it, by cURL and by requests, in the eight formats."""

from typing import Any

import pytest

from contract.test_examples import ALL, EXAMPLES
from contract.worlds import WORLDS
from contract.worlds.request import Request
from replay import counting
from replay.cases import ALL as COMPLETE
from replay.cases import Case, Replay, bearer, documented
from replay.clients import CURL, Sent
from replay.ways import fields_of

PRINTED_AS_JSON, PRINTED_AS_XML = 107, 1


def case_of(example: dict[str, Any]) -> Case:
    def send(request: Request) -> Sent:
        path, form = request.path or example["path"], fields_of(request)
        return Sent(example["method"], path, bearer(request), form)

    expect = documented(example)
    return Case(example["name"], WORLDS[example["name"]], send, example["status"], expect)


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=[example["name"] for example in EXAMPLES])
async def test_example(place: int, replay: Replay):
    counting.case("examples")
    assert await replay.replay("examples", case_of(EXAMPLES[place]), place) == []


def test_there_is_none_left_out():
    assert len(EXAMPLES) == len(ALL) == PRINTED_AS_JSON + PRINTED_AS_XML


def test_both_clients_are_here():
    """`make replay` wants both; where the suite runs without cURL, requests alone sends what it can."""
    if CURL is None and not COMPLETE:
        pytest.skip("no cURL on this machine")
    assert CURL
