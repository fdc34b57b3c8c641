"""Reports: of whatever the caller may see, one open report a person and thing, a few a day."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Api, running
from support.make import Make, Person
from support.sending import ENCODINGS, encoded

RECEIVED = {"status": "200", "message": "Report received"}
SENTENCES = {
    "person": "Sorry that freelancer was not found.",
    "picture": "Sorry that Image was not found.",
    "comment": "Sorry that comment was not found.",
    "job": "Sorry that job was not found.",
    "message": "Sorry that message was not found.",
}


async def thing(make: Make, kind: str, of: Person, reader: Person, **values: Any) -> int:
    """One of that kind of somebody's that the reader may see."""
    if kind == "person":
        return of.id
    if kind == "picture":
        return await make.row("picture", **({"owner_id": of.id, "file": "x.jpg", "authorised": True} | values))
    if kind == "comment":
        picture = await make.row("picture", owner_id=reader.id, file="x.jpg", authorised=True)
        return await make.row(
            "picture_comment", **({"picture_id": picture, "author_id": of.id, "comment": "!"} | values)
        )
    if kind == "job":
        given = {"owner_id": of.id, "title": "T", "description": "D", "authorised": True}
        return await make.row("job", **(given | values))
    thread = await make.row("thread", creator_id=of.id)
    for member in (of, reader):
        await make.row("thread_member", thread_id=thread, person_id=member.id)
    return await make.row("thread_item", thread_id=thread, author_id=of.id, message="Hello")


async def refused(api: Api, who: Person, kind: str, thing_id: int) -> None:
    answer = await api.as_(who).post("/reports", {"kind": kind, "id": thing_id})
    assert (answer.status, answer.json) == (404, {"status": "404", "message": SENTENCES[kind]}), kind


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("kind", SENTENCES)
async def test_a_report(kind: str, encoding: str, api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    thing_id = await thing(make, kind, ben, ann)
    sent = {"kind": kind, "id": str(thing_id), "reason": "An insult’s <b>insult</b>"}
    answer = await api.as_(ann).post("/reports", **encoded(encoding, sent))
    assert (answer.status, answer.json) == (200, RECEIVED)
    rows = await make.rows("SELECT reporter_id, kind, target_id, reason, created_at, closed_at FROM report")
    assert rows == [(ann.id, kind, thing_id, sent["reason"], api.clock(), None)]


async def test_again_is_once_until_it_is_decided(api: Api, make: Make):
    ann, ben, eve = [await make.person() for _ in range(3)]
    sent = {"kind": "person", "id": ben.id}
    tries = [api.as_(who).post("/reports", sent) for who in (ann, eve) for _ in range(10)]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert await make.count("report") == 2
    await make.rows("UPDATE report SET closed_at = now()")
    assert (await api.as_(ann).post("/reports", sent)).json == RECEIVED
    assert await make.count("report") == 3


async def test_what_is_not_there(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    gone = {"deleted_at": "2020-01-01"}
    for kind in SENTENCES:
        await refused(api, ann, kind, 999_999)
        await refused(api, ann, kind, 10**30)
    for kind in ("picture", "comment", "job"):
        await refused(api, ann, kind, await thing(make, kind, ben, ann, **gone))
    await refused(api, ann, "person", (await make.person(**gone)).id)
    assert await make.count("report") == 0


async def test_what_the_caller_may_not_see(api: Api, make: Make):
    ann, ben, eve = await make.person(), await make.person(), await make.person()
    hidden = await make.person(profile_hidden=True)
    for kind in ("picture", "job"):
        undecided = await thing(make, kind, ben, ann, authorised=False)
        await refused(api, ann, kind, undecided)
        for who in (ben, await make.administrator()):
            assert (await api.as_(who).post("/reports", {"kind": kind, "id": undecided})).status == 200
    await refused(api, ann, "person", hidden.id)
    await refused(api, ann, "picture", await thing(make, "picture", hidden, ann))
    await refused(api, ann, "comment", await thing(make, "comment", ben, hidden))
    private = await thing(make, "job", ben, ann, public=False)
    await refused(api, ann, "job", private)
    await make.row("invite", job_id=private, person_id=ann.id)
    assert (await api.as_(ann).post("/reports", {"kind": "job", "id": private})).status == 200
    message = await thing(make, "message", ben, eve)
    for stranger in (ann, await make.administrator()):
        await refused(api, stranger, "message", message)


@pytest.mark.parametrize("kind", ["person", "picture", "comment"])
async def test_an_applicant_with_a_hidden_profile(kind: str, api: Api, make: Make):
    """The owner of the job may open their page, and so report what stands there."""
    owner, ben, hidden = await make.person(), await make.person(), await make.person(profile_hidden=True)
    thing_id = await thing(make, kind, *((ben, hidden) if kind == "comment" else (hidden, owner)))
    job = await make.row("job", owner_id=owner.id, title="T", description="D", authorised=True)
    await make.row("application", job_id=job, person_id=hidden.id)
    assert (await api.as_(owner).get(f"/users/{hidden.id}")).status == 200
    assert (await api.as_(owner).post("/reports", {"kind": kind, "id": thing_id})).status == 200
    await refused(api, ben if kind != "comment" else await make.person(), kind, thing_id)


@pytest.mark.parametrize("kind", SENTENCES)
async def test_who_has_blocked_may_report_still_and_who_is_blocked_may_not(kind: str, api: Api, make: Make):
    """But a message in both people's thread stays before the eyes of both."""
    ann, ben = await make.person(), await make.person()
    ours, theirs = await thing(make, kind, ben, ann), await thing(make, kind, ann, ben)
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    assert (await api.as_(ann).post("/reports", {"kind": kind, "id": ours})).status == 200
    if kind == "message":
        assert (await api.as_(ben).post("/reports", {"kind": kind, "id": theirs})).status == 200
    else:
        await refused(api, ben, kind, theirs)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"id": "1"}, "The Kind field is required."),
        ({"kind": " ", "id": "1"}, "The Kind field is required."),
        ({"kind": "dog", "id": "1"}, "The Kind field must be one of: person,picture,comment,job,message."),
        ({"kind": "job"}, "The Id field is required."),
        ({"kind": "job", "id": "１"}, "The Id field must contain an integer."),
        ({"kind": "job", "id": "1_0"}, "The Id field must contain an integer."),
        (
            {"kind": "job", "id": "1", "reason": "x" * 2_001},
            "The Reason field cannot exceed 2000 characters in length.",
        ),
    ],
)
async def test_what_cannot_be_read(sent: dict[str, str], sentence: str, api: Api, make: Make):
    answer = await api.as_(await make.person()).post("/reports", sent)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == sentence + "\n"


async def test_a_few_a_day(settings: Any, dsn: str, make: Make):
    few = settings.model_copy(update={"report_limit": type(settings.report_limit).parse("3/86400")})
    ann, ben = await make.person(), await make.person()
    async with running(few, dsn) as api:
        sent = {"kind": "person", "id": ben.id}
        statuses = [(await api.as_(make.token(ann.id)).post("/reports", sent)).status for _ in range(4)]
        assert statuses == [200, 200, 200, 429], "what is repeated counts too"
        assert (await api.as_(make.token(ben.id)).post("/reports", {"kind": "person", "id": ann.id})).status == 200
        api.clock.forward(days=1)
        assert (await api.as_(make.token(ann.id)).post("/reports", sent)).status == 200
