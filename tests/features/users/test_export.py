"""The export: all that is held about a person, and nothing that is another's."""

from typing import Any

import pytest

from freelancerclub.features.users.rules import ERASURE, hidden_columns
from freelancerclub.wire.formats import FORMATS
from support.api import Api
from support.make import PASSWORD_HASH, Make, Person
from support.talking import item, thread

# Rows that refer to a person and are still not theirs to see.
UNTOLD = {
    "thread.creator_id",  # told as a conversation that they are in
    "thread_item.author_id",
    "block.blocked_id",  # who wants nothing to do with them
    "person_view.person_id",  # who looked at them
    "notification.actor_id",  # other people's inboxes
    "report.closed_by",  # what others reported
    "person_search.person_id",  # their profile once more, as searches read it
    "person_rank.person_id",
    "kept_answer.person_id",  # answers they were given, for a day
    "person_version.id",  # numbers that change with what they are not told
    "event_line.person_id",  # it counts events that they are not told
}
REFERRING = """
    SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass"""
# Each yes or no that is told: what the service marks for itself is of that kind, so a new one is looked at here.
FLAGS = """
    alert.from_profile alert.is_off company.affiliate company.authorised company.coupon company.exclusive
    company.featured job.authorised job.featured job.free_override job.public notification.no_email person.badge
    person.hide_phone person.is_mentor person.mentor person.profile_complete person.profile_hidden
    person.push_inmail person.push_job_alerts person.referred person.testing picture.authorised picture.public
    portfolio_picture.is_default review.authorised thread_item.html thread_member.notify thread_member.read
    usage_day.first_day"""


async def export(api: Api, of: Person) -> Any:
    answer = await api.as_(of).get("/users/me/export")
    assert answer.status == 200, answer.text
    return answer.json["data"]


async def test_the_export_is_a_file_nobody_keeps_a_copy_of(api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).get("/users/me/export")
    assert answer.status == 200
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["cache-control"] == "no-store"
    (row,) = answer.json["data"]["person"]
    assert (row["id"], row["email"], row["display_name"]) == (ann.id, ann.email, ann.display_name)


async def test_every_reference_to_a_person_is_in_it_or_excused(make: Make):
    told = {f"{rule.table}.{column}" for rule in ERASURE if rule.told and rule.whose for column in rule.columns}
    referring = {name for (name,) in await make.rows(REFERRING)}
    assert referring - told == UNTOLD


async def test_every_hidden_column_is_one_and_every_flag_was_looked_at(make: Make):
    columns = await make.rows(
        "SELECT table_name || '.' || column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    assert set(hidden_columns()) <= {name for name, _ in columns}, "or a column that was renamed is told"
    tables = {rule.table for rule in ERASURE if rule.whose and rule.told}
    flags = {name for name, kind in columns if kind == "boolean" and name.split(".")[0] in tables}
    assert flags - set(hidden_columns()) == set(FLAGS.split())


async def test_no_secret_is_in_it(api: Api, make: Make):
    ann = await make.person()
    key = (await api.as_(ann).post("/auth/keys", {"label": "Phone"})).json["data"]["key"]
    await api.as_(ann).post("/auth/email", {"email": "new@example.com", "password": "abcd1234"})
    await api.nobody().post("/users/forgot", {"email": ann.email})
    await api.run_tasks()
    await api.as_(make.token(ann.id)).post("/auth/logout")
    api.clock.forward(seconds=1)
    answer = await api.as_(make.token(ann.id)).get("/users/me/export")
    data = answer.json["data"]
    assert data["api_key"][0]["label"] == "Phone" and data["email_change"][0]["email"] == "new@example.com"
    assert len(data["password_reset"]) == len(data["ended_token"]) == 1
    assert not [(table, name) for table, rows in data.items() for row in rows for name in row if name.endswith("_hash")]
    for secret in (key, PASSWORD_HASH, "$argon2", "\\\\x"):
        assert secret not in answer.text


async def test_conversations_are_in_it_and_others_secrets_are_not(api: Api, make: Make):
    ann = await make.person()
    ben = await make.person(email="ben.secret@example.com", phone="01632 960 111", bio="Bens bio")
    cat = await make.person()
    ours, theirs = [await make.row("thread", creator_id=ben.id, subject=f"Subject {n}") for n in (1, 2)]
    for talk, people in ((ours, (ann, ben)), (theirs, (ben, cat))):
        for person in people:
            await make.row("thread_member", thread_id=talk, person_id=person.id)
            await make.row("thread_item", thread_id=talk, author_id=person.id, message=f"{person.id} in {talk}")
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    await make.row("person_view", person_id=ann.id, viewer_id=ben.id, seen_on="2026-01-01")
    await make.row("notification", person_id=ben.id, actor_id=ann.id, kind="like", message="for Ben")
    await make.row("report", reporter_id=ben.id, kind="person", target_id=ann.id, reason="Ben says")

    answer = await api.as_(ann).get("/users/me/export")

    data = answer.json["data"]
    assert [item["message"] for item in data["thread_item"]] == [f"{ann.id} in {ours}", f"{ben.id} in {ours}"]
    assert [thread["subject"] for thread in data["thread"]] == ["Subject 1"]
    assert [row["person_id"] for row in data["thread_member"]] == [ann.id]
    for table in ("block", "person_view", "notification", "report"):
        assert data[table] == []
    for secret in (ben.email, "01632 960 111", "Bens bio", "Ben says", "for Ben"):
        assert secret not in answer.text


@pytest.mark.parametrize("name", FORMATS)
async def test_it_comes_in_every_format(name: str, api: Api, make: Make):
    ann = await make.person(bio="Kept raw: <é> \u2028 \"'")
    await make.row("follow", follower_id=ann.id, followed_id=(await make.person()).id)
    answer = await api.as_(ann).get(f"/users/me/export.{name}")
    assert answer.status == 200
    assert answer.headers["content-disposition"] == "attachment"
    assert ann.email in answer.text


async def test_an_api_key_fetches_it_as_its_owner_does(api: Api, make: Make):
    ann = await make.person()
    key = (await api.as_(ann).post("/auth/keys", {"label": ""})).json["data"]["key"]
    answer = await api.get("/users/me/export", headers={"Freelancerclub-API-KEY": key})
    assert (answer.status, answer.json["data"]["person"][0]["id"]) == (200, ann.id)


# ── what is kept from somebody elsewhere is not told here ──


async def test_what_is_held_back_its_recipient_is_not_told_and_its_author_not_that_it_is(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    old = await thread(make, ann, ben, read=(True, True))
    await item(make, old, ben, "Before", created_at="2026-01-01")
    before = await export(api, ben)

    fresh = await thread(make, ann, ben)
    await make.rows("UPDATE thread_member SET withheld = true WHERE (thread_id, person_id) = (%s, %s)", [fresh, ben.id])
    await item(make, old, ann, "Held among others", withheld=True)
    await item(make, fresh, ann, "Held as the first", withheld=True)
    await item(make, fresh, ann, "Nothing against it, and still unknown")

    assert await export(api, ben) == before
    assert [row["message"] for row in before["thread_item"]] == ["Before"]

    told = await export(api, ann)
    assert [row["message"] for row in told["thread_item"]][1:3] == ["Held among others", "Held as the first"]
    assert list(told["thread_item"][0]) == ["id", "thread_id", "author_id", "message", "html", "created_at"]
    assert [row["kind"] for row in told["event"]] == ["message"] * 3
    await make.rows("UPDATE thread_member SET withheld = false")
    await make.rows("UPDATE thread_item SET withheld = false")
    assert await export(api, ann) == told, "the same whether it is held back or not"
    assert len((await export(api, ben))["thread_item"]) == 4


async def test_by_whom_one_is_blocked_is_not_told(api: Api, make: Make):
    ann, ben, cat = [await make.person() for _ in range(3)]
    for people in ((ann, ben), (ann, ben, cat)):
        await item(make, await thread(make, *people), ann, "Hello")
    await make.rows("UPDATE thread_member SET read = true")
    before = await export(api, ben)
    assert {row["kind"] for row in before["event"]} == {"message", "read"}

    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)

    assert await make.count("thread_member", person_id=ben.id, shut=True) == 1, "or nothing is to be hidden"
    assert await export(api, ben) == before
    assert [row["blocked_id"] for row in (await export(api, ann))["block"]] == [ben.id]


async def test_reviews_are_told_once_they_are_shown_and_never_what_a_moderator_thought(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()

    async def write(message: str, **values: Any) -> None:
        await make.row("review", person_id=ben.id, reviewer_id=ann.id, message=message, stars=4, **values)

    await write("Undecided")
    await write("Rejected", decided_at="2026-01-02")
    await write("Shown once", authorised_at="2026-01-01", decided_at="2026-01-02")
    await write("Shown", authorised=True, authorised_at="2026-01-01", decided_at="2026-01-01")

    assert [row["message"] for row in (await export(api, ben))["review"]] == ["Shown"]
    told = await export(api, ann)
    assert [row["message"] for row in told["review"]] == ["Undecided", "Rejected", "Shown once", "Shown"]
    await make.rows("UPDATE review SET decided_at = now(), halved = true")
    assert await export(api, ann) == told


async def test_moderators_decisions_are_not_told(api: Api, make: Make):
    ann, moderator = await make.person(), await make.administrator()
    await make.row("picture", owner_id=ann.id, file="x.jpg")
    await make.row("job", owner_id=ann.id, title="T", description="D")
    await make.row("report", reporter_id=ann.id, kind="person", target_id=9, reason="Rude")
    before = await export(api, ann)
    (report,) = before["report"]
    assert list(report) == ["id", "reporter_id", "kind", "target_id", "reason", "created_at"]

    await make.rows("UPDATE picture SET decided_at = now()")
    await make.rows("UPDATE job SET decided_at = now(), expiry_told = now()")
    await make.rows("UPDATE report SET closed_at = now(), closed_by = %s, decision = 'No harm'", [moderator.id])

    assert await export(api, ann) == before


async def test_of_what_happened_it_tells_what_the_inbox_does(api: Api, make: Make):
    """Nor does anything that goes with a line tell that there is one more."""
    ben = await make.person()
    ann, cat, dan, eve, fay = [await make.person() for _ in range(5)]
    lines: list[tuple[Person | None, bool]] = [
        (None, True), (cat, True), (ann, True), (dan, True), (eve, True), (fay, True), (cat, False)
    ]  # fmt: skip
    ids = []
    for actor, is_listed in lines:
        by = actor.id if actor else None
        line = await make.row(
            "notification", person_id=ben.id, actor_id=by, kind="follow", message="!", listed=is_listed
        )
        mail = await make.row("mailing", person_id=ben.id, pace="daily", created_at="now", due_at="now")
        moments = {"happened_at": "now", "due_at": "now"}
        await make.row(
            "mail_item", notification_id=line, person_id=ben.id, topic="notifications", mailing_id=mail, **moments
        )
        await make.row("push", notification_id=line, created_at="now", due_at="now")
        ids.append((line, mail))
    await make.row("notification", person_id=cat.id, kind="follow", message="Of somebody else")
    await make.row("block", blocker_id=ann.id, blocked_id=ben.id)
    await make.row("block", blocker_id=ben.id, blocked_id=dan.id)
    await make.rows("UPDATE person SET suspended_at = now() WHERE id = %s", [eve.id])
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [fay.id])
    for sent in ({"ids": f"{ids[0][0]},{ids[1][0]}"}, {}):  # what is shown, then all the rest
        assert (await api.as_(ben).post("/notifications/read", sent)).status == 200

    data = await export(api, ben)

    shown = [line for line, _ in ids[:2]]
    assert [row["id"] for row in data["notification"]] == shown
    inbox = (await api.as_(ben).get("/notifications")).json["data"]
    assert sorted(int(line["id"]) for line in inbox) == shown, "and so the inbox has it"
    assert [row["notification_id"] for row in data["mail_item"]] == shown
    assert [row["notification_id"] for row in data["push"]] == shown
    assert [row["id"] for row in data["mailing"]] == [mail for _, mail in ids[:2]]
    said = [(row["kind"], row["payload"]) for row in data["event"]]
    assert said == [("notification", {"notification": line}) for line in shown] + [("seen", {"notifications": shown})]
    assert not {"listed", "position"} & {name for table in ("notification", "event") for name in data[table][0]}
