"""/docs: complete, searchable, readable without JavaScript, and loading nothing from elsewhere."""

import json
import re

import pytest

from freelancerclub.reference import ENDPOINTS
from freelancerclub.reference.openapi import Document, about, anchor_of
from freelancerclub.reference.pages import ASSETS, asset, reference_page
from freelancerclub.reference.refusals import everywhere, refusals_of, sentences_of
from freelancerclub.reference.samples import call_of, curl, python
from freelancerclub.wire.endpoint import Endpoint
from reference.reading import Page, is_ours
from support.api import SITE, Api

HTML = reference_page(Document(ENDPOINTS, SITE), assets="/docs", openapi="/openapi.json")
PAGE = Page(HTML)
NAMED = [pytest.param(endpoint, id=endpoint.name) for endpoint in ENDPOINTS]
INDEX = {row["id"]: row for row in json.loads(PAGE.index)}


def as_text(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@pytest.mark.parametrize("endpoint", NAMED)
def test_an_endpoint_is_on_the_page(endpoint: Endpoint):
    call = call_of(endpoint)

    assert anchor_of(endpoint) in PAGE.ids
    assert as_text(about(endpoint)) in PAGE.text
    assert all(path in PAGE.text for path in endpoint.paths)
    # Both samples stand in the page as it is sent; a script only hides one of them.
    assert as_text(curl(call, SITE)) in PAGE.text
    assert as_text(python(call, SITE)) in PAGE.text


@pytest.mark.parametrize("endpoint", NAMED)
def test_every_sentence_of_every_refusal_is_on_the_page(endpoint: Endpoint):
    for said in refusals_of(endpoint):
        assert as_text(said.message) in PAGE.text
        assert said.errors is None or as_text(said.errors) in PAGE.text
    for _, sentence in sentences_of(endpoint):
        assert as_text(sentence) in PAGE.text


@pytest.mark.parametrize("endpoint", NAMED)
def test_the_search_knows_names_paths_and_sentences(endpoint: Endpoint):
    row = INDEX[anchor_of(endpoint)]

    assert row["title"] == endpoint.paths[0]
    assert all(path in row["text"] for path in endpoint.paths)
    for model in (endpoint.takes, endpoint.asks):
        for name, field in model.model_fields.items() if model else ():
            assert (field.alias or name) in row["text"].split()
    sentences = [said.message for said in refusals_of(endpoint)] + [text for _, text in sentences_of(endpoint)]
    assert set(sentences) <= set(row["said"])


def test_what_anything_may_be_answered_with_is_on_the_page():
    assert all(said.message in PAGE.text for said in everywhere())


def test_the_search_leads_to_places_of_the_page():
    assert INDEX.keys() <= set(PAGE.ids)


def test_links_lead_somewhere():
    inner = {link[1:] for link in PAGE.links if link.startswith("#")}

    assert inner <= set(PAGE.ids)
    assert {link for link in PAGE.links if not link.startswith("#")} == {"/openapi.json"}
    assert len(set(PAGE.ids)) == len(PAGE.ids)


def test_nothing_is_loaded_from_another_host_and_nothing_runs_inline():
    assert PAGE.inline == []
    assert PAGE.loaded and all(is_ours(address) for address in PAGE.loaded)
    style = asset("style.css").decode()
    assert all(is_ours(address) for address in re.findall(r"url\(\"?([^)\"]+)", style))
    assert "@import" not in style
    assert not re.search(r"https?://|fetch\(|XMLHttpRequest", asset("page.js").decode())
    used = set(re.findall(r"fonts/[\w-]+\.woff2", style)) | {"style.css", "page.js", "fonts/LICENSE.txt"}
    assert used == set(ASSETS)


def test_without_javascript_nothing_is_hidden_but_what_needs_it():
    hidden = re.findall(r"<(\w+)[^>]*\shidden[\s>]", HTML)

    assert sorted(hidden) == ["div", "form", "ol"], "the switch of languages, the search and what it found"
    assert "html[data-language=" in asset("style.css").decode(), "a sample is hidden only where a script chose another"


def test_first_steps_come_first():
    steps = ["log-in", "read-a-list", "make-an-api-key", "tokens"]

    places = [PAGE.ids.index(step) for step in steps]
    assert places == sorted(places) and places[-1] < PAGE.ids.index("auth")


def test_user_text_cannot_end_the_index():
    assert "<" not in PAGE.index


async def test_it_is_served(api: Api):
    for path in ("/docs", "/docs/"):
        answer = await api.client.get(path)
        assert answer.status_code == 200
        assert answer.text == HTML
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["content-encoding"] == "gzip"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"

    again = await api.client.get("/docs", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_openapi_is_served(api: Api):
    answer = await api.client.get("/openapi.json")

    assert answer.json() == json.loads(json.dumps(Document(ENDPOINTS, SITE).whole()))
    again = await api.client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


async def test_what_it_loads_is_served(api: Api):
    style = asset("style.css").decode()
    loaded = [address for address in PAGE.loaded if address.startswith("/")]
    loaded += [f"/docs/{name}" for name in re.findall(r"url\(\"([^\"]+)", style)]
    assert len(loaded) == 5
    for address in loaded:
        answer = await api.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == ASSETS[address.removeprefix("/docs/").partition("?")[0]]
        assert "immutable" in answer.headers["cache-control"]


async def test_no_other_file_is_served(api: Api):
    for path in ("/docs/layout.html", "/docs/../openapi.py", "/docs/%2e%2e/web.py", "/docs/fonts", "/docs/nothing"):
        assert (await api.client.get(path)).status_code == 404
