"""API keys: made and revoked by their owner, acting as them but not in their place (R78)."""

import re
from asyncio import gather

from support.api import Api
from support.make import Make

HEADER = "Freelancerclub-API-KEY"


async def make_key(api: Api, person, label: str = "A script"):
    return (await api.as_(person).post("/auth/keys", {"label": label})).json["data"]


async def test_a_key_acts_as_its_owner_in_both_headers(api: Api, make: Make):
    ann = await make.person()
    key = (await make_key(api, ann))["key"]
    assert re.fullmatch(r"[a-z0-9]{40}", key)
    for headers in ({HEADER: key}, {"Authorization": f"Bearer {key}"}):
        answer = await api.get("/users/me", headers=headers)
        assert answer.json["data"]["email"] == ann.email


async def test_a_key_is_shown_once_and_stored_as_a_hash(api: Api, make: Make):
    ann = await make.person()
    key = (await make_key(api, ann, "Phone"))["key"]
    listed = (await api.as_(ann).get("/auth/keys")).json["data"]
    assert [entry["label"] for entry in listed] == ["Phone"] and key not in str(listed)
    assert key.encode() not in (await make.rows("SELECT key_hash FROM api_key"))[0]


async def test_a_bad_or_revoked_key_is_401(api: Api, make: Make):
    ann = await make.person()
    made = await make_key(api, ann)
    assert (await api.as_(ann).ask("DELETE", f"/auth/keys/{made['id']}")).status == 200
    for key in (made["key"], "x" * 40, "short"):
        answer = await api.get("/users/me", headers={HEADER: key})
        assert (answer.status, answer.json) == (
            401,
            {"status": "error", "message": "No valid API key provided"},
        )
    assert (await api.as_(ann).ask("DELETE", f"/auth/keys/{made['id']}")).status == 404


async def test_a_key_is_no_token_under_auth(api: Api, make: Make):
    ann = await make.person()
    key = (await make_key(api, ann))["key"]
    for method, path in (
        ("GET", "/auth/keys"),
        ("POST", "/auth/keys"),
        ("POST", "/auth/logout"),
        ("POST", "/auth/logout/all"),
        ("POST", "/auth/password"),
        ("GET", "/auth/refresh"),
    ):
        assert (await api.ask(method, path, headers={HEADER: key})).message == "token_invalid"


async def test_a_key_ends_with_its_owners_suspension_and_not_with_a_log_out(api: Api, make: Make):
    ann = await make.person()
    key = (await make_key(api, ann))["key"]
    await api.as_(ann).post("/auth/logout/all")
    assert (await api.get("/users/me", headers={HEADER: key})).status == 200
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [ann.id])
    assert (await api.get("/users/me", headers={HEADER: key})).status == 401


async def test_somebody_elses_key_cannot_be_revoked(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    made = await make_key(api, ann)
    assert (await api.as_(bob).ask("DELETE", f"/auth/keys/{made['id']}")).status == 404
    assert (await api.get("/users/me", headers={HEADER: made["key"]})).status == 200


async def test_the_last_use_is_shown(api: Api, make: Make):
    ann = await make.person()
    made = await make_key(api, ann)
    assert made["last_used_on"] == "0000-00-00 00:00:00"
    await api.get("/users/me", headers={HEADER: made["key"]})
    await api.close_books()
    listed = (await api.as_(ann).get("/auth/keys")).json["data"]
    assert listed[0]["last_used_on"] == f"{api.clock():%Y-%m-%d %H:%M:%S}"


async def test_parallel_makings_stop_at_twenty(api: Api, make: Make):
    ann = await make.person()
    answers = await gather(*(api.as_(ann).post("/auth/keys") for _ in range(30)))
    assert sorted(answer.status for answer in answers) == [200] * 20 + [403] * 10
    assert await make.count("api_key", person_id=ann.id) == 20
