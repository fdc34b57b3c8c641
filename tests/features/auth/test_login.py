"""Logging in: who gets a token, who doesn't, and what stands in the answer (E2)."""

import pytest

from freelancerclub.adapters import passwords
from freelancerclub.config import Settings
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.auth import queries
from freelancerclub.features.auth.actions import do_rehash
from support.api import Answer, Api, running
from support.make import PASSWORD, Make
from support.sending import ENCODINGS, NEW_CLIENT, encoded
from support.watching import changed, columns

WRONG = {"status": "error", "message": "Invalid email or password"}


async def login(api: Api, email: str, password: str = PASSWORD) -> Answer:
    return await api.post("/auth/login", {"email": email, "password": password})


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_token_for_address_and_password(encoding: str, api: Api, make: Make):
    mia = await make.person(
        email="mia@example.com", slug="mia", disciplines=["Photographer", "Dancer"], picture="a.png"
    )

    answer = await api.post("/auth/login", **encoded(encoding, {"email": mia.email, "password": PASSWORD}))

    assert answer.status == 200
    assert answer.json["data"] == {
        "id": str(mia.id),
        "email": "mia@example.com",
        "image": "a.png",
        "slug": "mia",
        "account": "pro",
        "discipline": "Photographer, Dancer",
    }
    assert (await api.as_(answer.json["token"]).get("/users/me")).json["data"]["id"] == str(mia.id)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_person_without_picture_and_discipline(api: Api, make: Make):
    ann = await make.person(disciplines=[], account="free")
    data = (await login(api, ann.email)).json["data"]
    assert (data["image"], data["discipline"], data["account"]) == (None, "", "free")


@pytest.mark.parametrize("typed", ["Mia@Example.com", "MIA@EXAMPLE.COM", "  mia@example.com\n"])
async def test_an_address_is_known_in_any_case(typed: str, api: Api, make: Make):
    await make.person(email="mia@example.com")
    assert (await login(api, typed)).status == 200


async def test_an_address_is_known_with_its_domain_in_either_script(api: Api):
    mixed = {**NEW_CLIENT, "email": "Mia@Bücher.example"}
    assert (await api.post("/clients", mixed)).status == 200
    for typed in ("mia@bücher.example", "MIA@XN--BCHER-KVA.example"):
        assert (await login(api, typed, NEW_CLIENT["password"])).status == 200, typed


async def test_an_imported_address_that_we_would_not_take_today_is_known(api: Api, make: Make):
    await make.person(email="old@localhost")
    assert (await login(api, "OLD@localhost")).status == 200


@pytest.mark.parametrize(
    "password", ["abcd1235", "ABCD1234", "abcd1234 ", " abcd1234", "abcd123", "x" * 1_025, "é" * 900]
)
async def test_another_password_is_refused(password: str, api: Api, make: Make):
    mia = await make.person()
    answer = await login(api, mia.email, password)
    assert (answer.status, answer.json) == (401, WRONG)


async def test_unknown_addresses_and_people_without_a_password_get_the_same_bytes(api: Api, make: Make):
    known = await make.person()
    no_password = await make.person(password_hash=None)
    deleted = await make.person(deleted_at=api.clock())
    broken = await make.person(password_hash="$2y$10$not-argon")
    right = await login(api, known.email, "wrong password")
    for email in ("nobody@example.com", "no address", no_password.email, deleted.email, broken.email):
        answer = await login(api, email)
        assert (answer.status, answer.body) == (401, right.body), email


@pytest.mark.parametrize(
    ("sent", "sentences"),
    [
        ({}, "The Email Address field is required.\nThe Password field is required.\n"),
        ({"email": "a@example.com"}, "The Password field is required.\n"),
        ({"email": "a@example.com", "password": ""}, "The Password field is required.\n"),
        ({"email": "  ", "password": "abcd1234"}, "The Email Address field is required.\n"),
    ],
)
async def test_missing_fields(sent: dict[str, str], sentences: str, api: Api):
    answer = await api.post("/auth/login", sent)
    assert (answer.status, answer.json["status"]) == (400, "400")
    assert answer.message == "There are errors with the data submitted"
    assert answer.sentences == sentences


async def test_files_are_no_passwords(api: Api, make: Make):
    mia = await make.person()
    files = {"email": (None, mia.email), "password": ("password.txt", PASSWORD)}
    answer = await api.post("/auth/login", files=files)
    assert (answer.status, answer.sentences) == (400, "The Password field must be text, not a file.\n")


async def test_suspended_people_hear_of_it_only_after_the_right_password(api: Api, make: Make):
    ann = await make.person(suspended_at=api.clock())
    wrong, right = await login(api, ann.email, "wrong password"), await login(api, ann.email)
    assert (wrong.status, wrong.json) == (401, WRONG)
    assert (right.status, right.json) == (403, {"status": "error", "message": "This account has been suspended"})


@pytest.mark.parametrize("token", ["rubbish", "expired", "other's"])
async def test_a_token_that_comes_along_is_ignored(token: str, api: Api, make: Make):
    mia, other = await make.person(), await make.person()
    sent = {"rubbish": "rubbish", "expired": mia.token, "other's": other.token}[token]
    if token == "expired":
        api.clock.forward(days=30)
    assert (await login(api.as_(sent), mia.email)).json["data"]["id"] == str(mia.id)


async def test_a_login_leaves_the_account_as_it_is(api: Api, make: Make):
    mia = await make.person()
    before = await make.whole("person", mia.id)
    await login(api, mia.email)
    await login(api, mia.email, "wrong password")
    assert await make.whole("person", mia.id) == before


async def test_a_hash_is_renewed_when_the_parameters_rise(
    settings: Settings, dsn: str, make: Make, monkeypatch: pytest.MonkeyPatch
):
    mia = await make.person()
    before = await columns(make, "person", mia.id)
    monkeypatch.setattr(passwords, "PASSES", 3)
    async with running(settings, dsn) as newer:
        assert (await login(newer, mia.email, "wrong password")).status == 401
        assert await columns(make, "person", mia.id) == before, "only the right password renews"

        assert (await login(newer, mia.email)).status == 200
        after = await columns(make, "person", mia.id)
        assert changed(before, after).keys() == {"password_hash"}
        assert after["password_hash"].startswith("$argon2id$v=19$m=19456,t=3,p=1$")

        assert (await login(newer, mia.email)).status == 200, "the renewed hash is of the same password"
        assert await columns(make, "person", mia.id) == after, "renewed once"


async def test_a_hash_is_not_renewed_over_a_newer_password(dsn: str, make: Make):
    mia = await make.person()
    before = await make.whole("person", mia.id)
    async with make_pool(dsn, 2) as pool:
        await do_rehash(Database(pool, {}), mia.id, old="the hash that was read before", new="a renewed hash")
    assert await make.whole("person", mia.id) == before


async def test_the_account_is_found_by_an_index(make: Make):
    statement = f"EXPLAIN {queries.ACCOUNT}".replace("%(email)s", "'mia@example.com'")
    await make.rows(
        "INSERT INTO person (email, display_name, slug)"
        " SELECT 'p' || n || '@example.com', 'P', 'p' || n FROM generate_series(1, 2000) n"
    )
    await make.rows("ANALYZE person")
    plan = "\n".join(line for (line,) in await make.rows(statement))
    assert "person_email_once" in plan and "Seq Scan on person p" not in plan, plan
