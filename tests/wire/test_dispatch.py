"""A request from top to bottom: which refusal comes first, in which format, under which method."""

import json
from dataclasses import replace
from typing import Any

import pytest

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings
from freelancerclub.wire.formats import FORMATS, render
from freelancerclub.wire.methods import OVERRIDE_BODY
from support.api import Answer, Api, running
from support.make import Make
from support.sending import encoded

HTTPS = {"X-Forwarded-Proto": "https"}
LIMIT = "The limit parameter should be a positive integer between 1 and 500"


# ── order of refusal (contract, section 2) ──


async def test_of_several_faults_the_first_in_the_documented_order_is_said(
    settings: Settings, dsn: str, monkeypatch: pytest.MonkeyPatch
):
    """Each request has every fault that is still to come; one after the other is mended."""
    monkeypatch.setattr("freelancerclub.doors.SWITCH_AGE", -1.0)
    limits = {"rate_limit": replace(settings.rate_limit, tries=5)}
    strict = settings.model_copy(update={"require_https": True, "trusted_proxies": ("127.0.0.1",)} | limits)
    async with running(strict, dsn) as api:
        make = Make(dsn, Tokens(strict.token_key.get_secret_value().encode()), api.clock)
        await make.rows("UPDATE service_state SET maintenance = true")
        bad = {"Authorization": "Bearer forged"}

        async def said(method: str, path: str, headers: dict[str, str]) -> tuple[int, str]:
            answer = await api.ask(method, path, headers=headers)
            return answer.status, answer.message

        assert await said("DELETE", "/nothing.foo?format=foo&limit=x", bad) == (404, "Unknown path")
        assert await said("DELETE", "/companies.foo?limit=x", bad) == (405, "Unknown method")
        assert (await said("GET", "/companies.foo?limit=x", bad))[0] == 406
        assert (await said("GET", "/companies?format=foo&limit=x", bad))[0] == 406
        assert await said("GET", "/companies?limit=x", bad) == (403, "Unsupported protocol")
        assert (await said("GET", "/companies?limit=x", bad | HTTPS))[0] == 503
        await make.rows("UPDATE service_state SET maintenance = false")
        assert (await said("GET", "/companies?limit=x", bad | HTTPS))[0] == 429
        api.clock.forward(seconds=settings.rate_limit.seconds)
        assert await said("GET", "/companies?limit=x", bad | HTTPS) == (403, "token_invalid")
        assert await said("GET", "/companies?limit=x", HTTPS) == (403, "token_not_provided")
        good = HTTPS | {"Authorization": f"Bearer {(await make.person()).token}"}
        assert await said("GET", "/companies?limit=x", good) == (400, LIMIT)
        assert (await api.ask("GET", "/companies?limit=5", headers=good)).status == 200


async def test_of_a_body_nothing_is_said_before_the_token_and_the_owner(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    garbage = {"content": b"{", "headers": {"Content-Type": "application/json"}}
    assert (await api.post(f"/users/{ann.id}", **garbage)).message == "token_not_provided"
    assert (await api.as_(ben).post(f"/users/{ann.id}", **garbage)).status == 404
    assert (await api.as_(ann).post(f"/users/{ann.id}", **garbage)).message == "The request body is not valid JSON"
    large = {"content": b"x" * (1 << 21)}
    assert (await api.post(f"/users/{ann.id}", **large)).message == "token_not_provided"
    assert (await api.as_(ann).post(f"/users/{ann.id}", **large)).status == 413


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("POST", "/companies", "GET, HEAD"),
        ("DELETE", "/users/5", "GET, HEAD, POST, PUT"),
        ("PATCH", "/users/5", "GET, HEAD, POST, PUT"),
        ("HEAD", "/auth/login", "POST"),
        ("GET", "/auth/login/", "POST"),
        ("OPTIONS", "/companies/5", "GET, HEAD"),
        ("TRACE", "/companies", "GET, HEAD"),
        ("FOO", "/companies", "GET, HEAD"),
        ("POST", "/companies/offset/10", "GET, HEAD"),
    ],
)
async def test_405_says_what_is_allowed(api: Api, method: str, path: str, allow: str):
    response = await api.client.request(method, path)
    allowed = response.headers["allow"].split(", ")
    assert response.status_code == 405
    # An endpoint that is declared later may add its method to a path.
    assert set(allow.split(", ")) - {"GET", "HEAD"} <= set(allowed) and method not in allowed
    if method != "HEAD":
        assert response.json() == {"status": False, "message": "Unknown method"}


@pytest.mark.parametrize("path", ["/", "/nothing", "/companies/5/nothing", "/USERS/me", "/users/me/nothing", "/%00"])
async def test_404_for_what_is_no_path(api: Api, path: str):
    for method in ("GET", "POST", "DELETE", "FOO"):
        answer = await api.ask(method, path)
        assert (answer.status, answer.json) == (404, {"status": False, "message": "Unknown path"}), method


# ── every refusal in every format ──


async def refusals(api: Api, make: Make) -> dict[int, tuple[str, str, dict[str, Any]]]:
    """A request for each status; `{}` is where the suffix goes."""
    member = {"headers": {"Authorization": f"Bearer {(await make.person()).token}"}}
    return {
        404: ("GET", "/nothing{}", {}),
        405: ("PATCH", "/companies{}", {}),
        403: ("GET", "/companies{}", {}),
        400: ("GET", "/companies{}?limit=x", member),
        401: ("POST", "/auth/login{}", {"data": {"email": "x@example.com", "password": "wrong one"}}),
        413: ("POST", "/users{}", {"content": b"x" * ((1 << 20) + 1)}),
    }


async def test_each_refusal_is_printed_in_the_format_asked_for(api: Api, make: Make):
    for status, (method, path, options) in (await refusals(api, make)).items():
        body = (await api.ask(method, path.format(""), **options)).json
        for name in FORMATS:
            answer = await api.ask(method, path.format(f".{name}"), **options)
            assert answer.status == status
            assert (answer.body, answer.headers["content-type"]) == render(name, body), (status, name)


@pytest.mark.parametrize("name", FORMATS)
async def test_406_is_said_in_the_format_of_the_header(api: Api, name: str):
    plain = await api.get("/companies.foo")
    for path in ("/companies.foo", "/companies?format=foo", "/companies/format/foo", "/companies.foo/offset/1"):
        answer = await api.get(path, headers={"Accept": name})
        assert answer.status == 406
        assert (answer.body, answer.headers["content-type"]) == render(name, plain.json)


async def test_a_pair_or_a_parameter_chooses_the_format_too(api: Api):
    for path in ("/companies.xml", "/companies?format=xml", "/companies/format/xml", "/companies/limit/5.xml"):
        assert (
            (await api.get(path, headers={"Accept": "text/csv"})).headers["content-type"].startswith("application/xml")
        )
    both = await api.get("/companies/format/xml?format=csv")
    assert both.headers["content-type"].startswith("application/csv"), "the query wins over a pair"


async def test_the_query_wins_over_a_pair(api: Api, make: Make):
    api = api.as_(await make.person())
    assert (await api.get("/companies/limit/x?limit=5")).status == 200
    assert (await api.get("/companies/limit/5?limit=x")).message == LIMIT
    assert (await api.get("/companies/limit/7/offset/2/")).json["meta"] == {"total": 0, "limit": "7", "offset": "2"}


async def test_no_bytes_of_a_path_or_query_make_an_error(api: Api, make: Make):
    api = api.as_(await make.person())
    for value in (
        "%00",
        "%FF",
        "%ED%A0%80",
        "%F0%9F%98%80",
        "St.Ives",
        "%25",
        "%5C",
        "'--",
        "a%2Fb",
        "%0D%0A",
        "9" * 500,
    ):
        for path in (f"/companies/search/{value}", f"/companies?search={value}", f"/companies/{value}/{value}"):
            assert (await api.get(path)).status in (200, 404), path
        assert (await api.get(f"/companies?offset={value}")).status in (200, 400), value
    assert (await api.get("/companies/" + "9" * 300)).message == "Sorry that Company was not found."


# ── HEAD ──

VARYING = ("x-request-id", "x-ratelimit-remaining", "date")


def headers(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in VARYING}


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_head_is_get_without_a_body(api: Api, make: Make, encoding: str):
    for _ in range(20):
        await make.company(description="a long text, to be compressed " * 9)
    api = api.as_(await make.person())
    wishes = {"Accept-Encoding": encoding}
    for path in (
        "/companies",
        "/companies.xml",
        "/companies/99999",
        "/nothing",
        "/companies?limit=x",
        "/companies.foo",
    ):
        got, headed = await api.get(path, headers=wishes), await api.ask("HEAD", path, headers=wishes)
        assert (headed.status, headers(headed), headed.body) == (got.status, headers(got), b""), path
        if encoding == "identity":
            assert int(headed.headers["content-length"]) == len(got.body) > 0


# ── method override ──


async def update(api: Api, make: Make) -> str:
    ann = await make.person()
    api.token = ann.token
    return f"/users/{ann.id}"


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart", "json"])
async def test_a_post_may_mean_another_method_in_its_body(api: Api, make: Make, encoding: str):
    path = await update(api, make)
    for word, status in (("PUT", 200), ("put", 200), (" PUT ", 200), ("DELETE", 405), ("FOO", 405), ("", 200)):
        answer = await api.post(path, **encoded(encoding, {"_method": word, "bio": "hello"}))
        assert answer.status == status, word


async def test_a_post_may_mean_another_method_in_its_header(api: Api, make: Make):
    path = await update(api, make)
    for word, status in (("PUT", 200), ("put", 200), ("DELETE", 405), ("FOO", 405), ("", 200)):
        answer = await api.post(path, {"bio": "hello"}, headers={"X-HTTP-Method-Override": word})
        assert answer.status == status, word
    both = await api.post(path, {"_method": "DELETE"}, headers={"X-HTTP-Method-Override": "PUT"})
    assert both.status == 200, "the header is read first"


async def test_a_post_may_mean_get(api: Api, make: Make):
    api = api.as_(await make.person())
    answer = await api.client.post(
        "/companies", data={"_method": "GET"}, headers={"Authorization": f"Bearer {api.token}"}
    )
    assert answer.status_code == 200 and list(answer.json()) == ["meta", "data"]


async def test_a_post_that_means_what_its_address_does_not_know_does_nothing(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    answer = await api.as_(ann).post("/users/block", {"_method": "DELETE", "block_user_id": str(ben.id)})
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert await make.count("block") == 0


@pytest.mark.parametrize("much", [b"", b"&bio=" + b"x" * (OVERRIDE_BODY + 1)], ids=["small", "large"])
async def test_a_body_in_chunks_means_another_method_too(api: Api, make: Make, much: bytes):
    """One that is too long to be read before the token is refused instead of followed."""
    path = await update(api, make)

    async def chunks():
        yield b"_method="
        yield b"DELETE" + much

    answer = await api.ask("POST", path, content=chunks())
    assert answer.status == 405
    assert (await api.get("/users/me")).json["data"]["bio"] is None


async def test_a_long_body_in_chunks_is_whole(api: Api, make: Make):
    path, bio = await update(api, make), "abc" * (OVERRIDE_BODY // 2)

    async def chunks():
        yield b"bio="
        for at in range(0, len(bio), 7_000):
            yield bio[at : at + 7_000].encode()

    answer = await api.ask("POST", path, content=chunks())
    assert answer.status == 400 and "Bio field" in answer.text, "it was read, and is too long"
    assert (await api.ask("POST", path, content=b"city=York&unknown=" + b"y" * OVERRIDE_BODY)).status == 200
    assert (await api.get("/users/me")).json["data"]["city"] == "York"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_a_post_may(api: Api, make: Make, method: str):
    path = "/companies/5" if method == "GET" else await update(api, make)
    plain = await api.ask(method, path, data={"bio": "x"})
    overridden = await api.ask(method, path, data={"_method": "POST"}, headers={"X-HTTP-Method-Override": "POST"})
    assert overridden.status == plain.status


async def test_what_is_no_field_overrides_nothing(api: Api, make: Make):
    path = await update(api, make)
    assert (await api.post(path, {"bio": "_method=DELETE"})).status == 200
    assert (await api.post(path, files={"_method": ("DELETE", b"DELETE")})).status == 200
    assert (await api.post(path, content=b"{_method")).message == "The request body is not valid JSON"


# ── bodies ──


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "", None]
)
async def test_an_empty_body_never_fails(api: Api, make: Make, content_type: str | None):
    path = await update(api, make)
    for method in ("POST", "PUT"):
        given = {} if content_type is None else {"Content-Type": content_type}
        assert (await api.ask(method, path, headers=given, content=b"")).status == 200
    assert (await api.get("/companies", headers=given, content=b"--x\r\nrubbish")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"a=%FF",
        b"a=%00",
        b"\xff\xfe",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        b'{"a":{}}',
        b"a&" * 1_001,
    ],
)
async def test_a_body_that_cannot_be_read_is_the_clients_fault(api: Api, body: bytes):
    answer = await api.post("/users/forgot", content=body)
    assert answer.status == 400 and list(answer.json) == ["status", "message"]
    assert json.loads(answer.body)["status"] == "400"


async def chunks(size: int):
    for _ in range(size // (64 << 10)):
        yield b"x" * (64 << 10)


async def test_a_large_body_is_refused_with_and_without_its_length(api: Api):
    for content in (b"x" * ((1 << 20) + 1), chunks(2 << 20)):
        answer = await api.post("/users/forgot", content=content)
        assert (answer.status, answer.json) == (413, {"status": "413", "message": "Request body too large"})
    just = await api.post("/users/forgot", content=b"email=" + b"x" * ((1 << 20) - 6))
    assert just.status == 200
