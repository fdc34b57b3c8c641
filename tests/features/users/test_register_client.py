"""Registering a client, who hires: three fields, and the mark of those who hire (E11, R83)."""

import pytest

from support.api import Api
from support.make import Make
from support.sending import ENCODINGS, NEW_CLIENT, encoded, without

CREATED = {"status": "200", "message": "Created user successfully"}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_client_registers_and_logs_in(encoding: str, api: Api):
    answer = await api.post("/clients", **encoded(encoding, NEW_CLIENT))
    assert (answer.status, answer.json) == (200, CREATED)

    login = await api.post("/auth/login", without(NEW_CLIENT, "display_name"))
    assert login.json["data"]["discipline"] == "I'M HIRING"
    page = (await api.as_(login.json["token"]).get("/users/me")).json["data"]
    expected = {"email": "hirer@example.com", "display_name": "Hi Rer", "slug": "hirer", "discipline": "I'M HIRING",
                "role_id": "4", "account": "pro", "profile_complete": "0", "city": None, "country": None}  # fmt: skip
    assert {name: page[name] for name in expected} == expected


async def test_what_only_freelancers_say_is_ignored(api: Api, make: Make):
    extra = {"discipline": "Plumber", "pass_confirm": "something else", "city": "x" * 999, "latitude": "north"}
    assert (await api.post("/clients", NEW_CLIENT | extra)).json == CREATED
    assert await make.rows("SELECT disciplines, city, latitude FROM person") == [(["I'M HIRING"], None, None)]


async def test_every_missing_field_is_named(api: Api):
    answer = await api.post("/clients", {})
    labels = ("Email Address", "Password", "Display Name")
    assert (answer.status, answer.message) == (400, "Thre are errors with the data submitted")
    assert answer.sentences == "".join(f"The {label} field is required.\n" for label in labels)


@pytest.mark.parametrize("token", ["rubbish", "a.b.c"])
@pytest.mark.parametrize("path", ["/users", "/clients"])
async def test_any_token_is_ignored(token: str, path: str, api: Api):
    from support.sending import NEWCOMER

    assert (await api.as_(token).post(path, NEWCOMER)).json == CREATED


async def test_a_client_becomes_a_freelancer_too_and_stays_one_who_hires(api: Api, make: Make):
    hirer = await make.person(disciplines=["I'M HIRING"])
    for sent, held in (
        ("I’m hiring, TOG", "I'M HIRING, Photographer"),
        ("Dancer, i'm hiring", "Dancer, I'M HIRING"),
        ("Dancer", "Dancer"),
    ):
        assert (await api.as_(hirer).post(f"/users/{hirer.id}", {"discipline": sent})).status == 200
        assert (await api.as_(hirer).get("/users/me")).json["data"]["discipline"] == held
    gone = await api.as_(hirer).post(f"/users/{hirer.id}", {"discipline": "I'M HIRING"})
    assert (gone.status, gone.sentences) == (400, "The Discipline field must contain valid disciplines.\n")
