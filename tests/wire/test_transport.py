"""Around a request: HTTPS and proxies, maintenance, other origins, compression, scripts, ids, caches."""

import asyncio
import re

import pytest

from freelancerclub.config import Settings
from support.api import Api, running
from support.make import Make

ORIGIN = "https://www.example.com"


# ── HTTPS (R22) ──


async def test_plain_http_is_refused_where_https_is_required(settings: Settings, dsn: str):
    async with running(settings.model_copy(update={"require_https": True}), dsn) as api:
        refused = await api.get("/auth/disciplines")
        assert (refused.status, refused.json) == (403, {"status": False, "message": "Unsupported protocol"})
        assert "location" not in refused.headers, "no redirect"
        picture = f"/images/profile/120/{'a' * 32}.jpg"
        assert (await api.get(picture)).json == refused.json
        assert (await api.get(f"https://testserver{picture}")).status == 404
        assert (await api.get("https://testserver/auth/disciplines")).status == 200
        spoofed = await api.get("/auth/disciplines", headers={"X-Forwarded-Proto": "https"})
        assert spoofed.status == 403, "nobody is believed but a proxy that is trusted"


async def test_a_trusted_proxy_says_what_its_client_spoke(settings: Settings, dsn: str):
    given = {"require_https": True, "trusted_proxies": ("127.0.0.0/8",)}
    async with running(settings.model_copy(update=given), dsn) as api:
        for scheme, status in (("https", 200), ("http", 403), ("", 403), ("https, http", 403)):
            answer = await api.get("/auth/disciplines", headers={"X-Forwarded-Proto": scheme})
            assert answer.status == status, scheme


async def test_http_serves_where_nothing_is_required(api: Api):
    assert (await api.get("/auth/disciplines")).status == 200


# ── maintenance ──


async def test_the_switch_is_seen_within_a_second_both_ways(api: Api, make: Make):
    assert (await api.get("/auth/disciplines")).status == 200
    await make.rows("UPDATE service_state SET maintenance = true")
    await asyncio.sleep(1.02)
    closed = await api.get("/auth/disciplines.xml")
    assert closed.status == 503 and closed.headers["retry-after"] == str(api.settings.maintenance_retry)
    assert "<message>Service Unavailable -- We're temporarially offline for maintanance." in closed.text
    assert (await api.get("/nothing")).status == 404
    await make.rows("UPDATE service_state SET maintenance = false")
    await asyncio.sleep(1.02)
    assert (await api.get("/auth/disciplines")).status == 200


async def test_a_database_that_is_away_gives_503_until_it_is_back(
    settings: Settings, dsn: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("freelancerclub.db.pool.WAIT", 0.1)
    async with running(settings, "host=127.0.0.1 port=1 dbname=nothing connect_timeout=1") as api:
        away = await api.get("/auth/disciplines")
        assert (away.status, away.headers["retry-after"]) == (503, "5")
        assert away.json["status"] == "503" and "127.0.0.1" not in away.text
        assert (await api.get("/nothing")).status == 404, "what needs no database is answered"


# ── other origins ──


async def test_no_other_origin_may_call_by_default(api: Api):
    answer = await api.get("/auth/disciplines", headers={"Origin": ORIGIN})
    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_the_origins_of_the_list_may(settings: Settings, dsn: str):
    async with running(settings.model_copy(update={"cors_origins": (ORIGIN,)}), dsn) as api:
        asking = {
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "authorization, x-request-id",
        }
        allowed = await api.client.options("/users/5", headers=asking | {"Origin": ORIGIN})
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == ORIGIN
        assert {"PUT", "DELETE"} <= set(allowed.headers["access-control-allow-methods"].split(", "))
        assert "authorization" in allowed.headers["access-control-allow-headers"]
        for path in ("/auth/disciplines", "/nothing", "/users/me"):
            answer = await api.get(path, headers={"Origin": ORIGIN})
            assert answer.headers["access-control-allow-origin"] == ORIGIN, path
            assert "access-control-allow-credentials" not in answer.headers
            assert "origin" in answer.headers["vary"].lower()


async def test_scripts_of_these_may_read_what_an_answer_says_besides_its_body(settings: Settings, dsn: str):
    async with running(settings.model_copy(update={"cors_origins": (ORIGIN,)}), dsn) as api:
        answer = await api.get("/auth/disciplines", headers={"Origin": ORIGIN})
        shown = set(answer.headers["access-control-expose-headers"].split(", "))
        assert {"Allow", "Content-Disposition", "Deprecation", "ETag", "Retry-After", "X-Request-Id"} <= shown


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"{ORIGIN}.evil.example", ORIGIN.upper(), "http://www.example.com"]
)
async def test_no_others_may(settings: Settings, dsn: str, origin: str):
    async with running(settings.model_copy(update={"cors_origins": (ORIGIN,)}), dsn) as api:
        asking = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        assert "access-control-allow-origin" not in (await api.client.options("/users/5", headers=asking)).headers
        assert (
            "access-control-allow-origin"
            not in (await api.get("/auth/disciplines", headers={"Origin": origin})).headers
        )


# ── compression ──


async def test_a_long_answer_is_compressed_for_who_wants_it(api: Api, make: Make):
    for _ in range(20):
        await make.company(description="a long text, to be compressed " * 9)
    api = api.as_(await make.person())
    small, plain = [await api.get("/companies", headers={"Accept-Encoding": wish}) for wish in ("gzip", "identity")]
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert small.body == plain.body
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.body)
    assert {"accept", "accept-encoding"} <= {name.strip().lower() for name in small.headers["vary"].split(",")}
    short = await api.get("/companies?limit=1&offset=19", headers={"Accept-Encoding": "gzip"})
    assert short.status == 200 and "content-encoding" not in short.headers
    asked = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["etag"]}
    known, head = await api.get("/companies", headers=asked), await api.ask("HEAD", "/companies", headers=asked)
    for bare in (known, head):
        assert bare.status == 304 and not {"content-encoding", "content-length"} & set(bare.headers)
        assert bare.headers["vary"] == small.headers["vary"]


# ── scripts ──


@pytest.mark.parametrize("name", ["f", "a.b.c", "$", "_x1", "jQuery.cb_123"])
async def test_an_answer_is_wrapped_in_a_callback_that_is_an_identifier(api: Api, name: str):
    for path in (
        f"/auth/disciplines?callback={name}",
        f"/nothing.jsonp?callback={name}",
        f"/users/me.array?callback={name}",
    ):
        answer = await api.get(path)
        assert answer.headers["content-type"] == "application/javascript; charset=utf-8"
        assert re.fullmatch(re.escape(name) + r"\(\{.*\}\);", answer.text, re.DOTALL), path


@pytest.mark.parametrize(
    "name", ["alert(1)//", "a b", "1a", "a;b", "<script>", "a.", ".a", "a%0Ab", "%E2%80%A8", "a[0]", "é"]
)
async def test_any_other_callback_is_a_warning_in_plain_json(api: Api, name: str):
    answer = await api.get(f"/auth/disciplines.jsonp?callback={name}")
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, "application/json") or (
        "(" not in answer.text.partition("{")[0]
    )
    assert answer.text.startswith("{") and '"warning":"INVALID JSONP CALLBACK: ' in answer.text


async def test_a_callback_wraps_no_format_that_is_no_script(api: Api):
    plain, wrapped = await api.get("/auth/disciplines.xml"), await api.get("/auth/disciplines.xml?callback=f")
    assert (plain.body, plain.headers["content-type"]) == (wrapped.body, wrapped.headers["content-type"])
    assert (await api.get("/auth/disciplines?callback=")).text.startswith("{")


# ── ids and caches ──


async def test_a_request_keeps_the_id_it_came_with_and_else_gets_one(api: Api):
    assert (await api.get("/nothing", headers={"X-Request-Id": "abc-1.2_3"})).headers["x-request-id"] == "abc-1.2_3"
    for rubbish in ("", "a b", "x" * 65, "<b>", "é".encode()):
        found = await api.get("/auth/disciplines", headers={"X-Request-Id": rubbish})
        assert re.fullmatch("[0-9a-f]{32}", found.headers["x-request-id"]), rubbish


async def test_what_caches_may_keep(api: Api, make: Make):
    ann = await make.person()
    login = await api.post("/auth/login", {"email": ann.email, "password": "abcd1234"})
    refreshed = await api.as_(ann).get("/auth/refresh")
    assert login.status == refreshed.status == 200
    assert login.headers["cache-control"] == refreshed.headers["cache-control"] == "no-store"
    assert (await api.as_(ann).get("/users/me")).headers["cache-control"] == "private, no-cache"


async def test_every_answer_says_how_to_be_read(api: Api, make: Make):
    ann, plain = await make.person(), {"Accept-Encoding": "identity"}
    answers = [
        await api.as_(ann).get("/users/me", headers=plain),
        await api.get("/nothing", headers=plain),
        await api.get("/users/me", headers=plain),
        await api.post("/users/forgot", content=b"{", headers=plain),
        await api.get("/companies.foo", headers=plain),
    ]
    assert [answer.status for answer in answers] == [200, 404, 403, 400, 406]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"].endswith("; charset=utf-8")
        assert "accept" in answer.headers["vary"].lower()
        assert int(answer.headers["content-length"]) == len(answer.body)
