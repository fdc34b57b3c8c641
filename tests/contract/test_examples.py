"""Every example of the reference: its world is built, its request sent, the whole answer compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract.compare import compare
from contract.differences import DIFFERENCES
from contract.worlds import WORLDS
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.urls import Urls
from support.api import Api
from support.make import Make

EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text())
OURS = {
    "POST /auth/reset",
    "POST /auth/password",
    "POST /auth/logout",
    "POST /auth/logout/all",
    "POST /auth/email",
    "POST /auth/email/confirm",
    "GET /auth/keys",
    "POST /auth/keys",
    "DELETE /auth/keys/{key_id}",
    "DELETE /users/me",
    "GET /users/me/export",
}  # endpoints that the reference doesn't know
WITHOUT_BODY = {"POST /users/forgot"}  # documented without a printed answer (L1074)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
async def test_example(example: dict[str, Any], api: Api, make: Make):
    request = await WORLDS[example["name"]](api, make)
    api.clock.forward(days=request.days_later)
    path = request.path or example["path"]

    answer = await api.as_(request.token).ask(example["method"], path, data=request.data or None)

    assert answer.status == example["status"]
    found = dict(compare(example["body"], answer.json))
    excused = {path for name, path, _ in DIFFERENCES if name == example["name"]}
    assert found.keys() == excused, found


def test_every_documented_endpoint_has_an_example():
    urls = Urls(ENDPOINTS)
    shown = {
        urls.match(example["path"].partition("?")[0].replace("{user_id}", "1").replace("{company_id}", "1"))
        .node.endpoints[example["method"]]
        .name
        for example in EXAMPLES
    }
    assert {endpoint.name for endpoint in ENDPOINTS} - shown == OURS | WITHOUT_BODY


def test_every_difference_belongs_to_an_example():
    assert {name for name, _, _ in DIFFERENCES} <= {example["name"] for example in EXAMPLES}
