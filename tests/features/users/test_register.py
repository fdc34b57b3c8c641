"""Registering a freelancer: what becomes of the fields, and what is refused (E10)."""

import pytest

from freelancerclub.config import Settings
from support.api import SITE, Answer, Api
from support.make import Make
from support.sending import ENCODINGS, NEWCOMER, encoded, without
from support.watching import columns, everything

CREATED = {"status": "200", "message": "Created user successfully"}
TAKEN = {
    "status": "400",
    "message": "Thre are errors with the data submitted",
    "errors": "The value in &quot;Email Address&quot; is already being used.",
}
OPTIONAL = {
    "subdiscipline": "Wedding photography, Landscape photography",
    "tags": "Photoshop, Lightroom",
    "contact": "01904 290 190",
    "longitude": "-1.54908",
    "latitude": "53.80076",
}


async def register(api: Api, **fields: object) -> Answer:
    return await api.post("/users", {**NEWCOMER, **fields})


async def page_of(api: Api, email: str = NEWCOMER["email"], password: str = NEWCOMER["password"]) -> dict:
    token = (await api.post("/auth/login", {"email": email, "password": password})).json["token"]
    return (await api.as_(token).get("/users/me")).json["data"]


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_freelancer_registers_and_logs_in(encoding: str, api: Api, make: Make):
    answer = await api.post("/users", **encoded(encoding, NEWCOMER | OPTIONAL))

    assert (answer.status, answer.json) == (200, CREATED)
    page = await page_of(api)
    expected = {
        "email": "newcomer@example.com",
        "display_name": "New Comer",
        "slug": "newcomer",
        "discipline": "Photographer",
        "city": "Leeds",
        "country": "United Kingdom",
        "contact": "01904 290 190",
        "tags": "Photoshop, Lightroom",
        "longitude": "-1.54908",
        "latitude": "53.80076",
        "role_id": "4",
        "account": "pro",
        "profile_complete": "1",
        "created_on": api.clock().strftime("%Y-%m-%d %H:%M:%S"),
    }
    assert {name: page[name] for name in expected} == expected
    row = await columns(make, "person", int(page["id"]))
    assert row["subdisciplines"] == ["Wedding photography", "Landscape photography"]
    assert row["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_the_example_of_the_reference_with_its_sample_password(api: Api):
    answer = await register(api, password="abcd1234", pass_confirm="abcd1234", city="Leeds, United Kingdom")
    assert answer.json == CREATED
    page = await page_of(api, password="abcd1234")
    assert (page["latitude"], page["longitude"], page["contact"], page["tags"]) == ("0.00000", "0.00000", None, None)


async def test_percent_signs_are_decoded_once(api: Api):
    """R11: what a client encodes twice is stored encoded once."""
    body = "&".join(f"{name}={value}" for name, value in (NEWCOMER | {"display_name": "Matty%2520Nelson"}).items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await api.ask("POST", "/users", content=body.replace(" ", "+"), headers=headers)).json == CREATED
    assert (await page_of(api))["display_name"] == "Matty%20Nelson"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Photographer\tDancer", "Photographer, Dancer"),
        ("Photographer,Dancer", "Photographer, Dancer"),
        (" Dancer ,\t, photographer,", "Dancer, Photographer"),
        ("TOG, shooter, Photographer", "Photographer"),
        ("make-up artist", "Makeup Artist"),
        (["Model", "Dancer\tStylist"], "Model, Dancer, Stylist"),
    ],
)
async def test_lists_of_disciplines_and_their_other_names(sent: object, stored: str, api: Api):
    assert (await register(api, discipline=sent)).json == CREATED
    assert (await page_of(api))["discipline"] == stored


async def test_a_name_wins_over_anothers_alias(api: Api, make: Make):
    await make.rows("UPDATE discipline SET alias1 = 'Dancer' WHERE name = 'Model'")
    assert (await register(api, discipline="dancer")).json == CREATED
    assert (await page_of(api))["discipline"] == "Dancer"


@pytest.mark.parametrize(
    "sent", ["Plumber", "Photographer, Plumber", "I'M HIRING", "I’m hiring", "Photographer;Dancer"]
)
async def test_unknown_disciplines(sent: str, api: Api, make: Make):
    answer = await register(api, discipline=sent)
    assert (answer.status, answer.message) == (400, TAKEN["message"])
    assert answer.sentences == "The Discipline field must contain valid disciplines.\n"
    assert await make.count("person") == 0


async def test_deleted_disciplines_cannot_be_chosen_and_hidden_ones_can(api: Api, make: Make):
    await make.rows("UPDATE discipline SET deleted_at = now() WHERE name = 'Dancer'")
    await make.rows("UPDATE discipline SET in_search = false WHERE name = 'Model'")
    assert (await register(api, discipline="Dancer")).status == 400
    assert (await register(api, discipline="Model")).json == CREATED


async def test_every_missing_field_is_named_in_order(api: Api, make: Make):
    answer = await api.post("/users", {})
    labels = ("Email Address", "Password", "Password Confirmation", "Display Name", "Discipline", "City", "Country")
    assert (answer.status, answer.message) == (400, TAKEN["message"])
    assert answer.sentences == "".join(f"The {label} field is required.\n" for label in labels)
    assert answer.json["errors"].startswith('"The Email Address field is required.\\nThe Password field')


@pytest.mark.parametrize("name", NEWCOMER)
async def test_one_missing_or_blank_field(name: str, api: Api, make: Make):
    for fields in (without(NEWCOMER, name), NEWCOMER | {name: ""}, NEWCOMER | {name: " \t "}):
        answer = await api.post("/users", fields)
        assert answer.status == 400
        assert "field is required.\n" in answer.sentences and answer.sentences.count("\n") == 1, answer.sentences
    assert await make.count("person") == 0


@pytest.mark.parametrize("typed", ["mia@example.com", "MIA@Example.COM", " Mia@example.com "])
async def test_an_address_in_use_is_refused_in_any_case(typed: str, api: Api, make: Make):
    await make.person(email="Mia@example.com")
    before = await everything(make)
    for path in ("/users", "/clients"):
        answer = await api.post(path, NEWCOMER | {"email": typed})
        assert (answer.status, answer.json) == (400, TAKEN)
    assert await everything(make) == before


@pytest.mark.parametrize(
    "email",
    ["mia", "mia@", "@example.com", "mia@localhost", "mia@exa mple.com", "mia@example.com,eve@example.com",
     "Mia <mia@example.com>", "mia@example..com", "mïa@example.com", '"m ia"@example.com', "mia@[127.0.0.1]",
     "mia\r\nBcc: eve@example.com", "x" * 65 + "@example.com", "mia@" + "x" * 250 + ".com"],
)  # fmt: skip
async def test_what_is_no_address(email: str, api: Api, make: Make):
    answer = await register(api, email=email)
    assert answer.sentences == "The Email Address field must contain a valid email address.\n"
    assert await make.count("person") == 0


async def test_the_confirmation_has_to_match(api: Api, make: Make):
    answer = await register(api, pass_confirm="a fine passwort")
    assert answer.sentences == "The Password Confirmation field does not match the Password field.\n"
    assert await make.count("person") == 0


@pytest.mark.parametrize(
    ("password", "wording"),
    [
        ("abcd123", "must be at least 8 characters in length."),
        ("x" * 1_025, "cannot exceed 1024 characters in length."),
        ("é" * 513, "cannot exceed 1024 characters in length."),
        ("password", "is one of the most common passwords, please choose another."),
        ("PassWord", "is one of the most common passwords, please choose another."),
        ("12345678", "is one of the most common passwords, please choose another."),
    ],
)
async def test_passwords_that_are_refused(password: str, wording: str, api: Api, make: Make):
    for path in ("/users", "/clients"):
        answer = await api.post(path, NEWCOMER | {"password": password, "pass_confirm": password})
        assert (answer.status, answer.sentences) == (400, f"The Password field {wording}\n")
    assert await make.count("person") == 0


@pytest.mark.parametrize(
    "password", ["éééé", "        x", "x" * 1_024, "пароль и ключ", "abcd1234", " pass word ", "aaaaaaab"]
)
async def test_passwords_that_work_exactly_as_typed(password: str, api: Api):
    assert (await register(api, password=password, pass_confirm=password)).json == CREATED
    for typed, status in ((password, 200), (password + " ", 401), (password.swapcase() + "x", 401)):
        answer = await api.post("/auth/login", {"email": NEWCOMER["email"], "password": typed})
        assert answer.status == status, typed


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Mia Norton", "mianorton"),
        ("Zoë O’Brien-Łuk", "zoeobrienluk"),
        ("日本 太郎", "ribentailang"),
        ("🎉🎉", "member"),
        ("me", "me"),
        ("x" * 100, "x" * 60),
    ],
)
async def test_the_slug_is_made_of_the_name(name: str, slug: str, api: Api):
    await register(api, display_name=name)
    page = await page_of(api)
    assert (page["display_name"], page["slug"]) == (name, slug)


async def test_a_taken_slug_gets_the_id_behind_it_even_when_somebody_is_called_so(api: Api, make: Make):
    await make.person(slug="newcomer")
    await make.person(slug="newcomer3")
    await register(api)
    page = await page_of(api)
    assert (page["id"], page["slug"]) == ("3", "newcomer-3")


class TestWithFreeAccounts:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"new_account": "free"})

    async def test_the_tier_is_a_setting(self, api: Api):
        await register(api)
        assert (await page_of(api))["account"] == "free"


async def test_whoever_comes_is_welcomed_once(api: Api, make: Make):
    assert (await register(api)).json == CREATED
    await api.run_tasks()
    await api.run_tasks()

    (mail,) = api.mailer.sent
    ((email, name),) = await make.rows("SELECT email, display_name FROM person")
    assert (mail.to, mail.subject) == (email, "Welcome to The Freelancer Club")
    assert mail.text.startswith(f"Hello {name},") and f"\n{SITE}/\n" in mail.text


async def test_whoever_is_gone_again_is_not_welcomed(api: Api, make: Make):
    assert (await register(api)).json == CREATED
    await make.rows("UPDATE person SET deleted_at = now()")
    await api.run_tasks()

    assert api.mailer.sent == []
