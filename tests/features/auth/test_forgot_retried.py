"""The reset mail when sending fails: tried again with the same link and Message-ID, at last shown as failed."""

from typing import Any

import pytest

from freelancerclub.adapters.mail import Mail
from freelancerclub.tasks.worker import TRIES
from support.api import Api
from support.mailbox import reset_token
from support.make import Make


class Breaking:
    """A mailer that fails for a while; `delivers` tells whether the mail had left before it did."""

    def __init__(self, api: Api, monkeypatch: pytest.MonkeyPatch, *, delivers: bool) -> None:
        self.works, self.tried = False, 0
        self._delivers, self._send = delivers, api.mailer.send
        monkeypatch.setattr(api.mailer, "send", self)

    async def __call__(self, mail: Mail) -> None:
        self.tried += 1
        if self.works or self._delivers:
            await self._send(mail)
        if not self.works:
            raise ConnectionRefusedError("the mail server is away")


async def run_again(api: Api, make: Make) -> None:
    """As if the time of the back-off had passed."""
    await make.rows("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    await api.run_tasks()


async def jobs(make: Make) -> list[tuple[Any, ...]]:
    return await make.rows("SELECT status::text, attempts FROM procrastinate_jobs")


async def reset(api: Api, token: str) -> int:
    sent = {"token": token, "password": "a new password", "pass_confirm": "a new password"}
    return (await api.post("/auth/reset", sent)).status


async def test_a_retried_mail_is_the_same_mail(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    mia = await make.person()
    mailer = Breaking(api, monkeypatch, delivers=True)
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    assert await jobs(make) == [("todo", 1)]
    mailer.works = True
    await run_again(api, make)

    first, second = api.mailer.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert reset_token(api.mailer.sent[0]) == reset_token(api.mailer.sent[1])
    assert await jobs(make) == [], "what is done is forgotten"
    assert await reset(api, reset_token(api.mailer.sent[0])) == 200


async def test_another_request_is_another_mail(api: Api, make: Make):
    mia = await make.person()
    for _ in range(2):
        await api.post("/users/forgot", {"email": mia.email})
        await api.run_tasks()
    first, second = api.mailer.messages
    assert first["Message-ID"] != second["Message-ID"]


async def test_retries_wait_longer_each_time(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    mia = await make.person()
    Breaking(api, monkeypatch, delivers=False)
    await api.post("/users/forgot", {"email": mia.email})
    waits = []
    for _ in range(4):
        await run_again(api, make)
        ((wait,),) = await make.rows("SELECT extract(epoch FROM scheduled_at - now())::int FROM procrastinate_jobs")
        waits.append(wait)
    assert all(abs(wait - 3**n) <= 2 for n, wait in enumerate(waits, 1)), waits
    await api.run_tasks()
    assert await jobs(make) == [("todo", 4)], "not before its time"


async def test_after_eight_tries_it_is_shown_as_failed(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    mia = await make.person()
    mailer = Breaking(api, monkeypatch, delivers=False)
    await api.post("/users/forgot", {"email": mia.email})
    for _ in range(TRIES + 2):
        await run_again(api, make)
    assert (TRIES, mailer.tried) == (8, 8)
    assert await jobs(make) == [("failed", 8)]
    assert api.mailer.sent == []


async def test_one_that_fails_holds_up_nobody_else(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    mia, ann = await make.person(), await make.person()
    send = api.mailer.send

    async def only_ann(mail: Mail) -> None:
        if mail.to == mia.email:
            raise ConnectionRefusedError
        await send(mail)

    monkeypatch.setattr(api.mailer, "send", only_ann)
    for person in (mia, ann):
        await api.post("/users/forgot", {"email": person.email})
    await api.run_tasks()
    assert [mail.to for mail in api.mailer.sent] == [ann.email]


async def test_a_link_that_was_used_stays_used_when_its_mail_is_tried_again(
    api: Api, make: Make, monkeypatch: pytest.MonkeyPatch
):
    mia = await make.person()
    mailer = Breaking(api, monkeypatch, delivers=True)
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    token = reset_token(api.mailer.sent[0])
    assert await reset(api, token) == 200

    mailer.works = True
    await run_again(api, make)

    assert len(api.mailer.sent) == 1, "nor is it sent a second time"
    assert await reset(api, token) == 400


async def test_an_older_request_does_not_come_back_after_a_newer_one(
    api: Api, make: Make, monkeypatch: pytest.MonkeyPatch
):
    mia = await make.person()
    mailer = Breaking(api, monkeypatch, delivers=True)
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    older = reset_token(api.mailer.sent[0])

    api.clock.forward(seconds=10)
    mailer.works = True
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    newer = reset_token(api.mailer.sent[1])

    await run_again(api, make)
    assert len(api.mailer.sent) == 2
    assert await reset(api, older) == 400
    assert await reset(api, newer) == 200
    assert await reset(api, older) == 400


async def test_the_hour_begins_when_the_mail_goes_out(api: Api, make: Make, monkeypatch: pytest.MonkeyPatch):
    mia = await make.person()
    mailer = Breaking(api, monkeypatch, delivers=False)
    await api.post("/users/forgot", {"email": mia.email})
    await api.run_tasks()
    mailer.works = True
    api.clock.forward(minutes=50)
    await run_again(api, make)
    api.clock.forward(minutes=59)
    assert await reset(api, reset_token(api.mailer.sent[0])) == 200
