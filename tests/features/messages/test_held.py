"""Quotas by the age of the account, and the same text to many strangers: held back, reported, let go."""

import asyncio
from typing import Any

import pytest

from freelancerclub.config import Settings
from freelancerclub.features.messages.actions import do_let_go
from freelancerclub.features.messages.queries import find_held
from freelancerclub.features.messages.rules import NotHeld
from freelancerclub.kit.limits import Limit
from support.api import Answer, Api, running
from support.jobs import job_of
from support.make import Make, Person
from support.talking import begin, inbox, opened, reply, said
from support.telling import Teller

SPAM = "Buy my course at half the price"
HELD_FROM = 3


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"held_from": HELD_FROM})


async def crowd(make: Make, number: int) -> list[Person]:
    return [await make.person() for _ in range(number)]


async def heard(api: Api, people: list[Person]) -> list[int]:
    return [(await inbox(api, person))["meta"]["total"] for person in people]


async def test_the_third_stranger_gets_nothing(api: Api, make: Make, ann: Person):
    people = await crowd(make, 4)
    texts = (SPAM, SPAM.upper() + "!!", "Búy my course, at half the price", "Something else")
    talks = [await begin(api, ann, person, message=text) for person, text in zip(people, texts, strict=True)]
    assert await heard(api, people) == [1, 1, 0, 1]
    assert await heard(api, [ann]) == [4], "the sender sees what was sent"
    assert said(await opened(api, ann, talks[2])) == [texts[2]]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/reply")):
        answer = await api.as_(people[2]).ask(method, f"/messages/{talks[2]}{path}", data={"message": "Hello"})
        assert (answer.status, answer.message) == (403, "You do not have access to this message")
    assert (await api.as_(people[2]).get("/messages/search?search=course")).json["meta"]["total"] == 0
    sent = {"kind": "message", "id": str(talks[2])}
    assert (await api.as_(people[2]).post("/reports", sent)).status == 404
    assert await make.count("notification", person_id=people[2].id) == 0


async def test_many_in_one_message_are_many(api: Api, make: Make, ann: Person):
    people = await crowd(make, HELD_FROM)
    await begin(api, ann, *people[:2], message="An invitation")
    await begin(api, ann, *people, message="Another invitation")
    assert await heard(api, people) == [1, 1, 0]


async def test_at_once_doesnt_help(api: Api, make: Make, ann: Person):
    people = await crowd(make, 8)
    await asyncio.gather(*(begin(api, ann, person, message=SPAM) for person in people))
    assert sum(await heard(api, people)) == HELD_FROM - 1


async def test_a_day_later_and_to_who_has_answered_it_is_nothing(api: Api, make: Make, ann: Person):
    people = await crowd(make, 5)
    for person in people[:2]:
        await reply(api, person, await begin(api, ann, person, message="Hello"), "Hello you")
    for person in people[:4]:
        await begin(api, ann, person, message=SPAM)
    assert await heard(api, people[:4]) == [2, 2, 1, 1], "two of them are no strangers"
    api.clock.forward(days=1, seconds=1)
    await begin(api, ann, people[4], message=SPAM)
    assert await heard(api, people[4:]) == [1]


async def test_a_reply_to_nobody_is_held_too(api: Api, make: Make, ann: Person):
    """Who begins with something harmless and then says the same to all."""
    people = await crowd(make, 4)
    talks = [await begin(api, ann, person, message=f"Hello {person.id}") for person in people]
    await reply(api, people[3], talks[3], "Yes?")
    await opened(api, people[2], talks[2])
    for talk in talks:
        assert (await reply(api, ann, talk, SPAM)).json == {"status": "200", "message": "Reply added"}
    lines = [(await inbox(api, person))["data"][0] for person in people]
    assert [line["lastmessage"] == SPAM for line in lines] == [True, True, False, True]
    assert lines[2]["read"] == "1"
    assert len(said(await opened(api, people[2], talks[2]))) == 1
    assert len(said(await opened(api, ann, talks[2]))) == 2
    await reply(api, people[2], talks[2], "What is it?")
    assert len(said(await opened(api, people[2], talks[2]))) == 2


async def test_a_conversation_of_many_goes_on(api: Api, make: Make, ann: Person, ben: Person):
    """Once anybody has answered, those who are silent are no strangers to what is said there."""
    people = await crowd(make, HELD_FROM)
    talk = await begin(api, ann, people[0], people[1], message="Shall we meet?")
    await make.row("thread_member", thread_id=talk, person_id=people[2].id)
    await reply(api, people[0], talk, "On Monday")
    for by in (ann, people[0], ann):
        await reply(api, by, talk, "Thanks all")
    assert said(await opened(api, people[2], talk)) == ["Shall we meet?", "On Monday", *["Thanks all"] * 3]
    await begin(api, ann, ben, message="Thanks all")
    assert await heard(api, [ben]) == [1]


async def test_moderators_are_shown_it_once_and_let_it_go(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person
):
    people = await crowd(make, 2)
    for person in (*people, ben):
        await begin(api, ann, person, message=SPAM)
    for _ in range(2):
        await make.row("procrastinate_jobs", queue_name="default", task_name="reports.held", args="{}")
        await api.run_tasks()
    (report,) = await make.rows("SELECT kind, target_id, reporter_id, by_service, reason FROM report")
    assert report[:4] == ("message", 3, None, True) and "strangers" in report[4]
    async with teller.changing() as ctx:
        (held,) = await find_held(ctx.db, 10)
        assert (held.id, held.by, held.to, held.says) == (3, "ann@example.com", 1, SPAM)
    with pytest.raises(NotHeld, match="Not held back: 1"):
        async with teller.changing() as ctx:
            await do_let_go(ctx, [3, 1])
    assert await heard(api, [ben]) == [0], "all of them or none"
    api.clock.forward(hours=1)
    async with teller.changing() as ctx:
        await do_let_go(ctx, [3])
    assert (await inbox(api, ben))["meta"] == {"total": 1, "limit": 20, "offset": 0, "unread": 1}
    assert said(await opened(api, ben, 3)) == [SPAM]
    told = "SELECT kind, actor_id, target_id FROM notification WHERE person_id = %s"
    assert await make.rows(told, [ben.id]) == [("message.new", ann.id, 3)]
    with pytest.raises(NotHeld):
        async with teller.changing() as ctx:
            await do_let_go(ctx, [3])


async def test_what_is_let_go_reaches_nobody_behind_a_block(
    api: Api, make: Make, teller: Teller, ann: Person, ben: Person
):
    for person in (*await crowd(make, 2), ben):
        await begin(api, ann, person, message=SPAM)
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    async with teller.changing() as ctx:
        await do_let_go(ctx, [3])
    assert await heard(api, [ben]) == [0]
    assert await make.count("notification", person_id=ben.id) == 0
    await make.rows("DELETE FROM block")
    assert await heard(api, [ben]) == [1]


# ── quotas ──

QUOTAS: dict[str, Any] = {
    "message_limit": Limit(6, 300),
    "newcomer_message_limit": Limit(3, 300),
    "recipient_limit": Limit(5, 86_400),
    "newcomer_recipient_limit": Limit(2, 86_400),
    "held_from": 1_000,
}
SLOWER = "Too Many Requests hit the API! Slow down!"


@pytest.mark.parametrize(("days", "people", "messages"), [(6.9, 2, 3), (7.1, 5, 6)])
async def test_quotas_by_age(settings: Settings, dsn: str, make: Make, days: float, people: int, messages: int):
    async with running(settings.model_copy(update=QUOTAS), dsn) as api:
        born = await make.rows("SELECT %s::timestamptz - %s * interval '1 day'", [api.clock(), days])
        ann, ben = await make.person(created_at=born[0][0]), await make.person()
        others = await crowd(make, people)
        talk = await begin(api, ann, ben)
        many = await write(api, ann, *others)
        assert (many.status, many.json) == (429, {"status": "429", "message": SLOWER})
        assert int(many.headers["retry-after"]) > 300, "until the day is over"
        answers = [await reply(api, ann, talk, f"Reply {number}") for number in range(messages)]
        assert [answer.status for answer in answers] == [200] * (messages - 2) + [429] * 2, "what is refused counts"
        assert 0 < int(answers[-1].headers["retry-after"]) <= 300
        api.clock.forward(minutes=5)
        assert (await reply(api, ann, talk)).status == 200
        assert (await reply(api, ben, talk)).status == 200, "of one person only"
        assert (await write(api, ann, *others[1:])).status == 200, "who wasn't written to is not counted"
        assert (await write(api, ann, ben)).status == 429
        api.clock.forward(days=1)
        assert (await write(api, ann, ben)).status == 200


async def write(api: Api, author: Person, *people: Person) -> Answer:
    return await api.as_(author).post("/messages", {"ids": ",".join(str(one.id) for one in people), "message": "Hi"})


async def test_a_list_that_never_fits_says_so_and_takes_nothing(settings: Settings, dsn: str, make: Make):
    async with running(settings.model_copy(update=QUOTAS), dsn) as api:
        ann = await make.person(created_at=api.clock())
        crowded = await write(api, ann, *await crowd(make, 3))
        assert (crowded.status, crowded.message) == (400, "A message can have at most 2 recipients")
        assert (await write(api, ann, *await crowd(make, 2))).status == 200


async def test_nobody_and_those_who_are_gone_are_not_counted(settings: Settings, dsn: str, make: Make):
    async with running(settings.model_copy(update=QUOTAS), dsn) as api:
        ann, gone = await make.person(created_at=api.clock()), await make.person(deleted_at=api.clock())
        nobody = await api.as_(ann).post("/messages", {"ids": f"{gone.id},987,988,989", "message": "Hi"})
        assert (nobody.status, nobody.message) == (400, "Need at least one valid recipient.")
        ben, eve = await crowd(make, 2)
        assert (await write(api, ann, ben, eve, gone)).status == 200


async def test_what_goes_on_about_a_job_is_written_to_nobody_new(settings: Settings, dsn: str, make: Make):
    async with running(settings.model_copy(update=QUOTAS), dsn) as api:
        ann, owner = await make.person(created_at=api.clock()), await make.person()
        job = await job_of(make, owner)
        for number in range(3):
            asked = await api.as_(ann).post(f"/messages/job/{job}", {"message": f"Is it still open? {number}"})
            assert asked.status == 200
        api.clock.forward(minutes=5)
        assert (await write(api, ann, await make.person())).status == 200
