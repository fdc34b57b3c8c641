"""A forgotten password, first step: the neutral answer, and the mail that the worker sends (E12, R84)."""

import base64
from asyncio import gather

import pytest

from support.api import SITE, Api
from support.mailbox import reset_token
from support.make import Make
from support.sending import ENCODINGS, NEW_CLIENT, encoded

NEUTRAL = {
    "status": "200",
    "message": "If that email address is known to us, a link to reset the password is on its way.",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_mail_with_a_link_goes_out(encoding: str, api: Api, make: Make):
    mia = await make.person(email="mia@example.com", display_name="Mia Norton")

    answer = await api.post("/users/forgot", **encoded(encoding, {"email": mia.email}))
    assert (answer.status, answer.json) == (200, NEUTRAL)
    assert api.mailer.sent == [], "the request itself sends nothing"
    await api.run_tasks()

    (mail,) = api.mailer.sent
    assert mail.to == "mia@example.com"
    assert "Mia Norton" in mail.text and "Mia Norton" in mail.html
    assert f"{SITE}/reset?token={reset_token(mail)}" in mail.html
    assert "60 minutes" in mail.text


async def test_known_and_unknown_addresses_get_the_same_bytes(api: Api, make: Make):
    known = await make.person()
    deleted, suspended = await make.person(deleted_at=api.clock()), await make.person(suspended_at=api.clock())
    first = await api.post("/users/forgot", {"email": known.email})
    for email in ("nobody@example.com", "no address", "x" * 5_000, deleted.email, suspended.email, "a@b\r\nBcc: c@d"):
        answer = await api.post("/users/forgot", {"email": email})
        assert (answer.status, answer.body) == (200, first.body), email
        assert answer.headers.keys() == first.headers.keys()


async def test_nobody_else_gets_a_mail(api: Api, make: Make):
    await make.person(email="mia@example.com")
    deleted = await make.person(deleted_at=api.clock())
    for email in ("nobody@example.com", "no address", "x" * 5_000, deleted.email, "mia@example.com,eve@example.com"):
        await api.post("/users/forgot", {"email": email})
    await api.run_tasks()
    assert api.mailer.sent == []
    assert await make.count("password_reset") == 0
    assert await make.count("procrastinate_jobs") == 0, "nothing waits to be tried again"


async def test_what_can_be_no_address_is_not_even_queued(api: Api, make: Make):
    await api.post("/users/forgot", {"email": "x" * 500_000 + "@example.com"})
    assert await make.count("procrastinate_jobs") == 0


@pytest.mark.parametrize("typed", ["MIA@example.COM", " mia@example.com "])
async def test_the_mail_goes_to_the_address_of_the_account(typed: str, api: Api, make: Make):
    await make.person(email="Mia@example.com")
    await api.post("/users/forgot", {"email": typed})
    await api.run_tasks()
    assert [mail.to for mail in api.mailer.sent] == ["Mia@example.com"]


async def test_an_address_with_a_foreign_domain_gets_its_mail(api: Api):
    """It is kept in the form that every mail server takes."""
    await api.post("/clients", NEW_CLIENT | {"email": "Mia@Bücher.example"})
    await api.post("/users/forgot", {"email": "mia@bücher.example"})
    await api.run_tasks()
    welcome, message = api.mailer.messages
    assert welcome["To"] == message["To"]
    assert message["To"] == "Mia@xn--bcher-kva.example"
    assert b"\nTo: Mia@xn--bcher-kva.example\r\n" in message.as_bytes()


async def test_the_link_is_made_of_the_site_and_never_of_what_the_request_says(api: Api, make: Make):
    mia = await make.person()
    lies = dict.fromkeys(("Host", "X-Forwarded-Host", "X-Host", "X-Original-Host"), "evil.example")
    lies |= {"Forwarded": "host=evil.example", "Origin": "https://evil.example", "Referer": "https://evil.example/"}
    await api.post("/users/forgot", {"email": mia.email, "site_url": "https://evil.example"}, headers=lies)
    await api.run_tasks()
    (message,) = api.mailer.messages
    assert "evil.example" not in message.as_string()
    assert f"{SITE}/reset?token=" in message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("sent", [{}, {"email": ""}, {"email": "   "}, {"mail": "mia@example.com"}])
async def test_without_an_address(sent: dict[str, str], api: Api):
    answer = await api.post("/users/forgot", sent)
    assert (answer.status, answer.message) == (400, "Thre are errors with the data submitted")
    assert answer.sentences == "The Email Address field is required.\n"


async def test_only_a_hash_of_the_token_is_stored(api: Api, make: Make):
    mia = await make.person()
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    token = reset_token(api.mailer.sent[0])
    assert len(base64.urlsafe_b64decode(token + "=")) == 32, "256 bits"
    for table in ("password_reset", "procrastinate_jobs", "procrastinate_events"):
        text = str(await make.rows(f"SELECT t::text FROM {table} t"))
        assert token not in text, table
        assert base64.urlsafe_b64decode(token + "=").hex() not in text, table
    assert await make.count("password_reset", person_id=mia.id) == 1


async def test_tokens_of_two_requests_and_of_two_people_differ(api: Api, make: Make):
    mia, ann = await make.person(), await make.person()
    for person in (mia, mia, ann):
        await api.post("/users/forgot", {"email": person.email})
    await api.run_tasks()
    assert len({reset_token(mail) for mail in api.mailer.sent}) == 3


async def test_parallel_requests_leave_one_token(api: Api, make: Make):
    mia = await make.person()
    answers = await gather(*(api.post("/users/forgot", {"email": mia.email}) for _ in range(8)))
    assert {answer.status for answer in answers} == {200}
    await api.run_tasks()
    assert await make.count("password_reset") == 1
    working = []
    for mail in api.mailer.sent:
        sent = {"token": reset_token(mail), "password": "a new password", "pass_confirm": "a new password"}
        working.append((await api.post("/auth/reset", sent)).status)
    assert working.count(200) == 1, working


async def test_nothing_is_sent_when_the_request_fails(api: Api, make: Make):
    """The task is part of the request's transaction: here its commit is what fails."""
    mia = await make.person()
    await make.rows("""
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no commit'; END $$;
        CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON procrastinate_jobs
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()""")
    assert (await api.post("/users/forgot", {"email": mia.email})).status == 500
    assert await make.count("procrastinate_jobs") == 0
    await make.rows("DROP TRIGGER refuse ON procrastinate_jobs")
    await api.run_tasks()
    assert api.mailer.sent == []
