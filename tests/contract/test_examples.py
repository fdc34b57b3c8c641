"""Every example of the reference: its world is built, its request sent, the whole answer compared."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from contract.compare import compare
from contract.differences import DIFFERENCES
from contract.worlds import WORLDS
from freelancerclub.config import Settings
from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.urls import Urls
from support.api import SITE, Api
from support.make import Make

URLS = Urls(ENDPOINTS)
PLACEHOLDER = f"{SITE}/images/profile/120/513415a798ddd49930541b6da2c1b37f.png"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the placeholder that people without a picture are printed with (R74)."""
    return settings.model_copy(update={"placeholder_image": PLACEHOLDER})


def endpoint_of(example: dict[str, Any]) -> Endpoint | None:
    """What answers it; None for what is still to be built."""
    node = URLS.match(re.sub(r"\{\w+\}", "1", example["path"].partition("?")[0])).node
    return node.endpoints.get(example["method"]) if node else None


ALL = json.loads((Path(__file__).parent / "examples.json").read_text())
EXAMPLES = [example for example in ALL if endpoint_of(example)]
OURS = {
    "GET /events",
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
    "POST /notifications/read",
    "DELETE /notifications/register/{device_id}",
    "GET /unsubscribe",
    "POST /unsubscribe",
    "POST /hooks/bounce",
    "GET /users/blocks",
    "GET /messages/search",
    "PUT /users/{user_id}/follow",
    "DELETE /users/{user_id}/follow",
    "POST /reports",
    "DELETE /jobs/{job_id}/apply",
    "GET /alerts",
    "POST /alerts",
    "DELETE /alerts/{alert_id}",
    "POST /users/{user_id}/reviews",
    "PUT /users/portfolios/{portfolio_id}",
    "POST /users/{user_id}/images/{image_id}",
    "DELETE /images/{image_id}/comments/{comment_id}",
    "POST /jobs/{job_id}",
    "DELETE /jobs/{job_id}",
}  # endpoints that the reference doesn't know
# Former ways to what has its example elsewhere (R54, R88).
FORMER = {"GET /users/notifications", "GET /notifications/register", "GET /jobs/{job_id}/invite"}
WITHOUT_BODY = {"POST /users/forgot"}  # documented without a printed answer (L1074)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
async def test_example(example: dict[str, Any], api: Api, make: Make):
    request = await WORLDS[example["name"]](api, make)
    api.clock.forward(days=request.days_later)
    path = request.path or example["path"]

    answer = await api.as_(request.token).ask(example["method"], path, data=request.data or None)

    assert answer.status == example["status"]
    expected, printed = example["body"], answer.json
    if request.by_id:
        expected, printed = [body | {"data": sorted(body["data"], key=_id)} for body in (expected, printed)]
    found = dict(compare(expected, printed))
    excused = {path for name, path, _ in DIFFERENCES if name == example["name"]}
    assert found.keys() == excused, found


def _id(row: dict[str, Any]) -> int:
    return int(row["id"])


def test_every_documented_endpoint_has_an_example():
    shown = {endpoint.name for example in EXAMPLES if (endpoint := endpoint_of(example))}
    assert {endpoint.name for endpoint in ENDPOINTS} - shown == OURS | FORMER | WITHOUT_BODY


def test_every_difference_belongs_to_an_example():
    assert {name for name, _, _ in DIFFERENCES} <= {example["name"] for example in EXAMPLES}
