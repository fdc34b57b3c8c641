"""notify(): one line a recipient, kind, target, actor and window, in the transaction of the change."""

import asyncio
from datetime import UTC, datetime

import pytest

from freelancerclub.features.telling.actions import notify
from support.api import Api
from support.make import Make, Person
from support.telling import Teller

CANARY = "<script>alert(1)</script><img src=x onerror=y>\r\n&amp;\"'"


async def test_a_line_of_the_inbox(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    await teller.discuss(ann, ben, "A question of yours <b>and</b> mine, at some length")
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert line["message"] == (
        "has posted a discussion on one of your projects: &nbsp;<i>'A question of yours ...'</i>"
    )
    assert line["link"] == "/resources/elearning/course/basic-html#project/1"
    assert (line["source_user"], line["source_module"], line["notify"]) == (str(ben.id), "elearning", "1")
    assert (line["display_name"], line["slug"], line["noemail"]) == ("Ben Ash", "benash", "0")
    assert line["created_on"] == f"{api.clock():%Y-%m-%d %H:%M:%S}"


async def test_fifty_at_once_make_one_line(teller: Teller, make: Make, ann: Person, ben: Person):
    what = {"actor": ben.id, "target": 5, "quote": "x", "course": "c"}
    told = await asyncio.gather(*(teller.tell("discussion", ann.id, **what) for _ in range(50)))
    assert sorted(map(len, told)) == [0] * 49 + [1]
    for table in ("notification", "mail_item"):
        assert await make.count(table) == 1
    await teller.run()
    assert len(teller.api.mailer.sent) == 1


@pytest.mark.parametrize("change", ["kind", "target", "actor", "person"])
async def test_another_one_is_told_apart(change: str, teller: Teller, make: Make, ann: Person, ben: Person):
    cat = await make.person()
    first = {"kind": "comment", "people": ann.id, "actor": ben.id, "target": 5, "picture": None}
    other = first | {
        "kind": {"kind": "comment.also"}, "target": {"target": 6}, "actor": {"actor": cat.id},
        "person": {"people": cat.id},
    }[change]  # fmt: skip
    for what in (first, other, first, other):
        await teller.tell(**what | {"quote": "x", "slug": "s"} | {"picture": await picture_of(make, ann)})
    assert await make.count("notification") == 2


async def picture_of(make: Make, owner: Person) -> int:
    return await make.row("picture", owner_id=owner.id, file="a.jpg", authorised=True)


async def test_a_window_opens_again(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    api.clock.now = datetime(2026, 5, 23, 10, tzinfo=UTC)
    for hours, lines in ((0, 1), (13, 1), (2, 2), (0, 2)):
        api.clock.forward(hours=hours)
        await teller.tell("follow", ann.id, actor=ben.id, slug="benash")
        assert await make.count("notification") == lines


async def test_nobody_is_told_of_their_own_deeds(teller: Teller, make: Make, ann: Person):
    assert await teller.tell("follow", ann.id, actor=ann.id, slug="annlee") == []
    for table in ("notification", "mail_item", "push", "procrastinate_jobs"):
        assert await make.count(table) == 0


@pytest.mark.parametrize("by_ann", [True, False])
async def test_a_block_works_both_ways(by_ann: bool, teller: Teller, make: Make, ann: Person, ben: Person):
    blocker, blocked = (ann, ben) if by_ann else (ben, ann)
    await make.row("block", blocker_id=blocker.id, blocked_id=blocked.id)
    assert await teller.tell("follow", ann.id, actor=ben.id, slug="benash") == []
    assert await make.count("notification") == 0


@pytest.mark.parametrize("gone", ["deleted_at", "suspended_at"])
async def test_who_is_gone_is_not_told(gone: str, teller: Teller, make: Make, ben: Person):
    leaver = await make.person(**{gone: "2020-01-01"})
    assert await teller.tell("follow", leaver.id, actor=ben.id, slug="benash") == []


async def test_many_are_told_in_one_statement(teller: Teller, make: Make, ann: Person, ben: Person):
    others = [await make.person() for _ in range(5)]
    await make.row("block", blocker_id=others[0].id, blocked_id=ben.id)
    people = [ann.id, ben.id, *(one.id for one in others), ann.id, 999_999]
    told = await teller.tell("discussion", people, actor=ben.id, target=1, quote="x", course="c")
    assert len(told) == await make.count("notification") == 5
    assert await make.count("procrastinate_jobs") == 1


async def test_the_service_itself_may_tell(teller: Teller, api: Api, make: Make, ann: Person):
    await teller.tell("discussion", ann.id, actor=None, target=1, quote="x", course="c")
    await teller.run()
    assert len(api.mailer.sent) == 1
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert (line["source_user"], line["display_name"], line["slug"], line["image"]) == ("0", "", "", None)


async def test_a_change_that_fails_tells_nobody(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    with pytest.raises(ZeroDivisionError):
        async with teller.changing() as ctx:
            await notify(ctx, ann.id, "follow", actor=ben.id, slug="benash")
            raise ZeroDivisionError
    await teller.run()
    for table in ("notification", "mail_item"):
        assert await make.count(table) == 0
    assert api.mailer.sent == []


async def test_nothing_active_comes_out_anywhere(teller: Teller, api: Api, make: Make, ann: Person):
    eve = await make.person(display_name=CANARY)
    await teller.tell("discussion", ann.id, actor=eve.id, target=1, quote=CANARY, course=CANARY)
    html = (await api.as_(ann).get("/notifications.html")).text
    assert "<script" not in html and "<img" not in html and "onerror=y>" not in html
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert line["display_name"] == CANARY, "a name is escaped where it is shown"
    assert "<script" not in line["message"] and "<script" not in line["link"] and " " not in line["link"]
    await make.rows("UPDATE notification SET seen_at = NULL")
    await teller.run()
    (mail,), (message,) = api.mailer.sent, api.mailer.messages
    assert "<script" not in mail.html and "<img" not in mail.html
    assert sorted(set(message.keys())) == sorted(message.keys()) and "Bcc" not in message
