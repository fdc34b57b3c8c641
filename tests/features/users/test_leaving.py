"""Deleting one's account: shut and unseen at once, told by mail, to be had back for 30 days."""

from asyncio import gather

import pytest

from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.users.actions import do_bring_back
from support.api import Api
from support.make import PASSWORD, Make, Person

KEY_HEADER = "Freelancerclub-API-KEY"


async def leave(api: Api, person: Person, password: str = PASSWORD):
    return await api.as_(person).ask("DELETE", "/users/me", data={"password": password})


async def bring_back(dsn: str, email: str) -> bool:
    async with make_pool(dsn, 2) as pool, Database(pool, {}).transaction() as changes:
        return await do_bring_back(changes, email)


async def test_an_account_is_deleted_with_its_password(api: Api, make: Make):
    ann = await make.person()
    answer = await leave(api, ann)
    assert (answer.status, answer.json) == (200, {"status": "200", "message": "Account deleted"})
    assert await make.rows("SELECT deleted_at FROM person WHERE id = %s", [ann.id]) == [(api.clock(),)]


@pytest.mark.parametrize("sent", [{"data": {"password": PASSWORD}}, {"json": {"password": PASSWORD}}])
async def test_the_body_comes_in_any_encoding_and_by_override(sent: dict, api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    assert (await api.as_(ann).ask("DELETE", "/users/me", **sent)).status == 200
    overridden = await api.as_(ben).ask("POST", "/users/me", headers={"X-HTTP-Method-Override": "DELETE"}, **sent)
    assert overridden.message == "Account deleted"


async def test_without_the_right_password_nothing_happens(api: Api, make: Make):
    ann = await make.person()
    before = await make.whole("person", ann.id)
    wrong, missing = await leave(api, ann, "another one"), await api.as_(ann).ask("DELETE", "/users/me")
    assert (wrong.status, wrong.json) == (403, {"status": "error", "message": "The password is wrong"})
    assert (missing.status, missing.sentences) == (400, "The Password field is required.\n")
    assert await make.whole("person", ann.id) == before
    assert (await api.as_(ann).get("/users/me")).status == 200


async def test_guessing_the_password_here_counts_as_a_log_in(api: Api, make: Make):
    ann = await make.person()
    await leave(api, ann, "another one")
    counted = await make.rows("SELECT rule, hits FROM rate_counter WHERE rule LIKE 'login%' ORDER BY 1")
    assert counted == [("login", 1), ("login account", 1), ("login address", 1)]


async def test_every_way_in_ends_at_once(api: Api, make: Make):
    ann = await make.person()
    other_token = make.token(ann.id)
    key = (await api.as_(ann).post("/auth/keys", {"label": "A script"})).json["data"]["key"]
    await make.row("email_change", person_id=ann.id, email="n@example.com", token_hash=b"x", expires_at="2199-01-01")
    await make.row("password_reset", person_id=ann.id, token_hash=b"y", expires_at="2199-01-01")
    await leave(api, ann)

    for token in (ann.token, other_token):
        for path in ("/users/me", "/auth/refresh", "/users/me/export"):
            assert (await api.as_(token).get(path)).message == "token_invalid"
    assert (await api.get("/users/me", headers={KEY_HEADER: key})).status == 401
    assert (await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})).status == 401
    assert await make.count("email_change") == 0
    assert await make.rows("SELECT expires_at FROM password_reset WHERE expires_at > now()") == []
    assert await make.count("api_key", revoked_at=api.clock()) == 1


async def test_an_api_key_cannot_delete_its_owner(api: Api, make: Make):
    ann = await make.person()
    key = (await api.as_(ann).post("/auth/keys", {"label": ""})).json["data"]["key"]
    answer = await api.ask("DELETE", "/users/me", headers={KEY_HEADER: key}, data={"password": PASSWORD})
    assert (answer.status, answer.message) == (403, "token_invalid")
    assert await make.count("person", deleted_at=api.clock()) == 0


async def test_the_deleted_are_not_there_for_others(api: Api, make: Make):
    ann, boss = await make.person(), await make.administrator()
    await leave(api, ann)
    assert (await api.as_(boss).post(f"/users/{ann.id}", {"bio": "x"})).status == 404
    await api.nobody().post("/users/forgot", {"email": ann.email})
    await api.run_tasks()
    assert [mail.subject for mail in api.mailer.sent if "password" in mail.subject] == []


async def test_a_mail_says_until_when_it_can_be_undone(api: Api, make: Make):
    ann = await make.person(display_name="Ann <b>Lee</b>\nBcc: x@example.com")
    await leave(api, ann)
    await api.run_tasks()
    (mail,) = api.mailer.sent
    last = await make.rows("SELECT to_char(deleted_at + interval '30 days', 'FMDD FMMonth YYYY') FROM person")
    assert mail.to == ann.email and mail.subject == "Your account at The Freelancer Club was deleted"
    assert last[0][0] in mail.text and last[0][0] in mail.html
    assert "Hello Ann <b>Lee</b> Bcc: x@example.com," in mail.text
    assert "Ann &lt;b&gt;Lee&lt;/b&gt;" in mail.html
    assert await make.count("procrastinate_jobs") == 0


async def test_no_mail_goes_out_when_it_came_to_nothing(api: Api, make: Make, dsn: str):
    ann, ben = await make.person(), await make.person()
    await leave(api, ann, "another one")
    await leave(api, ben)
    assert await bring_back(dsn, ben.email)
    await api.run_tasks()
    assert api.mailer.sent == []


async def test_parallel_tries_send_one_mail(api: Api, make: Make):
    ann = await make.person()
    statuses = {answer.status for answer in await gather(*(leave(api, ann) for _ in range(5)))}
    assert statuses <= {200, 403}
    await api.run_tasks()
    assert len(api.mailer.sent) == 1


async def test_the_address_stays_taken_until_it_is_erased(api: Api, make: Make):
    ann = await make.person()
    await leave(api, ann)
    again = await api.nobody().post(
        "/clients", {"email": ann.email.upper(), "password": "a fine password", "display_name": "Ann Again"}
    )
    assert again.status == 400 and "already being used" in again.json["errors"]


async def test_the_operator_brings_an_account_back(api: Api, make: Make, dsn: str):
    ann = await make.person()
    await leave(api, ann)
    assert await bring_back(dsn, f" {ann.email.upper()}")
    assert (await api.as_(ann).get("/users/me")).message == "token_invalid", "tokens of before stay ended"
    login = await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})
    assert (await api.as_(login.json["token"]).get("/users/me")).json["data"]["deleted"] == "0"
    assert not await bring_back(dsn, ann.email), "once"
    assert not await bring_back(dsn, "nobody@example.com")
