"""Ending tokens: one, all, and by a new password or address."""

import json
from datetime import timedelta

import pytest

from freelancerclub.adapters.mail import Mail, NoSuchMailbox
from freelancerclub.features.auth.rules import digest
from support.api import Api
from support.make import PASSWORD, Make, Person

NEW = "a better password"


async def test_logging_out_ends_this_token_only(api: Api, make: Make):
    ann = await make.person()
    login = {"email": ann.email, "password": PASSWORD}
    api.clock.forward(seconds=1)
    phone = api.as_((await api.post("/auth/login", login)).json["token"])
    api.clock.forward(seconds=1)
    laptop = api.as_((await api.post("/auth/login", login)).json["token"])

    assert (await phone.post("/auth/logout")).message == "Logged out"

    assert (await phone.get("/users/me")).message == "token_invalid"
    assert (await phone.get("/auth/refresh")).message == "token_invalid"
    assert (await laptop.get("/users/me")).status == 200


async def test_logging_out_everywhere_ends_all(api: Api, make: Make):
    ann = await make.person()
    other = api.as_(make.token(ann.id))
    assert (await api.as_(ann).post("/auth/logout/all")).status == 200
    for caller in (api.as_(ann), other):
        assert (await caller.get("/users/me")).message == "token_invalid"
        assert (await caller.get("/auth/refresh")).message == "token_invalid"


async def test_a_new_password_ends_older_tokens_and_gives_a_new_one(api: Api, make: Make):
    ann = await make.person()
    sent = {"password": PASSWORD, "new_password": NEW, "pass_confirm": NEW}
    changed = await api.as_(ann).post("/auth/password", sent)

    assert changed.status == 200
    assert (await api.as_(changed.json["token"]).get("/users/me")).status == 200
    assert (await api.as_(ann).get("/users/me")).message == "token_invalid"
    assert (await api.post("/auth/login", {"email": ann.email, "password": PASSWORD})).status == 401
    assert (await api.post("/auth/login", {"email": ann.email, "password": NEW})).status == 200


async def test_a_new_password_needs_the_present_one(api: Api, make: Make):
    ann = await make.person()
    before = await make.whole("person", ann.id)
    wrong = await api.as_(ann).post("/auth/password", {"password": NEW, "new_password": NEW, "pass_confirm": NEW})
    weak = await api.as_(ann).post("/auth/password", {"password": PASSWORD, "new_password": "x", "pass_confirm": "y"})

    assert (wrong.status, wrong.json) == (403, {"status": "error", "message": "The password is wrong"})
    assert weak.sentences == "The New Password field must be at least 8 characters in length.\n"
    assert await make.whole("person", ann.id) == before
    assert (await api.as_(ann).get("/users/me")).status == 200


async def test_a_new_address_is_confirmed_there_and_told_at_the_old(api: Api, make: Make):
    ann = await make.person(display_name="Ann")
    asked = await api.as_(ann).post("/auth/email", {"email": "new@example.com", "password": PASSWORD})
    await api.run_tasks()
    assert asked.status == 200 and [mail.to for mail in api.mailer.sent] == ["new@example.com"]
    assert (await api.as_(ann).get("/users/me")).json["data"]["email"] == ann.email

    code = code_of(api)
    assert (await api.post("/auth/email/confirm", {"token": code})).status == 200
    await api.run_tasks()
    assert (await api.as_(ann).get("/users/me")).json["data"]["email"] == "new@example.com"
    assert api.mailer.sent[-1].to == ann.email and "new@example.com" in api.mailer.sent[-1].text
    assert (await api.post("/auth/email/confirm", {"token": code})).status == 400  # once


async def test_a_code_for_an_address_ends_after_a_day_and_with_a_newer_one(api: Api, make: Make):
    ann = await make.person()
    codes = []
    for email in ("first@example.com", "second@example.com"):
        await api.as_(ann).post("/auth/email", {"email": email, "password": PASSWORD})
        await api.run_tasks()
        codes.append(code_of(api))
        api.clock.forward(seconds=5)
    assert (await api.post("/auth/email/confirm", {"token": codes[0]})).status == 400
    api.clock.forward(hours=25)
    assert (await api.post("/auth/email/confirm", {"token": codes[1]})).status == 400


@pytest.mark.parametrize("is_sent", [True, False], ids=["mailed", "queued"])
@pytest.mark.parametrize("shut", ["reset", "password", "everywhere", "operator"])
async def test_a_code_for_an_address_ends_with_the_tokens_of_who_asked(shut: str, is_sent: bool, api: Api, make: Make):
    """Whoever asked for it may be who is shut out: nothing that was begun before goes on."""
    ann = await make.person()
    await api.as_(ann).post("/auth/email", {"email": "intruder@example.com", "password": PASSWORD})
    if is_sent:
        await api.run_tasks()
        code = code_of(api)
    words = {"password": PASSWORD, "new_password": "another one", "pass_confirm": "another one"}
    if shut == "reset":
        await make.row(
            "password_reset", person_id=ann.id, token_hash=digest("t" * 43), created_at=api.clock.now,
            expires_at=api.clock.now + timedelta(hours=1),
        )  # fmt: skip
        sent = {"token": "t" * 43, "password": "another one", "pass_confirm": "another one"}
        assert (await api.post("/auth/reset", sent)).status == 200
    elif shut == "password":
        assert (await api.as_(ann).post("/auth/password", words)).status == 200
    elif shut == "everywhere":
        assert (await api.as_(ann).post("/auth/logout/all")).status == 200
    else:
        await make.rows("UPDATE person_version SET token_epoch = token_epoch + 1 WHERE id = %s", [ann.id])
        await make.rows("DELETE FROM email_change WHERE person_id = %s", [ann.id])
    await api.run_tasks()
    if is_sent:
        assert (await api.post("/auth/email/confirm", {"token": code})).status == 400
    else:
        assert not [mail for mail in api.mailer.sent if mail.to == "intruder@example.com"]
    assert await make.count("email_change") == 0
    assert (await make.rows("SELECT email FROM person WHERE id = %s", [ann.id])) == [(ann.email,)]


async def test_an_address_that_somebody_has_gets_no_mail_and_no_hint(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    free = await api.as_(ann).post("/auth/email", {"email": "free@example.com", "password": PASSWORD})
    taken = await api.as_(ann).post("/auth/email", {"email": bob.email.upper(), "password": PASSWORD})
    await api.run_tasks()
    assert taken.body == free.body
    assert [mail.to for mail in api.mailer.sent] == ["free@example.com"]


async def test_an_address_taken_between_asking_and_confirming_stays_taken(api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post("/auth/email", {"email": "late@example.com", "password": PASSWORD})
    await api.run_tasks()
    await make.person(email="Late@example.com")
    assert (await api.post("/auth/email/confirm", {"token": code_of(api)})).status == 400
    assert await make.count("person", email="late@example.com") == 0


async def change(api: Api, make: Make, of: Person, email: str) -> int:
    """Confirms a new address; what that answers."""
    code = {"token_hash": digest(email), "expires_at": api.clock() + timedelta(days=1)}
    await make.row("email_change", person_id=of.id, email=email, **code)
    return (await api.post("/auth/email/confirm", {"token": email})).status


@pytest.mark.parametrize(("reason", "told"), [("bounce", 0), ("complaint", 1), ("unsubscribed", 1)])
async def test_what_stopped_mail_goes_with_the_old_address(reason: str, told: int, api: Api, make: Make):
    """Where mail came back from nothing is said, or the row would be there again."""
    ann, ben = await make.person(email="Old@example.com"), await make.person()
    for email in ("old@example.com", "new@example.com", ben.email):
        await make.row("mail_stop", email=email, reason=reason)
    assert await change(api, make, ann, "new@example.com") == 200
    await api.run_tasks()
    assert [mail.to for mail in api.mailer.sent] == [ann.email] * told
    assert await make.rows("SELECT email FROM mail_stop ORDER BY 1") == [("new@example.com",), (ben.email,)]


async def test_what_stopped_mail_stays_where_the_address_does(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    await make.row("mail_stop", email=ann.email, reason="bounce")
    assert await change(api, make, ann, ann.email.title()) == 200, "only its letters are larger"
    assert await change(api, make, ann, ben.email) == 400, "somebody has it"
    assert await make.rows("SELECT email FROM mail_stop") == [(ann.email,)]


async def test_that_an_old_address_has_no_mailbox_is_not_noted(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    ann = await make.person()
    tried = []

    async def come_back(mail: Mail) -> None:
        tried.append(mail.to)
        raise NoSuchMailbox("550 5.1.1")

    monkeypatch.setattr(api.mailer, "send", come_back)
    assert await change(api, make, ann, "new@example.com") == 200
    await api.run_tasks()
    assert tried == [ann.email]
    assert [await make.count(table) for table in ("mail_stop", "procrastinate_jobs")] == [0, 0]


async def test_the_old_address_is_told_of_what_the_release_before_queued(api: Api, make: Make):
    said = json.dumps({"name": "Ann", "email": "new@example.com", "old_email": "old@example.com"})
    await make.row("procrastinate_jobs", queue_name="default", task_name="auth.send_changed", args=said)
    await api.run_tasks()
    assert [mail.to for mail in api.mailer.sent] == ["old@example.com"]


def code_of(api: Api) -> str:
    """The line of the last mail that holds nothing but the code."""
    return next(line for line in api.mailer.sent[-1].text.splitlines() if len(line) == 43 and " " not in line)


async def test_two_log_ins_in_one_second_are_ended_one_by_one(api: Api, make: Make):
    ann = await make.person()
    login = {"email": ann.email, "password": PASSWORD}
    phone, laptop = [api.as_((await api.post("/auth/login", login)).json["token"]) for _ in range(2)]
    await phone.post("/auth/logout")
    assert (await phone.get("/users/me")).status == 403
    assert (await laptop.get("/users/me")).status == 200
