"""Who is told of messages: by mail and push as they want it, a reply five minutes later, and not twice."""

from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person
from support.talking import begin, opened, reply
from support.telling import Teller


@pytest.fixture
async def phone(make: Make, ben: Person) -> str:
    return await make.row("device", id="phone", person_id=ben.id)


def pushed(api: Api) -> list[tuple[str, int]]:
    return [(push.contents, push.data["message_id"]) for push in api.pusher.sent]


async def minutes(api: Api, teller: Teller, number: float) -> None:
    api.clock.forward(minutes=number)
    await teller.run()


async def test_a_new_conversation_is_told_at_once(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person, phone: str
):
    talk = await begin(api, ann, ben, message="A <b>secret</b>")
    await teller.run()
    assert pushed(api) == [("New Message", talk)]
    (mail,) = api.mailer.sent
    assert mail.to == "ben@example.com"
    whole = mail.subject + mail.text + (mail.html or "")
    assert "has sent you a message" in whole and f"/messages/{talk}" in whole and "secret" not in whole
    assert (await api.as_(ben).get("/notifications/count")).json["data"] == {"new": 0, "total": 0}


async def test_a_reply_is_pushed_five_minutes_later(api: Api, teller: Teller, ann: Person, ben: Person, phone: str):
    talk = await begin(api, ben, ann)
    await reply(api, ann, talk)
    for later, expected in ((0, 0), (4.9, 0), (0.1, 1), (60, 1)):
        await minutes(api, teller, later)
        assert len(pushed(api)) == expected
    assert pushed(api) == [("New Reply", talk)]


async def test_not_once_it_is_read(api: Api, teller: Teller, ann: Person, ben: Person, phone: str):
    talk = await begin(api, ben, ann)
    await reply(api, ann, talk)
    await opened(api, ben, talk)
    await minutes(api, teller, 6)
    assert pushed(api) == [] and await teller.outcomes("push") == ["dropped"] * len(await teller.outcomes("push"))


@pytest.mark.parametrize("what", ["put away", "blocked", "switched off"])
async def test_not_if_it_is_no_longer_wanted(what: str, api: Api, teller: Teller, ann: Person, ben: Person, phone: str):
    talk = await begin(api, ben, ann)
    await reply(api, ann, talk)
    if what == "put away":
        await api.as_(ben).ask("DELETE", f"/messages/{talk}")
    elif what == "blocked":
        await api.as_(ben).post("/users/block", {"block_user_id": ann.id})
    else:
        await api.as_(ben).post(f"/users/{ben.id}", {"push_inmail": "0"})
    await minutes(api, teller, 6)
    assert pushed(api) == []


async def test_once_a_conversation_and_window(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person, eve: Person, phone: str
):
    talk = await begin(api, ben, ann, eve)
    other = await begin(api, ben, ann)
    for number in range(12):
        await reply(api, (ann, eve)[number % 2], talk, f"Reply {number}")
        api.clock.forward(seconds=20)
    await reply(api, ann, other)
    told = "SELECT target_id, count(*) FROM notification WHERE person_id = %s GROUP BY 1 ORDER BY 1"
    assert await make.rows(told, [ben.id]) == [(talk, 1), (other, 1)]
    await minutes(api, teller, 5)
    assert sorted(pushed(api)) == [("New Reply", talk), ("New Reply", other)]
    assert len([mail for mail in api.mailer.sent if mail.to == "ben@example.com"]) == 2


async def test_whoever_has_read_is_told_again(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person, phone: str
):
    talk = await begin(api, ben, ann)
    for _ in range(3):
        await reply(api, ann, talk)
        await minutes(api, teller, 5.1)
        await opened(api, ben, talk)
    assert pushed(api) == [("New Reply", talk)] * 3


async def test_whoever_has_read_is_told_again_within_minutes_and_not_before_five_have_passed(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person, phone: str
):
    talk = await begin(api, ben, ann)
    await reply(api, ann, talk)
    await minutes(api, teller, 1)
    await opened(api, ben, talk)
    await reply(api, ann, talk, "One thing more")
    await minutes(api, teller, 0)
    assert len([mail for mail in api.mailer.sent if mail.to == "ben@example.com"]) == 2
    for later, expected in ((4.1, 0), (0.8, 0), (0.1, 1), (60, 1)):
        await minutes(api, teller, later)
        assert len(pushed(api)) == expected, later


async def test_whoever_answers_has_read(api: Api, teller: Teller, ann: Person, ben: Person, phone: str):
    talk = await begin(api, ben, ann)
    await reply(api, ann, talk)
    await minutes(api, teller, 4)
    await reply(api, ben, talk)
    await reply(api, ann, talk, "One thing more")
    await minutes(api, teller, 1.1)
    assert pushed(api) == [], "the first is read, the second a minute old"
    await minutes(api, teller, 4)
    assert pushed(api) == [("New Reply", talk)]


async def test_mail_comes_as_they_want_it(api: Api, make: Make, teller: Teller, ann: Person):
    paces = ("instant", "hourly", "daily", "never")
    people = [await make.person(notifications=pace, email=f"{pace}@example.com") for pace in paces]
    await begin(api, ann, *people)
    await teller.run()
    assert [mail.to for mail in api.mailer.sent] == ["instant@example.com"]
    await minutes(api, teller, 60)
    await minutes(api, teller, 24 * 60)
    assert sorted(mail.to for mail in api.mailer.sent) == [f"{pace}@example.com" for pace in sorted(paces[:3])]


async def test_nobody_is_told_of_what_they_said(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, eve)
    await reply(api, ben, talk)
    told: Any = await make.rows("SELECT person_id, kind FROM notification ORDER BY id")
    expected = [(ben.id, "message.new"), (eve.id, "message.new")]
    expected += [(ann.id, "message.reply"), (eve.id, "message.reply")]
    assert told == expected
