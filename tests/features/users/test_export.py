"""The export: all that is held about a person, and nothing that is another's."""

import pytest

from freelancerclub.features.users.rules import ERASURE
from freelancerclub.wire.formats import FORMATS
from support.api import Api
from support.make import PASSWORD_HASH, Make

# Rows that refer to a person and are still not theirs to see.
UNTOLD = {
    "block.blocked_id",  # who wants nothing to do with them
    "person_view.person_id",  # who looked at them
    "notification.actor_id",  # other people's inboxes
    "report.closed_by",  # what others reported
    "person_search.person_id",  # their profile once more, as searches read it
    "person_rank.person_id",
    "kept_answer.person_id",  # answers they were given, for a day
}
REFERRING = """
    SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass"""


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
    for thread, people in ((ours, (ann, ben)), (theirs, (ben, cat))):
        for person in people:
            await make.row("thread_member", thread_id=thread, person_id=person.id)
            await make.row("thread_item", thread_id=thread, author_id=person.id, message=f"{person.id} in {thread}")
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


async def test_an_api_key_cannot_fetch_it(api: Api, make: Make):
    ann = await make.person()
    key = (await api.as_(ann).post("/auth/keys", {"label": ""})).json["data"]["key"]
    answer = await api.get("/users/me/export", headers={"Freelancerclub-API-KEY": key})
    assert (answer.status, answer.message) == (403, "token_invalid")
    assert "content-disposition" not in answer.headers
