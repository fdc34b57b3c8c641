"""Stopping mail: the link of a mail, without a log-in, and what the mail provider tells."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from pydantic import SecretStr

from freelancerclub.config import Settings
from support.api import SITE, Api, running
from support.make import Make, Person
from support.telling import Teller

SECRET = "a-secret-of-the-provider"


async def link(teller: Teller, api: Api, ann: Person, ben: Person) -> str:
    await teller.discuss(ann, ben)
    await teller.run()
    return api.mailer.sent[-1].headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)


async def test_one_click(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    path = await link(teller, api, ann, ben)
    preferences = "SELECT notifications, system_notifications, applicant_notifications FROM person WHERE id = %s"
    for method in ("GET", "HEAD"):
        assert (await api.nobody().ask(method, path)).status == 200
    assert await make.rows(preferences, [ann.id]) == [("instant",) * 3], "looking changes nothing"

    answer = await api.nobody().post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.json == {"status": "200", "message": "You will get no more mails of this kind."}
    assert await make.rows(preferences, [ann.id]) == [("never", "instant", "instant")]
    assert await make.rows(preferences, [ben.id]) == [("instant",) * 3]
    assert (await api.nobody().post(path)).status == 200, "twice is as good as once"

    before = len(api.mailer.sent)
    await teller.discuss(ann, ben)
    await teller.run()
    assert len(api.mailer.sent) == before
    await api.post("/users/forgot", {"email": ann.email})
    await api.run_tasks()
    assert len(api.mailer.sent) == before + 1, "mails about the account still come"


async def test_a_person_is_led_to_a_button(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    await link(teller, api, ann, ben)
    mail = api.mailer.sent[-1]
    shown = re.search(rf"{SITE}(/unsubscribe/confirm\?token=\S+)", mail.text)
    assert shown and shown[1] in unescape(mail.html)
    page = await api.client.get(shown[1], headers={"Accept": "text/html,application/xml"})
    assert page.status_code == 200 and page.headers["content-type"] == "text/html; charset=utf-8"
    assert "form-action 'self'" in page.headers["content-security-policy"]
    form = re.search(r'method="post" action="(.+?)">\s*<input type="hidden" name="token" value="(.+?)"', page.text)
    assert form is not None
    preferences = "SELECT notifications FROM person WHERE id = %s"
    assert await make.rows(preferences, [ann.id]) == [("instant",)], "looking changes nothing"
    done = await api.nobody().post(urljoin(shown[1], form[1]), {"token": unescape(form[2])})
    assert done.status == 200 and "You will get no more mails of this kind." in done.text
    assert done.headers["content-type"].startswith("text/html")
    assert await make.rows(preferences, [ann.id]) == [("never",)]


@pytest.mark.parametrize("token", ["", '"><script>alert(1)</script>', "x" * 10_000])
async def test_the_page_runs_nothing_that_somebody_wrote_into_its_address(token: str, api: Api):
    page = await api.client.get("/unsubscribe/confirm", params={"token": token})
    assert page.status_code == 200 and "<script" not in page.text and len(page.text) < 3_000
    assert (await api.client.head("/unsubscribe/confirm")).content == b""
    assert (await api.ask("POST", "/unsubscribe/confirm")).status == 404


async def test_the_link_answers_in_the_format_asked_for(teller: Teller, api: Api, ann: Person, ben: Person):
    path = await link(teller, api, ann, ben)
    assert (await api.get(path.replace("?", ".html?"))).text.startswith("<table")


@pytest.mark.parametrize("token", ["", "1.n.AAAAAAAAAAAAAAAAAAAAAA", "x" * 201, "1.nsa"])
async def test_a_link_that_we_did_not_sign(token: str, api: Api, ann: Person):
    for method in ("GET", "POST"):
        answer = await api.ask(method, "/unsubscribe", params={"token": token})
        assert answer.status == 400, answer.text
        assert len(token) > 200 or answer.message == "The unsubscribe link is invalid."


async def test_a_link_of_a_former_key(
    teller: Teller, api: Api, settings: Settings, dsn: str, make: Make, ann: Any, ben: Any
):
    path = await link(teller, api, ann, ben)
    keys = {"token_key": SecretStr("n" * 64), "token_old_keys": (settings.token_key,)}
    async with running(settings.model_copy(update=keys), dsn) as later:
        assert (await later.post(path)).status == 200
    async with running(settings.model_copy(update={"token_key": SecretStr("n" * 64)}), dsn) as later:
        assert (await later.post(path)).status == 400


# ── the hook ──


async def test_without_a_secret_there_is_no_hook(api: Api):
    for params in ({}, {"secret": SECRET}, {"secret": ""}):
        answer = await api.ask("POST", "/hooks/bounce", params=params, data={"email": "gone@example.com"})
        assert (answer.status, answer.json) == (404, {"status": False, "message": "Unknown path"})


async def test_a_bounce(settings: Settings, dsn: str, make: Make, api: Api):
    async with running(settings.model_copy(update={"bounce_secret": SecretStr(SECRET)}), dsn) as hooked:

        async def send(secret: str, **data: str) -> Any:
            return await hooked.ask("POST", "/hooks/bounce", params={"secret": secret}, data=data)

        for wrong in ("", "x", SECRET + "x", "é"):
            assert (await send(wrong, email="gone@example.com")).status == 403
        assert (await send(SECRET, email="no address")).status == 400
        assert (await send(SECRET)).status == 400
        assert await make.count("mail_stop") == 0

        assert (await send(SECRET, email=" Gone@Example.com ", detail="550 5.1.1")).status == 200
        assert (await send(SECRET, email="gone@example.com", reason="complaint")).status == 200
        assert (await send(SECRET, email="angry@example.com", reason="complaint")).status == 200
        assert (await send(SECRET, email="x@example.com", reason="spite")).status == 400
    found = await make.rows("SELECT email, reason, detail FROM mail_stop ORDER BY email")
    assert found == [("angry@example.com", "complaint", ""), ("gone@example.com", "bounce", "550 5.1.1")]


async def test_a_short_secret_is_refused(settings: Settings):
    with pytest.raises(ValueError, match="at least 16"):
        Settings(_env_file=None, bounce_secret="short")
