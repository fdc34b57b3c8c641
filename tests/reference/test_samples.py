"""The samples of the page: right as text, alike in both languages, and answered as promised."""

import ast
import shlex
import sys
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from contract.test_examples import EXAMPLES
from contract.worlds import WORLDS
from freelancerclub.reference import ENDPOINTS
from freelancerclub.reference.samples import call_of, curl, python
from freelancerclub.wire.endpoint import Endpoint
from support.api import SITE, URLS, Api
from support.make import Make

NAMED = [pytest.param(endpoint, id=endpoint.name) for endpoint in ENDPOINTS]
READS = {
    example["name"]: endpoint
    for example in EXAMPLES
    if example["method"] == "GET" and example["status"] == 200
    for endpoint in ENDPOINTS
    if endpoint.name == f"GET {example['path'].partition('?')[0]}"
}
OURS = [
    pytest.param(endpoint, id=endpoint.name)
    for endpoint in ENDPOINTS
    if endpoint.methods == ("GET",) and endpoint not in READS.values() and "{" not in endpoint.paths[0]
    if endpoint.name != "GET /unsubscribe"  # its token is signed for one person
]
Sent = tuple[str, str, dict[str, str], dict[str, str]]  # method, address without query, headers, query and data


def from_curl(text: str) -> Sent:
    words = shlex.split(text)
    assert words.pop(0) == "curl"
    method, url, headers, data = "GET", "", {}, {}
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word in ("-F", "--form-string"):
            name, _, value = words.pop(0).partition("=")
            data[name] = value
        else:
            url = word
    parts = urlsplit(url)
    return method, f"{parts.scheme}://{parts.netloc}{parts.path}", headers, data | dict(parse_qsl(parts.query))


def from_python(text: str, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Runs it, with a library that only remembers."""
    seen: list[Sent] = []

    def remember(method: str) -> Any:
        def call(url: str, params: Any = None, headers: Any = None, data: Any = None, files: Any = None) -> Any:
            named = {name: f"@{file.name}" for name, file in (files or {}).items()}
            seen.append((method, url, headers or {}, (data or {}) | (params or {}) | named))
            return SimpleNamespace(json=dict, text="")

        return call

    methods = {method.lower(): remember(method) for method in ("GET", "POST", "PUT", "DELETE")}
    monkeypatch.setitem(sys.modules, "requests", SimpleNamespace(**methods))
    exec(compile(text, "sample", "exec"), {})
    return seen[0]


@pytest.mark.parametrize("endpoint", NAMED)
def test_both_languages_say_the_same(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    call = call_of(endpoint)
    monkeypatch.chdir(tmp_path)
    for name in call.files.values():
        (tmp_path / name).touch()

    ast.parse(python(call, SITE))
    assert from_curl(curl(call, SITE)) == from_python(python(call, SITE), monkeypatch)


@pytest.mark.parametrize("endpoint", [each for each in NAMED if each.values[0].takes])
def test_the_fields_of_a_sample_are_accepted(endpoint: Endpoint):
    call = call_of(endpoint)
    sent = {name: [value] for name, value in call.data.items()}

    endpoint.takes.read(sent, endpoint.faults)
    assert sent or call.files, "a sample of an endpoint with a body sends something"


def test_what_a_sample_holds_can_be_replaced(monkeypatch: pytest.MonkeyPatch):
    update = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "POST /users/{user_id}")
    call = call_of(update, ids={"user_id": 7}, values={"display_name": 'O\'Hara; "@" ünï \\ $HOME'})

    for sent in (from_curl(curl(call, SITE, "t0ken")), from_python(python(call, SITE, "t0ken"), monkeypatch)):
        assert sent[1] == f"{SITE}/users/7"
        assert sent[2] == {"Authorization": "Bearer t0ken"}
        assert sent[3]["display_name"] == 'O\'Hara; "@" ünï \\ $HOME'


@pytest.mark.parametrize("name", READS)
async def test_a_documented_read_is_answered(name: str, api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    request = await WORLDS[name](api, make)
    api.clock.forward(days=request.days_later)
    endpoint = READS[name]
    ids = URLS.match((request.path or "").partition("?")[0]).ids
    names = [part[1:-1] for part in endpoint.paths[0].split("/") if part.startswith("{")]
    call = call_of(endpoint, ids=dict(zip(names, ids, strict=True)))

    await is_answered(call, request.token or "", api, monkeypatch)


@pytest.mark.parametrize("endpoint", OURS)
async def test_a_read_of_ours_is_answered(endpoint: Endpoint, api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    await is_answered(call_of(endpoint), (await make.person()).token, api, monkeypatch)


async def test_a_list_in_xml_is_answered(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    skills = next(endpoint for endpoint in ENDPOINTS if endpoint.name == "GET /skills")
    call = call_of(skills, suffix="xml")

    await is_answered(call, (await make.person()).token, api, monkeypatch)
    assert "response.text" in python(call, SITE)


async def is_answered(call: Any, token: str, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both samples, sent as they say."""
    written = from_curl(curl(call, SITE, token)), from_python(python(call, SITE, token), monkeypatch)
    for method, url, headers, query in written:
        answer = await api.nobody().ask(method, urlsplit(url).path, headers=headers, params=query)
        assert answer.status == 200, answer.text
