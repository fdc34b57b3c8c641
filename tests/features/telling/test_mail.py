"""Mail about notifications: who wants it when, looked at again at the moment it goes out."""

from datetime import UTC, datetime
from typing import Any

import pytest

from freelancerclub.features.telling import tasks
from support.api import SITE, Api
from support.make import Make, Person
from support.telling import Teller

TEN_PAST = datetime(2026, 5, 23, 10, 10, tzinfo=UTC)


def lines_of(api: Api) -> list[list[str]]:
    """What each mail so far quotes."""
    return [[line.partition("'")[2][:-1] for line in mail.text.splitlines() if "'" in line] for mail in api.mailer.sent]


@pytest.fixture(autouse=True)
def standing(api: Api) -> None:
    api.clock.now = TEN_PAST


async def prefer(make: Make, person: Person, pace: str, column: str = "notifications") -> None:
    await make.rows(f"UPDATE person SET {column} = %s WHERE id = %s", [pace, person.id])


async def pass_time(teller: Teller, api: Api, **by: float) -> int:
    """How many mails went out at its end."""
    before = len(api.mailer.sent)
    api.clock.forward(**by)
    await teller.run()
    return len(api.mailer.sent) - before


# ── instant ──


async def test_a_mail_at_once(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    await teller.discuss(ann, ben, "How did you light it?")
    assert api.mailer.sent == [], "not before the worker"
    await teller.api.run_tasks()
    (mail,), (message,) = api.mailer.sent, api.mailer.messages
    assert mail.to == "ann@example.com"
    assert mail.subject == "Ben Ash has posted a discussion on one of your projects"
    assert "Ben Ash has posted a discussion on one of your projects: 'How did you light it?'" in mail.text
    assert f"{SITE}/resources/elearning/course/basic-html#project/1\n" in mail.text
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "The Freelancer Club <notifications.club.example.com>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.as_bytes().count(f"\r\nList-Unsubscribe: <{SITE}/unsubscribe?token={ann.id}.n.".encode()) == 1
    assert str(message["Message-ID"]).startswith("<told-1-") and await teller.outcomes() == ["sent"]


async def test_each_is_mailed_once(teller: Teller, api: Api, ann: Person, ben: Person):
    for _ in range(3):
        await teller.discuss(ann, ben)
    await teller.run()
    assert len({str(message["Message-ID"]) for message in api.mailer.messages}) == 3
    assert await pass_time(teller, api, days=3) == 0


async def test_more_than_fifty_go_out_one_task_after_the_other(teller: Teller, api: Api, make: Make, ben: Person):
    people = [(await make.person()).id for _ in range(120)]
    await teller.tell("discussion", people, actor=ben.id, target=1, quote="x", course="c")
    for sent in (50, 100, 120):
        await api.run_tasks()  # each queues the next one
        assert len({mail.to for mail in api.mailer.sent}) == len(api.mailer.sent) == sent
    assert await make.count("procrastinate_jobs") == 0


# ── digests ──


@pytest.mark.parametrize("pace", ["hourly", "daily"])
async def test_a_digest_holds_what_happened_in_its_time(
    pace: str, teller: Teller, api: Api, make: Make, ann: Any, ben: Any
):
    await prefer(make, ann, pace)
    step = {"minutes": 20} if pace == "hourly" else {"hours": 8}
    for number in range(9):  # 10:10 … 12:50, or over three days
        await teller.discuss(ann, ben, f"No {number}")
        await pass_time(teller, api, **step)
    await pass_time(teller, api, days=2)
    found = lines_of(api)
    assert found == [["No 0", "No 1", "No 2"], ["No 3", "No 4", "No 5"], ["No 6", "No 7", "No 8"]]
    assert api.mailer.sent[0].subject == f"{len(found[0])} notifications from The Freelancer Club"


async def test_a_digest_goes_out_when_its_hour_is_over(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await prefer(make, ann, "hourly")
    await teller.discuss(ann, ben)
    assert await pass_time(teller, api, minutes=49, seconds=59) == 0
    assert await pass_time(teller, api, seconds=1) == 1
    assert await pass_time(teller, api, days=2) == 0


async def test_missed_ticks_are_made_up_for(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await prefer(make, ann, "hourly")
    for number in range(3):
        await teller.discuss(ann, ben, f"No {number}")
        api.clock.forward(hours=1)
    await teller.run()
    assert lines_of(api) == [["No 0", "No 1", "No 2"]]


async def test_several_preferences_in_one_digest(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await prefer(make, ann, "hourly")
    await prefer(make, ann, "hourly", "applicant_notifications")
    job = await make.row("job", owner_id=ann.id, title="A job", description="d")
    await make.row("application", job_id=job, person_id=ben.id)
    await teller.discuss(ann, ben)
    await teller.tell("application", ann.id, actor=ben.id, target=job, job=job, title="A job")
    assert await pass_time(teller, api, hours=1) == 1
    assert f"token={ann.id}.na." in api.mailer.sent[0].headers["List-Unsubscribe"]


async def test_a_long_digest_counts_the_rest(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await prefer(make, ann, "daily")
    async with teller.changing() as ctx:
        await ctx.db.rows("SELECT 1")
    for _ in range(52):
        await teller.discuss(ann, ben)
    assert await pass_time(teller, api, days=1) == 1
    assert "and 2 more in your inbox." in api.mailer.sent[0].text
    assert api.mailer.sent[0].subject.startswith("52 ")


async def test_never(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    await prefer(make, ann, "never")
    await teller.discuss(ann, ben)
    assert await pass_time(teller, api, days=2) == 0
    assert await make.count("notification") == 1, "the inbox has it"
    await prefer(make, ann, "instant")
    assert await pass_time(teller, api, days=2) == 0, "what nobody wanted to hear is not brought up again"


@pytest.mark.parametrize(
    ("before", "after", "minutes"),
    [
        ("daily", "instant", 0),
        ("hourly", "instant", 0),
        ("daily", "hourly", 50),
        ("hourly", "daily", 60 * 20 + 50),
        ("hourly", "never", None),
        ("daily", "never", None),
    ],
)
async def test_a_change_of_preference_in_between(
    before: str, after: str, minutes: float | None, teller: Teller, api: Api, make: Make, ann: Any, ben: Any
):
    await prefer(make, ann, before)
    await teller.discuss(ann, ben)
    assert await pass_time(teller, api) == 0
    assert (await api.as_(ann).post(f"/users/{ann.id}", {"notifications": after})).status == 200
    if minutes:
        assert await pass_time(teller, api, minutes=minutes - 1) == 0
        assert await pass_time(teller, api, minutes=1) == 1
    else:
        assert await pass_time(teller, api) == (0 if minutes is None else 1)
    assert await pass_time(teller, api, days=3) == 0


async def test_a_change_of_preference_after_the_digest_was_fixed(
    teller: Teller, api: Api, make: Make, ann: Any, ben: Any
):
    await prefer(make, ann, "hourly")
    await teller.discuss(ann, ben)
    await make.rows(
        "INSERT INTO mailing (person_id, pace, created_at, due_at) VALUES (%s, 'hourly', now(), '-infinity')", [ann.id]
    )
    await make.rows("UPDATE mail_item SET mailing_id = (SELECT id FROM mailing)")
    await prefer(make, ann, "never")
    assert await pass_time(teller, api, hours=1) == 0
    assert await teller.outcomes() == ["dropped"]


# ── what is no longer worth telling ──


async def block(make: Make, ann: Person, ben: Person) -> None:
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)


async def be_blocked(make: Make, ann: Person, ben: Person) -> None:
    await block(make, ben, ann)


async def leave(make: Make, ann: Person, ben: Person) -> None:
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [ann.id])


async def actor_leaves(make: Make, ann: Person, ben: Person) -> None:
    await leave(make, ben, ann)


async def suspended(make: Make, ann: Person, ben: Person) -> None:
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [ben.id])


async def gone(make: Make, ann: Person, ben: Person) -> None:
    await make.rows("DELETE FROM notification")


async def bounce(make: Make, ann: Person, ben: Person) -> None:
    await make.row("mail_stop", email=ann.email, reason="bounce")


async def complain(make: Make, ann: Person, ben: Person) -> None:
    await make.row("mail_stop", email=ann.email, reason="complaint")


@pytest.mark.parametrize("pace", ["instant", "hourly"])
@pytest.mark.parametrize(
    "happens",
    [block, be_blocked, leave, actor_leaves, suspended, gone, bounce, complain],
    ids=lambda each: each.__name__,
)
async def test_what_happened_meanwhile(
    happens: Any, pace: str, teller: Teller, api: Api, make: Make, ann: Any, ben: Any
):
    await prefer(make, ann, pace)
    await teller.discuss(ann, ben)
    await happens(make, ann, ben)
    assert await pass_time(teller, api, hours=1) == 0
    assert "sent" not in await teller.outcomes()


@pytest.mark.parametrize("pace", ["instant", "daily"])
async def test_what_was_read_is_not_mailed(pace: str, teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await prefer(make, ann, pace)
    await teller.discuss(ann, ben, "Read")
    await api.as_(ann).get("/notifications")
    await teller.discuss(ann, ben, "Unread")
    assert await pass_time(teller, api, days=1) == 1
    assert lines_of(api) == [["Unread"]]


async def test_what_is_gone_is_not_mailed(teller: Teller, api: Api, make: Make, ann: Person, ben: Person):
    image = await make.row("picture", owner_id=ann.id, file="a.jpg", authorised=True)
    job = await make.row("job", owner_id=ben.id, title="A job", description="d")
    comments = [await make.row("picture_comment", picture_id=image, author_id=ben.id, comment="c") for _ in range(2)]
    for comment in comments:
        await teller.tell("comment", ann.id, actor=ben.id, target=comment, picture=image, quote="c", slug="annlee")
    await teller.tell("invite", ann.id, actor=ben.id, target=job, job=job, title="A job")
    await teller.tell("follow", ann.id, actor=ben.id, slug="benash")
    await make.rows("UPDATE picture_comment SET deleted_at = now() WHERE id = %s", [comments[0]])
    await make.rows("UPDATE job SET deleted_at = now()")
    assert await pass_time(teller, api, minutes=1) == 1, "the other comment; nobody follows any more"
    assert f"#comment{comments[1]}\n" in api.mailer.sent[0].text


# ── failures ──


async def test_a_mail_that_fails_is_tried_again_and_given_up(
    teller: Teller, api: Api, make: Make, ann: Any, ben: Any, monkeypatch: pytest.MonkeyPatch
):
    async def refuse(self: Any, mail: Any) -> None:
        tried.append(mail.id)
        raise ValueError

    tried: list[str] = []
    await make.rows("UPDATE person SET email = 'ann@example.com, eve@example.com' WHERE id = %s", [ann.id])
    await teller.discuss(ann, ben)
    with monkeypatch.context() as patch:
        patch.setattr(type(api.mailer), "send", refuse)
        for _ in range(10):
            await pass_time(teller, api, hours=1)
    assert len(tried) == 8 and len(set(tried)) == 1
    assert await teller.outcomes() == ["given up"]
    await make.rows("UPDATE person SET email = 'ann@example.com' WHERE id = %s", [ann.id])
    await make.rows("UPDATE mailing SET tries = 0, ended_at = NULL, outcome = NULL")  # as `club mail retry` does
    assert await pass_time(teller, api) == 1
    assert api.mailer.sent[0].id == tried[0]


async def test_one_bad_address_holds_up_nobody(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await make.rows("UPDATE person SET email = 'no address' WHERE id = %s", [ann.id])
    cat = await make.person()
    await teller.discuss(ann, ben)
    await teller.discuss(cat, ben)
    await teller.run()
    assert [mail.to for mail in api.mailer.sent] == [cat.email]
    assert await teller.outcomes() == [None, "sent"]


async def test_what_went_out_is_forgotten_after_a_month(teller: Teller, api: Api, make: Make, ann: Any, ben: Any):
    await teller.discuss(ann, ben)
    await teller.run()
    for days, left in ((29, 1), (2, 0)):
        api.clock.forward(days=days)
        await make.row("procrastinate_jobs", queue_name="default", task_name="telling.sweep", args="{}")
        await api.run_tasks()
        assert await make.count("mailing") == await make.count("mail_item") == left
    assert await make.count("notification") == 1


# ── mails that guard the account ──


@pytest.mark.parametrize(("reason", "arrives"), [("bounce", 0), ("complaint", 1), ("unsubscribed", 1)])
async def test_only_a_bounce_stops_a_mail_about_the_account(
    reason: str, arrives: int, api: Api, make: Make, ann: Person
):
    for column in ("notifications", "system_notifications", "applicant_notifications"):
        await prefer(make, ann, "never", column)
    await make.row("mail_stop", email=ann.email, reason=reason)
    await api.post("/users/forgot", {"email": ann.email.upper()})
    await api.run_tasks()
    assert len(api.mailer.sent) == arrives


async def test_what_happens_while_mails_are_sent_does_not_wait_for_the_clock(
    teller: Teller, api: Api, make: Make, ann: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
):
    """Its own task finds the work taken: whoever has it looks once more, at what is due by then."""
    send, rounds = tasks._send_due_mails, []

    async def slow(ctx: Any) -> None:
        await send(ctx)
        rounds.append(len(api.mailer.sent))
        if len(rounds) == 1:
            api.clock.forward(seconds=1)
            await teller.discuss(ann, ben)
            await make.rows("DELETE FROM procrastinate_jobs WHERE status = 'todo'")  # as if it had run meanwhile

    monkeypatch.setattr(tasks, "_send_due_mails", slow)
    await teller.discuss(ann, ben)
    for _ in range(2):
        await api.run_tasks()
    assert rounds == [1, 2]
