"""Changing a profile: by whom, how it is sent, and what can't be changed (E9, R10-R12, R94, R100)."""

from asyncio import create_task, gather, sleep

import psycopg
import pytest

from freelancerclub.features.users.inputs import Profile
from freelancerclub.shapes.people import UserMe
from support.api import Api
from support.make import Make, Person
from support.watching import changed, columns, everything

UPDATED = {"status": "200", "message": "Updated User Succesfully"}
NOT_FOUND = {"status": "404", "message": "Sorry that freelancer was not found."}
SOCIAL = {
    "twitter_followers": "2069",
    "facebook_likes": "63",
    "youtube_subscribers": "3695",
    "instagram_count": "24556",
}


@pytest.fixture
async def mia(make: Make) -> Person:
    return await make.person()


async def test_put_does_what_post_does(api: Api, make: Make, mia: Person):
    for method, path, options in (
        ("PUT", "/users/{}", {"data": {"bio": "by PUT"}}),
        ("PUT", "/users/{}/", {"json": {"bio": "by PUT in JSON"}}),
        ("PUT", "/users/{}", {"files": {"bio": (None, "by PUT in multipart")}}),
        ("POST", "/users/{}", {"data": {"bio": "by an override", "_method": "PUT"}}),
    ):
        answer = await api.as_(mia).ask(method, path.format(mia.id), **options)
        assert answer.json == UPDATED
        sent = next(iter(options.values()))["bio"]
        assert (await columns(make, "person", mia.id))["bio"] == (sent if isinstance(sent, str) else sent[1])


async def test_get_stays_a_read_even_with_a_body(api: Api, make: Make, mia: Person):
    """The Python sample of the reference sends its update as a GET (L896)."""
    before = await everything(make)
    for path in (f"/users/{mia.id}", "/users/me"):
        for method in ("GET", "HEAD"):
            answer = await api.as_(mia).ask(method, path, data={"display_name": "Matty%20Nelson", "_method": "POST"})
            assert answer.status in (200, 405), "read, or not there yet"
    assert (await api.as_(mia).ask("GET", "/users/me", data={"bio": "x"})).json["data"]["bio"] is None
    assert await everything(make) == before


@pytest.mark.parametrize("body", [b"", b"\r\n"])
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "application/json", "text/plain"])
async def test_an_empty_body_changes_nothing(body: bytes, content_type: str, api: Api, make: Make, mia: Person):
    before = await everything(make)
    headers = {"Content-Type": content_type}
    answer = await api.as_(mia).ask("POST", f"/users/{mia.id}", content=body, headers=headers)
    assert answer.json == UPDATED
    assert await everything(make) == before


async def test_somebody_else_and_nobody_are_alike(api: Api, make: Make, mia: Person):
    others = [
        await make.person(),
        await make.administrator(),
        await make.person(deleted_at="2020-01-01"),
        await make.person(profile_hidden=True),
    ]
    before = await everything(make)
    for user_id in (*(other.id for other in others), 0, 999_999, 2**63, 10**30):
        for method in ("POST", "PUT"):
            answer = await api.as_(mia).ask(method, f"/users/{user_id}", data={"bio": "not mine"})
            assert (answer.status, answer.json) == (404, NOT_FOUND), user_id
    assert await everything(make) == before


async def test_administrators_change_anybody_who_is_there(api: Api, make: Make, mia: Person):
    boss = await make.administrator()
    suspended = await make.person(suspended_at=api.clock())
    for person in (mia, suspended, boss):
        assert (await api.as_(boss).post(f"/users/{person.id}", {"bio": "By the boss"})).json == UPDATED
        assert (await columns(make, "person", person.id))["bio"] == "By the boss"
    deleted = await make.person(deleted_at="2020-01-01")
    before = await everything(make)
    for user_id in (deleted.id, 0, 999_999, 2**63):
        answer = await api.as_(boss).post(f"/users/{user_id}", {"bio": "By the boss"})
        assert (answer.status, answer.json) == (404, NOT_FOUND), user_id
    assert await everything(make) == before


async def test_followers_are_what_administrators_say(api: Api, make: Make, mia: Person):
    boss = await make.administrator()
    before = await columns(make, "person", mia.id)
    assert (await api.as_(mia).post(f"/users/{mia.id}", SOCIAL)).json == UPDATED
    assert await columns(make, "person", mia.id) == before

    assert (await api.as_(boss).post(f"/users/{mia.id}", SOCIAL)).json == UPDATED
    page = (await api.as_(mia).get("/users/me")).json["data"]
    assert {name: page[name] for name in SOCIAL} == SOCIAL
    assert page["socialtotal"] == "30383"

    await api.as_(boss).post(f"/users/{mia.id}", dict.fromkeys(SOCIAL, ""))
    page = (await api.as_(mia).get("/users/me")).json["data"]
    assert ({page[name] for name in SOCIAL}, page["socialtotal"]) == ({None}, "0")
    refused = await api.as_(boss).post(f"/users/{mia.id}", {"facebook_likes": "-1"})
    assert refused.sentences == "The Facebook Likes field must contain a number greater than or equal to 0.\n"


async def test_fields_that_nobody_may_set(api: Api, make: Make, mia: Person):
    """Every column and every key of the wire that isn't a documented field, by its owner and by an administrator."""
    boss = await make.administrator()
    names = {*(await columns(make, "person", mia.id)), *UserMe.__struct_fields__} - Profile.model_fields.keys()
    names |= {"token_epoch", "password", "pass_confirm", "role", "person_id", "_id", "likes", "user_id", "extra"}
    assert {"role_id", "account", "id", "email", "suspended", "deleted", "slug", "socialtotal", "badge"} <= names
    before = await everything(make)
    for caller in (mia, boss):
        for value in ("1", "2020-01-01 00:00:00", "free", "eve@example.com"):
            answer = await api.as_(caller).post(f"/users/{mia.id}", dict.fromkeys(sorted(names), value))
            assert (answer.status, answer.json) == (200, UPDATED)
    assert await everything(make) == before


async def test_fields_that_nobody_may_register_with(api: Api, make: Make, mia: Person):
    from support.sending import NEW_CLIENT, NEWCOMER

    plain = {"email": "plain@example.com", "display_name": "Plain"}
    names = {*(await columns(make, "person", mia.id)), *UserMe.__struct_fields__} - NEWCOMER.keys()
    names -= {"latitude", "longitude", "tags", "contact"}
    for path, sent in (("/users", NEWCOMER), ("/clients", NEW_CLIENT)):
        for email, extra in (("plain@example.com", {}), ("greedy@example.com", dict.fromkeys(names, "1"))):
            assert (await api.post(path, sent | plain | {"email": email} | extra)).status == 200
        rows = [
            await columns(make, "person", person_id)
            for (person_id,) in await make.rows(
                "SELECT id FROM person WHERE email LIKE 'plain%' OR email LIKE 'greedy%'"
            )
        ]
        assert changed(*rows).keys() == {"id", "email", "slug", "password_hash"}
        await make.rows("DELETE FROM person WHERE id <> %s", [mia.id])


async def test_a_client_may_send_its_whole_page_back(api: Api, make: Make, mia: Person):
    await make.rows("UPDATE person SET latitude = 1, longitude = 2, bio = 'B', rate_day = 5 WHERE id = %s", [mia.id])
    page = (await api.as_(mia).get("/users/me")).json["data"]
    back = {name: value for name, value in page.items() if name != "portfolios"}
    assert (await api.as_(mia).post(f"/users/{mia.id}", json=back)).json == UPDATED
    after = changed(page, (await api.as_(mia).get("/users/me")).json["data"])
    assert set(after.values()) <= {""}, "an unknown text comes back as an empty one, and nothing else changes"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JavaScript:alert(1)", "javascript:1;alert(1)", " javascript:alert(1)", "java\tscript:x",
     "java\r\nscript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x", "mailto:a@example.com", "ftp://x",
     "file:///etc/passwd", "blob:https://example.com/1", "javascript://example.com/%0aalert(1)", "x-y+z.1:x",
     "javascript:8080", "a.b:1;alert(1)"],
)  # fmt: skip
async def test_links_with_another_scheme_are_refused(link: str, api: Api, make: Make, mia: Person):
    before = await make.whole("person", mia.id)
    fields = ("website", "facebook", "twitter", "instagram", "pinterest", "youtube")
    answer = await api.as_(mia).post(f"/users/{mia.id}", json=dict.fromkeys(fields, link))
    assert answer.status == 400
    assert answer.sentences == "".join(f"The {name.title()} field must contain a valid URL.\n" for name in fields)
    assert await make.whole("person", mia.id) == before


@pytest.mark.parametrize(
    "link",
    ["http://not a website", "https://example.com", "HTTPS://EXAMPLE.COM", "example.com", "www.example.com/a:b",
     "example.com:8080/x", "//example.com", "/a/path", "111", "@mia", "not a link at all", "http:example.com",
     "https://example.com/?q=javascript:alert(1)", "мой.сайт"],
)  # fmt: skip
async def test_other_links_are_kept_as_they_are(link: str, api: Api, mia: Person):
    assert (await api.as_(mia).post(f"/users/{mia.id}", {"website": link})).json == UPDATED
    assert (await api.as_(mia).get("/users/me")).json["data"]["website"] == link


@pytest.mark.parametrize("sent", ["Plumber", "Dancer, Plumber", "I'M HIRING"])
async def test_disciplines_that_are_neither_listed_nor_held(sent: str, api: Api, make: Make, mia: Person):
    before = await make.whole("person", mia.id)
    answer = await api.as_(mia).post(f"/users/{mia.id}", {"discipline": sent, "bio": "x"})
    assert (answer.status, answer.message) == (400, "Thre are errors with the data submitted")
    assert answer.sentences == "The Discipline field must contain valid disciplines.\n"
    assert await make.whole("person", mia.id) == before


async def test_a_discipline_that_was_taken_off_the_list_is_kept_by_who_has_it(api: Api, make: Make, mia: Person):
    await make.rows("UPDATE person SET disciplines = '{Photographer,newitem}'")
    await make.rows("UPDATE discipline SET deleted_at = now() WHERE name = 'Photographer'")
    for sent, status in (("NEWITEM, photographer, Dancer", 200), ("Dancer", 200), ("Dancer, newitem", 400)):
        assert (await api.as_(mia).post(f"/users/{mia.id}", {"discipline": sent})).status == status
    assert (await columns(make, "person", mia.id))["disciplines"] == ["Dancer"]


async def test_a_profile_is_complete_with_what_and_where(api: Api, make: Make):
    hirer = await make.person(disciplines=["I'M HIRING"])
    for sent, complete in (
        ({"city": "Leeds"}, "0"),
        ({"country": "United Kingdom"}, "0"),
        ({"discipline": "I'M HIRING, Dancer"}, "1"),
        ({"city": ""}, "0"),
        ({"city": "York"}, "1"),
        ({"discipline": "I'M HIRING"}, "0"),
    ):
        assert (await api.as_(hirer).post(f"/users/{hirer.id}", sent)).json == UPDATED
        assert (await api.as_(hirer).get("/users/me")).json["data"]["profile_complete"] == complete, sent


async def test_parallel_changes_of_different_fields_all_stand(api: Api, make: Make, mia: Person):
    changes = [
        {"bio": "B"},
        {"city": "York"},
        {"country": "UK"},
        {"website": "w"},
        {"tags": "t"},
        {"rate_day": "5"},
    ] * 4
    answers = await gather(*(api.as_(mia).post(f"/users/{mia.id}", change) for change in changes))
    assert {answer.status for answer in answers} == {200}
    row = await columns(make, "person", mia.id)
    assert [row[name] for name in ("bio", "city", "country", "website", "tags", "rate_day")] == [
        "B", "York", "UK", "w", "t", 5,
    ]  # fmt: skip
    assert row["profile_complete"], "two halves that came at once make a whole"


async def test_a_change_waits_for_another_one_and_counts_on_its_outcome(api: Api, make: Make, mia: Person, dsn: str):
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        await other.execute("UPDATE person SET city = 'York', disciplines = '{newitem}' WHERE id = %s", [mia.id])
        sent = {"country": "UK", "discipline": "newitem, Dancer"}
        change = create_task(api.as_(mia).post(f"/users/{mia.id}", sent))
        for _ in range(500):
            if await make.rows(waiting):
                break
            await sleep(0.02)
        await other.commit()
    assert (await change).json == UPDATED
    row = await columns(make, "person", mia.id)
    assert (row["city"], row["disciplines"], row["profile_complete"]) == ("York", ["newitem", "Dancer"], True)


async def test_control_characters_and_markup_are_stored_raw(api: Api, mia: Person):
    texts = {"display_name": "=?utf-8?q?a?=\n<b>Mia</b>", "bio": "a\r\nb\x7f\u202e\ufeff", "city": "{x} %s ' \" \\ --"}
    assert (await api.as_(mia).post(f"/users/{mia.id}", json=texts)).json == UPDATED
    page = (await api.as_(mia).get("/users/me")).json["data"]
    assert {name: page[name] for name in texts} == texts


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b'{"bio":"a\\u0000b"}', "application/json"), (b"bio=a%00b", "application/x-www-form-urlencoded"),
     (b'{"bio":"\\ud800"}', "application/json"), (b'{"bio":"\xed\xa0\x80"}', "application/json"),
     (b"bio=%ED%A0%80", "application/x-www-form-urlencoded"), (b'{"bio":{"a":1}}', "application/json"),
     (b'["bio"]', "application/json"), (b'{"bio":', "application/json")],
)  # fmt: skip
async def test_bodies_that_hold_no_text(body: bytes, content_type: str, api: Api, make: Make, mia: Person):
    before = await everything(make)
    headers = {"Content-Type": content_type}
    answer = await api.as_(mia).ask("POST", f"/users/{mia.id}", content=body, headers=headers)
    assert (answer.status, answer.json["status"]) == (400, "400")
    assert await everything(make) == before
