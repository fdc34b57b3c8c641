"""GET and HEAD write nothing but the marks they are meant to leave (trust.md)."""

import re

import pytest

from freelancerclub.reference import ENDPOINTS
from freelancerclub.wire.endpoint import Endpoint
from support.api import Api
from support.make import Make
from support.talking import item, thread
from support.watching import everything, statements

# But for the GET aliases of what writes (R54).
READS = [endpoint for endpoint in ENDPOINTS if "GET" in endpoint.methods and not endpoint.writes]
WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE|TRUNCATE|LOCK|NEXTVAL)\b", re.IGNORECASE)


@pytest.mark.parametrize("endpoint", READS, ids=lambda endpoint: endpoint.name)
async def test_a_read_changes_no_table(endpoint: Endpoint, api: Api, make: Make):
    mia, boss = await make.person(), await make.administrator()
    company_id = await make.company(owner_id=mia.id)
    before = await everything(make)
    for path in endpoint.paths:
        for part in path.split("/"):
            if part.startswith("{"):
                path = path.replace(part, str(company_id))
        for method in ("GET", "HEAD"):
            for caller in (api.nobody(), api.as_(mia), api.as_(boss)):
                answer = await caller.ask(
                    method, path, params={"_method": "DELETE", "wait": "0"}, data={"bio": "x", "_method": "POST"}
                )
                assert answer.status in (200, 400, 403, 404), answer.text
    assert await everything(make) == before


@pytest.mark.parametrize(
    "path",
    [
        "/users/me",
        "/users/1",
        "/skills",
        "/companies",
        "/companies/1",
        "/auth/disciplines",
        "/auth/refresh",
        "/users/blocks",
        "/users/1/reviews",
        "/users/1/images",
        "/images",
        "/images/1",
        "/images/1/comments",
        "/images/1/likes",
        "/jobs",
        "/jobs/1",
        "/jobs/my",
        "/messages",
        "/messages/1",
        "/messages/search?search=hello",
    ],
)
async def test_a_read_says_nothing_that_writes(path: str, api: Api, make: Make):
    mia = await make.person()
    assert await make.company() == 1
    await make.row("picture", owner_id=mia.id, file="x.png", authorised=True)
    await make.row("job", owner_id=mia.id, title="A job", description="x", authorised=True)
    await item(make, await thread(make, mia, read=(True,)), mia, "Hello")
    with statements() as seen:
        assert (await api.as_(mia).get(path)).status == 200
    assert seen
    assert not [statement for statement in seen if WRITING.search(statement)]


async def test_head_answers_as_get_without_a_body(api: Api, make: Make):
    mia = await make.person()
    for path in ("/users/me", "/skills?limit=2", "/companies?limit=dave", "/companies/9"):
        get, head = [await api.as_(mia).ask(method, path) for method in ("GET", "HEAD")]
        assert (head.status, head.body) == (get.status, b""), path
        assert head.headers["content-type"] == get.headers["content-type"]
