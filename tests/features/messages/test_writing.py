"""Writing: to whom, what is refused, about a job, many at once."""

from asyncio import Semaphore, create_task, gather, sleep
from typing import Any

import psycopg
import pytest

from freelancerclub.config import Settings
from freelancerclub.db import pool
from support.api import Api, running
from support.make import Make, Person
from support.talking import begin, inbox, opened, reply, said

NO_RECIPIENT = {"status": "400", "message": "Need at least one valid recipient."}
BLOCKED = {"status": "400", "message": "A user in the list cant be messaged due to a block"}
NO_REPLY = {"status": "400", "message": "Can not post to thread as a blocked user exists"}

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


async def until_waiting(make: Make, many: int) -> None:
    """Until so many statements wait for a row that somebody else holds."""
    for _ in range(400):
        if await make.rows(WAITING) == [(many,)]:
            return
        await sleep(0.01)
    raise AssertionError(f"never {many} waited")


async def write(api: Api, by: Person, ids: Any, message: str | None = "Hello there") -> Any:
    fields = {"ids": ids} | ({} if message is None else {"message": message})
    return await api.as_(by).post("/messages", fields)


async def few_at_once(tries: list[Any]) -> list[Any]:
    """Twice as many as there are connections, so that none waits too long for one."""
    turn = Semaphore(8)

    async def one(asked: Any) -> Any:
        async with turn:
            return await asked

    return await gather(*map(one, tries))


async def test_oneself_nobody_and_repeats_are_dropped(api: Api, make: Make, ann: Person, ben: Person):
    for gone in ({"deleted_at": "2020-01-01"}, {"suspended_at": "2020-01-01"}, {"profile_hidden": True}):
        assert (await write(api, ann, (await make.person(**gone)).id)).json == NO_RECIPIENT
    for nobody in ("", " ", "0", "-1", "x", "999", "1.5", "9" * 30, ",,,", str(ann.id), f"{ann.id},999"):
        assert (await write(api, ann, nobody)).json == NO_RECIPIENT
    assert (await api.as_(ann).post("/messages", {"message": "Hello"})).json == NO_RECIPIENT
    answer = await write(api, ann, f"{ben.id}, {ben.id},x,{ann.id},999")
    assert answer.json["data"] == {"status": "200", "message": "Message Thread Created", "message_id": 1}
    assert await make.rows("SELECT person_id, read FROM thread_member ORDER BY 1") == [(ann.id, True), (ben.id, False)]
    assert (await write(api, ann, [str(ben.id), "999"])).status == 200, "sent as a list too"


async def test_a_hidden_person_is_written_to_by_whose_job_they_want(api: Api, make: Make, ann: Person):
    hidden = await make.person(profile_hidden=True)
    assert (await write(api, ann, hidden.id)).json == NO_RECIPIENT
    job = await make.row("job", owner_id=ann.id, title="A job", description="d")
    await make.row("application", job_id=job, person_id=hidden.id)
    assert (await write(api, ann, hidden.id)).status == 200


async def test_at_most_fifty(api: Api, make: Make, ann: Person):
    ids = [str((await make.person()).id) for _ in range(51)]
    refused = await write(api, ann, ",".join(ids))
    assert (refused.status, refused.message) == (400, "A message can have at most 50 recipients")
    assert (await write(api, ann, ",".join([str(ann.id), *ids[:50]]))).status == 200
    assert await make.count("thread_member") == 51


@pytest.mark.parametrize("message", [None, "", "  \n "])
async def test_an_empty_message(message: str | None, api: Api, make: Make, ann: Person, ben: Person):
    job = await make.row("job", owner_id=ben.id, title="A job", description="d", authorised=True)
    about = await api.as_(ann).post(f"/messages/job/{job}", {} if message is None else {"message": message})
    for answer in (await write(api, ann, ben.id, message), about):
        assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
        assert answer.sentences == "The Message field is required.\n"


async def test_lengths(api: Api, ann: Person, ben: Person):
    longest = "é" * 10_000
    talk = await begin(api, ann, ben, message=longest)
    for answer in (await write(api, ann, ben.id, longest + "!"), await reply(api, ben, talk, longest + "!")):
        assert answer.sentences == "The Message field cannot exceed 10000 characters in length.\n"
    assert (await reply(api, ben, talk, longest)).status == 200
    for short in ("", "Hey", "   Hey   ", "\n\t…  "):
        refused = await reply(api, ben, talk, short)
        assert refused.json == {
            "status": "400",
            "message": "Please enter a message that is longer than 3 characters.",
        }
    assert (await reply(api, ben, talk, " Hey! ")).status == 200
    assert said(await opened(api, ann, talk)) == [longest, longest, " Hey! "], "as it was sent"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a 'quote' \"two\" \\n %s {x}", "日本語 🎨 \u202e x"])
async def test_texts_stay_as_they_are(text: str, api: Api, ann: Person, ben: Person):
    talk = await begin(api, ann, ben, message=text)
    assert said(await opened(api, ben, talk)) == [text]
    assert (await inbox(api, ben))["data"][0]["lastmessage"] == text


async def test_blocks_either_way(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    talk = await begin(api, ann, ben, eve)
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    for one, other in ((ann, ben), (ben, ann)):
        assert (await write(api, one, f"{eve.id},{other.id}")).json == BLOCKED
        assert (await reply(api, one, talk)).json == NO_REPLY
    assert (await reply(api, eve, talk, "I may")).status == 200
    assert said(await opened(api, ben, talk)) == ["I may"], "what the other said is hidden, not what others say"
    await make.rows("DELETE FROM block")
    assert said(await opened(api, ben, talk)) == ["Hello there", "I may"]
    assert (await reply(api, ann, talk)).status == 200


async def test_no_message_is_stored_after_a_block(api: Api, make: Make):
    """Of all that happens at once each message comes before the block, or is refused."""
    for round_ in range(12):
        ann, ben = await make.person(), await make.person()
        talk = await begin(api, ann, ben, message=f"Round {round_}")
        tries = [reply(api, ben, talk, f"Reply {number}") for number in range(4)]
        tries += [write(api, ben, ann.id, f"New {number}") for number in range(2)]
        tries.insert(round_ % 6, api.as_(ann).post("/users/block", {"block_user_id": ben.id}))
        stored = [answer.status == 200 for answer in await gather(*tries)]
        assert stored.pop(round_ % 6)
        by_ben = await make.rows("SELECT count(*) FROM thread_item WHERE author_id = %s", [ben.id])
        assert by_ben == [(sum(stored),)]
        for answer in (await reply(api, ben, talk), await write(api, ben, ann.id), await reply(api, ann, talk)):
            assert answer.status == 400


async def test_a_block_waits_for_the_message_that_came_first(api: Api, dsn: str, make: Make):
    """What the lock is for, seen in the database: whoever writes holds both people until it is stored."""
    ann, ben = await make.person(), await make.person()
    talk = await begin(api, ann, ben)
    async with await psycopg.AsyncConnection.connect(dsn) as other:
        await other.execute("SELECT FROM person WHERE id = %s FOR NO KEY UPDATE", [ann.id])
        writing = gather(reply(api, ben, talk), api.as_(ben).post("/users/block", {"block_user_id": ann.id}))
        await until_waiting(make, 2)
        assert await make.count("thread_item") == 1
    assert {answer.status for answer in await writing} <= {200, 400}


async def test_one_person_s_writes_take_one_connection(settings: Settings, dsn: str, make: Make):
    """However many of them wait for the same rows, others find connections; who waits too long is told so."""
    ann, ben, eve, many = await make.person(), await make.person(), await make.person(), settings.database_pool + 2
    async with running(settings, dsn, takes_turns=True) as api:
        talk, other = await begin(api, ann, ben), await begin(api, eve, ben)
        async with await psycopg.AsyncConnection.connect(dsn) as holding:
            await holding.execute("SELECT FROM person WHERE id = %s FOR NO KEY UPDATE", [ann.id])
            writing = gather(*(reply(api, ann, talk, f"Reply {number}") for number in range(many)))
            await until_waiting(make, 1)
            assert (await reply(api, eve, other)).status == 200
            assert await make.rows(WAITING) == [(1,)]
        assert {answer.status for answer in await writing} == {200}
        assert await make.count("thread_item") == 2 + many + 1


async def test_whose_turn_does_not_come_is_told_to_come_back(
    settings: Settings, dsn: str, make: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pool, "WAIT", 0.3)
    ann, ben = await make.person(), await make.person()
    async with running(settings, dsn, takes_turns=True) as api:
        talk = await begin(api, ann, ben)
        async with await psycopg.AsyncConnection.connect(dsn) as holding:
            await holding.execute("SELECT FROM person WHERE id = %s FOR NO KEY UPDATE", [ann.id])
            first, second = create_task(reply(api, ann, talk, "First")), create_task(reply(api, ann, talk, "Second"))
            assert (await second).status == 503
        assert (await first).status == 200
        assert await make.count("thread_item") == 2


async def test_very_many_at_once(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    """None waits in a circle; what stands last, who has read and what is counted is exact."""
    talks = [await begin(api, ann, ben, eve, message=f"Talk {number}") for number in range(3)]
    people = (ann, ben, eve)
    tries: list[Any] = []
    for number in range(24):
        person = people[number % 3]
        tries.append(reply(api, person, talks[number % len(talks)], f"Reply {number}"))
        tries.append(api.as_(people[(number + 1) % 3]).get(f"/messages/{talks[(number + 1) % 3]}"))
        tries.append(write(api, person, people[(number + 1) % 3].id, f"New {number}"))
        tries.append(api.as_(person).ask("DELETE", f"/messages/{talks[number % 2]}"))
    # One that has put it away doesn't find it; nothing else is refused.
    assert {answer.status for answer in await few_at_once(tries)} <= {200, 404}
    # PostgreSQL tells of those a second later at most.
    await sleep(1.5)
    circles = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert await make.rows(circles) == [(0,)]
    assert await make.count("thread_item") == 3 + 24 + 24
    wrong = """SELECT t.id FROM thread t JOIN thread_member m ON m.thread_id = t.id
        WHERE t.last_item <> (SELECT max(id) FROM thread_item i WHERE i.thread_id = t.id) OR m.last_at <> t.last_at"""
    assert await make.rows(wrong) == []
    for person in people:
        counted = await make.rows(
            "SELECT count(*), count(*) FILTER (WHERE NOT read) FROM thread_member"
            " WHERE person_id = %s AND deleted_at IS NULL",
            [person.id],
        )
        meta = (await inbox(api, person))["meta"]
        assert [(meta["total"], meta["unread"])] == counted


async def test_about_a_job_once_and_again(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    job = await make.row("job", owner_id=ben.id, title="A job", description="d", authorised=True)
    answers = await gather(*(api.as_(ann).post(f"/messages/job/{job}", {"message": f"Try {n}"}) for n in range(5)))
    assert [answer.json["data"]["message_id"] for answer in answers] == [answers[0].json["data"]["message_id"]] * 5
    assert {answer.json["data"]["message"] for answer in answers} == {"Job Message Thread Created"}
    (line,) = (await inbox(api, ben))["data"]
    assert (line["source"], line["source_id"], line["created_by"]) == ("job", str(job), str(ann.id))
    talk = int(line["id"])
    assert sorted(said(await opened(api, ben, talk))) == [f"Try {n}" for n in range(5)]
    assert (await reply(api, ben, talk, "Come by")).status == 200
    other = (await api.as_(eve).post(f"/messages/job/{job}", {"message": "Me too"})).json["data"]["message_id"]
    assert other != talk, "a conversation of two is nobody else's"
    own = await api.as_(ben).post(f"/messages/job/{job}", {"message": "To whom?"})
    assert own.json == NO_RECIPIENT
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    theirs = await make.row("job", owner_id=ann.id, title="A job", description="d", authorised=True)
    for blocked, of in ((ann, job), (ben, theirs)):
        answer = await api.as_(blocked).post(f"/messages/job/{of}", {"message": "Hello?"})
        assert answer.json == {"status": "403", "message": "You cannot message this user"}
    await make.rows("DELETE FROM job WHERE id = %s", [job])
    (line,) = (await inbox(api, ben))["data"]
    assert (line["source"], line["source_id"]) == ("job", "0"), "the job is gone, what was said of it stays"


async def test_reporting_a_message(api: Api, make: Make, ann: Person, ben: Person, eve: Person):
    await begin(api, ann, ben, message="Give me your number")
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    sent = {"kind": "message", "id": "1", "reason": "Rude"}
    assert (await api.as_(eve).post("/reports", sent)).message == "Sorry that message was not found."
    assert (await api.as_(ben).post("/reports", sent)).status == 200, "one blocks first and reports second"
    assert await make.rows("SELECT kind, target_id, reporter_id FROM report") == [("message", 1, ben.id)]


async def test_it_is_in_the_export(api: Api, ann: Person, ben: Person):
    await begin(api, ann, ben, message="Kept for me")
    held = (await api.as_(ben).get("/users/me/export")).json["data"]
    assert [row["message"] for row in held["thread_item"]] == ["Kept for me"]
    assert [row["person_id"] for row in held["thread_member"]] == [ben.id]
