"""Erasure: every column that refers to a person has its rule, and afterwards nothing says who it was."""

import importlib.util
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg.sql import SQL, Identifier
from structlog.testing import capture_logs

from freelancerclub.db.checks import do_repair_counters, find_differences
from freelancerclub.db.demo.load import CLIENT_EMAIL, FREELANCER_EMAIL, load_demo
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.auth.rules import digest
from freelancerclub.features.users.actions import do_bring_back, do_erase
from freelancerclub.features.users.rules import ERASURE, Fate
from support.api import Api
from support.make import PASSWORD_HASH, Make
from support.watching import columns, everything

DOCS = Path(__file__).parents[3] / "docs"
TEXTS = "'text'::regtype, 'varchar'::regtype, 'text[]'::regtype, 'json'::regtype, 'jsonb'::regtype, 'bytea'::regtype"
ALL = """
    SELECT c.relname || '.' || a.attname, a.atttypid IN ({texts}),
        a.attname ~ '_id$' AND NOT EXISTS (
            SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY(f.conkey)),
        EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'
            AND a.attnum = ANY(f.conkey) AND f.confrelid = 'person'::regclass)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"""

NAME, SLUG = "Canary Featherstone-Ünal", "canaryfeatherstone"
EMAIL, PHONE, BIO = "canary.featherstone@mail.example.com", "+44 1632 960-99-77", "Bio-of-the-canary"
CANARIES = ("canary", "featherstone", "960 9977", "960-99-77", "9609977", "birdcage")
TEXT = (
    f"Dear canary  featherstone-ünal, {NAME}: ring +4416329609977, 44 1632 960 9977"
    f" or mail {EMAIL.upper()}, yours {NAME}"
)


@asynccontextmanager
async def changing(dsn: str) -> AsyncIterator[Database]:
    async with make_pool(dsn, 2) as pool, Database(pool, {}).transaction() as changes:
        yield changes


async def erase(api: Api, dsn: str, person_id: int) -> bool:
    async with changing(dsn) as changes:
        return await do_erase(changes, person_id, api.clock())


async def tick(api: Api, make: Make) -> None:
    await make.row("procrastinate_jobs", queue_name="default", task_name="users.erase", args='{"timestamp": 1}')
    await api.run_tasks()


# ── the rules ──


async def test_every_column_that_may_refer_to_a_person_has_a_rule(make: Make):
    """Those of the person, every reference, and each text or loose id whose row doesn't go with its person."""
    found = await make.rows(ALL.format(texts=TEXTS))
    fates = {f"{rule.table}.{column}": rule.fate for rule in ERASURE for column in rule.columns}
    staying = {name.split(".")[0] for name, _, _, refers in found if refers and fates.get(name) is not Fate.ERASED}
    going = {rule.table for rule in ERASURE if rule.fate is Fate.ERASED} - staying

    def needs_rule(name: str, is_text: bool, is_loose_id: bool, refers: bool) -> bool:
        table = name.split(".")[0]
        return refers or table == "person" or ((is_text or is_loose_id) and table not in going)

    wildcards = {name.removesuffix(".*") for name in fates if name.endswith(".*")}
    bare = {row[0] for row in found if needs_rule(*row)} - fates.keys()
    assert {name for name in bare if name.split(".")[0] not in wildcards} == set()
    assert not wildcards & going


async def test_every_rule_has_a_column(make: Make):
    existing = {row[0] for row in await make.rows(ALL.format(texts=TEXTS))}
    existing |= {f"{name.split('.')[0]}.*" for name in existing}
    named = [f"{rule.table}.{column}" for rule in ERASURE for column in rule.columns]
    assert set(named) - existing == set()
    assert len(named) == len(set(named)), "one rule a column"
    assert all(rule.reason for rule in ERASURE)


async def test_a_new_column_without_a_rule_is_seen(make: Make):
    await make.rows("ALTER TABLE person ADD shoe_size int")
    await make.rows("CREATE TABLE fan (id bigint PRIMARY KEY, person_id bigint REFERENCES person, cry text)")
    with pytest.raises(AssertionError) as seen:
        await test_every_column_that_may_refer_to_a_person_has_a_rule(make)
    assert all(name in str(seen.value) for name in ("person.shoe_size", "fan.person_id", "fan.cry"))


def test_the_guide_shows_the_rules_there_are():
    spec = importlib.util.spec_from_file_location("erasure", DOCS / "erasure.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / "guide" / "erasure.md").read_text("utf-8") == script.markdown(), "run: python docs/erasure.py"


# ── what is left ──


async def plant(make: Make, email: str, others_email: str) -> tuple[int, int]:
    """Makes somebody of the demo the canary, whom texts everywhere name; another of the demo keeps what is theirs."""
    ((canary,),) = await make.rows("SELECT id FROM person WHERE email = %s", [email])
    ((other,),) = await make.rows("SELECT id FROM person WHERE email = %s", [others_email])
    texts = (
        "city",
        "country",
        "website",
        "facebook",
        "twitter",
        "instagram",
        "youtube",
        "tags",
        "picture",
        "mentor_url",
    )
    who = {"display_name": NAME, "slug": SLUG, "email": EMAIL, "phone": PHONE, "bio": BIO} | dict.fromkeys(
        texts, "birdcage"
    )
    sets = SQL(", ").join(SQL("{} = {}").format(Identifier(name), value) for name, value in who.items())
    await make.rows(SQL("UPDATE person SET {} WHERE id = {}").format(sets, canary))
    thread = await make.row("thread", creator_id=canary, subject=f"About {NAME}")
    for person in (canary, other):
        await make.row("thread_member", thread_id=thread, person_id=person)
        await make.row("thread_item", thread_id=thread, author_id=person, message=TEXT)
    lonely = await make.row("thread", creator_id=canary, subject="birdcage")
    await make.row("thread_member", thread_id=lonely, person_id=canary)
    await make.row(
        "review", person_id=other, reviewer_id=canary, reviewer_name=NAME, message=TEXT, stars=4, authorised=False
    )
    tagged = f",Zoë, Ann:{canary}9,{NAME}:{canary},Ben:{other}"
    await make.row("picture", owner_id=other, file="x.jpg", tagged=tagged)
    await make.row("picture", owner_id=canary, file="birdcage.jpg", title="birdcage", tagged=f",{NAME}:{canary}")
    await make.row("job", owner_id=canary, title="birdcage", description=TEXT)
    await make.row("report", reporter_id=canary, kind="person", target_id=other, reason=TEXT)
    await make.row("report", reporter_id=other, kind="person", target_id=canary, reason="birdcage")
    await make.row("report", reporter_id=other, kind="job", target_id=9, closed_by=canary, decision="Stays")
    await make.row("notification", person_id=other, actor_id=canary, kind="birdcage", message=TEXT)
    await make.row("mail_stop", email=EMAIL, reason="bounce", detail="birdcage")
    await make.row("email_change", person_id=canary, email="birdcage@example.com", token_hash=b"t", expires_at="now")
    for status, args in (("failed", {"email": EMAIL.title(), "name": NAME}), ("todo", {"person_id": canary})):
        await make.row("procrastinate_jobs", queue_name="q", task_name="t", status=status, args=json.dumps(args))
    return canary, other


async def traces_left(make: Make) -> list[str]:
    """Every row of every table as text that holds a canary."""
    tables = await make.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    found = []
    for (table,) in tables:
        rows = await make.rows(SQL("SELECT t::text FROM {} t").format(Identifier(table)))
        found += [f"{table}: {row}" for (row,) in rows if any(word in row.lower() for word in CANARIES)]
    return found


@pytest.mark.parametrize(("email", "other"), [(FREELANCER_EMAIL, CLIENT_EMAIL), (CLIENT_EMAIL, FREELANCER_EMAIL)])
async def test_nothing_in_the_whole_town_names_an_erased_person(email: str, other: str, api: Api, make: Make, dsn: str):
    load_demo(dsn, 80, password_hash=PASSWORD_HASH)
    canary, _ = await plant(make, email, other)
    async with changing(dsn) as changes:
        await do_repair_counters(changes)
    the_others = "SELECT p::text FROM person p WHERE id <> %s ORDER BY id"
    others = await make.rows(the_others, [canary])
    spoken = await make.count("thread_item")
    await make.rows("UPDATE person SET deleted_at = %s WHERE id = %s", [api.clock() - timedelta(days=30), canary])
    assert len(await traces_left(make)) > 10, "or the scan is blind"

    assert await erase(api, dsn, canary)

    assert await traces_left(make) == []
    assert await make.rows(the_others, [canary]) == others
    assert await make.count("thread_item") == spoken
    await tick(api, make)  # those of the demo who left long ago
    async with changing(dsn) as changes:
        assert await find_differences(changes, 100) == ([], 0)


async def test_nothing_says_where_an_erased_person_was_reached_before(api: Api, make: Make, dsn: str):
    ann = await make.person(email="canary@one.example.com")
    day = timedelta(days=1)
    for email, code in (("canary@two.example.com", "2"), ("canary@three.example.com", "3")):
        await make.rows("INSERT INTO mail_stop (email, reason) SELECT email, 'complaint' FROM person")
        confirmed = {"token_hash": digest(code), "expires_at": api.clock() + day}
        await make.row("email_change", person_id=ann.id, email=email, **confirmed)
        assert (await api.post("/auth/email/confirm", {"token": code})).status == 200
    await make.rows("UPDATE procrastinate_jobs SET status = 'failed'")
    left = sorted(line.split(":")[0] for line in await traces_left(make))
    assert left == ["person", "procrastinate_jobs", "procrastinate_jobs"]
    await make.rows("UPDATE person SET deleted_at = '2020-01-01'")
    assert await erase(api, dsn, ann.id)
    assert await traces_left(make) == []


async def test_texts_that_others_keep_lose_no_more_than_the_traces(api: Api, make: Make, dsn: str):
    load_demo(dsn, 60, password_hash=PASSWORD_HASH)
    canary, other = await plant(make, FREELANCER_EMAIL, CLIENT_EMAIL)
    await make.rows("UPDATE person SET deleted_at = '2020-01-01' WHERE id = %s", [canary])
    assert await erase(api, dsn, canary)
    cleaned = "Dear (removed), (removed): ring +(removed), (removed) or mail (removed), yours (removed)"
    items = await make.rows("SELECT message FROM thread_item WHERE message LIKE 'Dear (%%'")
    assert items == [(cleaned,), (cleaned,)]
    written = await make.rows("SELECT reviewer_name, message, stars FROM review WHERE reviewer_id = %s", [canary])
    assert [(name, text) for name, text, _ in written if text == cleaned] == [("Deleted member", cleaned)]
    assert await make.rows("SELECT tagged FROM picture WHERE file = 'x.jpg'") == [(f",Zoë, Ann:{canary}9,Ben:{other}",)]
    kept = await make.rows(
        "SELECT reason, reporter_id, target_id FROM report WHERE target_id = %s AND kind = 'person'", [other]
    )
    assert (cleaned, None, other) in kept
    assert await make.rows("SELECT closed_by, reporter_id FROM report WHERE decision = 'Stays'") == [(None, other)]


async def test_the_row_that_stays_is_empty(api: Api, make: Make, dsn: str):
    ann = await make.administrator(phone="01632 960 111", bio="Bio", deleted_at="2020-01-01", created_at="2019-01-01")
    await make.rows("UPDATE person_counter SET followers = 3, star_sum = 4")
    await make.rows("UPDATE person_seen SET last_seen_at = now()")
    assert await erase(api, dsn, ann.id)
    blank = await make.person(email="b@example.com", display_name="Deleted member", slug="b", password_hash=None)
    left, fresh = await columns(make, "person", ann.id), await columns(make, "person", blank.id)
    own = {name: left[name] for name in left if left[name] != fresh[name]}
    assert own.pop("created_at").year == 2019 and own.pop("deleted_at").year == 2020
    assert own == {
        "id": ann.id,
        "email": f"erased-{ann.id}@deleted.invalid",
        "slug": f"deleted-member-{ann.id}",
        "account": "free",
        "disciplines": [],
        "profile_hidden": True,
        "push_job_alerts": False,
        "push_inmail": False,
        **dict.fromkeys(("notifications", "system_notifications", "applicant_notifications"), "never"),
    }
    counted = await columns(make, "person_counter", ann.id, "person_id")
    assert {float(value) for name, value in counted.items() if name != "person_id"} == {0.0}
    assert (await columns(make, "person_seen", ann.id, "person_id"))["last_seen_at"] is None


async def test_counters_of_others_stay_true(api: Api, make: Make, dsn: str):
    ann, ben = await make.person(deleted_at="2020-01-01"), await make.person()
    picture = await make.row("picture", owner_id=ben.id, file="x.jpg")
    job = await make.row("job", owner_id=ben.id, title="T", description="D")
    for person in (ann, await make.person()):
        await make.row("follow", follower_id=person.id, followed_id=ben.id)
        await make.row("person_view", person_id=ben.id, viewer_id=person.id, seen_on="2026-01-01")
        await make.row("picture_like", picture_id=picture, person_id=person.id)
        await make.row("picture_comment", picture_id=picture, author_id=person.id, comment="!")
        await make.row("picture_view", picture_id=picture, viewer_id=person.id, seen_on="2026-01-01")
        await make.row("application", job_id=job, person_id=person.id)
        await make.row("alert_sent", job_id=job, person_id=person.id)
    await make.row("review", person_id=ben.id, reviewer_id=ann.id, message="Good", stars=4.5, authorised=True)
    await make.rows(
        "UPDATE person_counter SET followers = 2, views = 2, likes = 2, pictures = 1 WHERE person_id = %s", [ben.id]
    )
    await make.rows(
        "UPDATE person_counter SET reviews = 1, star_sum = 4.5, star_points = 4.5 WHERE person_id = %s", [ben.id]
    )
    await make.rows("UPDATE picture_counter SET views = 2, likes = 2, comments = 2")
    await make.rows("UPDATE job_counter SET applicants = 2, told = 2")

    assert await erase(api, dsn, ann.id)

    async with changing(dsn) as changes:
        assert await find_differences(changes, 10) == ([], 0)
    assert (await columns(make, "person_counter", ben.id, "person_id"))["followers"] == 1
    assert (await columns(make, "picture_counter", picture, "picture_id"))["comments"] == 1
    assert await make.count("review", reviewer_name="Deleted member") == 1, "its stars still count"


# ── when ──


async def test_nothing_is_erased_before_its_day_and_nobody_else_ever(api: Api, make: Make):
    day = timedelta(days=1)
    early = await make.person(deleted_at=api.clock() - 30 * day + timedelta(seconds=1))
    due = await make.person(deleted_at=api.clock() - 30 * day)
    await make.person()
    await make.person(suspended_at="2020-01-01")
    await tick(api, make)
    assert await make.rows("SELECT id FROM person WHERE display_name = 'Deleted member'") == [(due.id,)]
    api.clock.forward(seconds=2)
    await tick(api, make)
    erased = await make.rows("SELECT id FROM person WHERE display_name = 'Deleted member' ORDER BY id")
    assert erased == [(early.id,), (due.id,)]


async def test_erasing_again_changes_nothing(api: Api, make: Make, dsn: str):
    ann = await make.person(deleted_at="2020-01-01")
    assert await erase(api, dsn, ann.id)
    before = await everything(make)
    assert not await erase(api, dsn, ann.id)
    await tick(api, make)
    assert await everything(make) == before


async def test_who_was_brought_back_is_not_erased_and_who_was_erased_not_brought_back(api: Api, make: Make, dsn: str):
    ann, ben = [await make.person(deleted_at="2020-01-01") for _ in range(2)]
    async with changing(dsn) as changes:
        assert await do_bring_back(changes, ann.email)
    assert not await erase(api, dsn, ann.id)
    assert await erase(api, dsn, ben.id)
    async with changing(dsn) as changes:
        assert not await do_bring_back(changes, ben.email)
        assert not await do_bring_back(changes, f"erased-{ben.id}@deleted.invalid")


async def test_the_address_is_free_again(api: Api, make: Make, dsn: str):
    ann = await make.person(deleted_at="2020-01-01", display_name="Ann Lee", slug="annlee")
    assert await erase(api, dsn, ann.id)
    sent = {"email": ann.email, "password": "a fine password", "display_name": "Ann Lee"}
    assert (await api.post("/clients", sent)).status == 200
    assert await make.count("person", slug="annlee", email=ann.email) == 1
    nobody = {"email": f"erased-{ann.id + 2}@deleted.invalid", "password": "a fine password", "display_name": "X"}
    assert (await api.post("/clients", nobody)).status == 400, "nobody can take the next one's place"


async def test_one_who_cannot_be_erased_holds_up_nobody(api: Api, make: Make, dsn: str):
    ann, ben = [await make.person(deleted_at=f"2020-01-0{n}", bio="Private") for n in (1, 2)]
    await make.rows(
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''%'', new.bio || old.email; END'"
    )
    await make.rows(
        SQL("CREATE TRIGGER no BEFORE UPDATE ON person FOR EACH ROW WHEN (old.id = {}) EXECUTE FUNCTION no()").format(
            ann.id
        )
    )
    await make.row("follow", follower_id=ann.id, followed_id=ben.id)
    with capture_logs() as logs:
        await make.row("procrastinate_jobs", queue_name="default", task_name="users.erase", args='{"timestamp": 1}')
        await api.run_tasks()
    assert await make.rows("SELECT id FROM person WHERE display_name = 'Deleted member'") == [(ben.id,)]
    assert [line["person"] for line in logs if line["event"] == "not erased"] == [ann.id]
    assert ann.email not in str(logs) and "Private" not in str(logs)
    assert await make.rows("SELECT status::text FROM procrastinate_jobs") == [("todo",)], "to be tried again"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am Al, al@example.com.", "I am Al, (removed)."),
        ("xal@example.com al@example.community", "xal@example.com al@example.community"),
        ("01632960111 is 01632/960-111, not 016329601112", "(removed) is (removed), not 016329601112"),
    ],
)
async def test_a_name_of_one_word_and_longer_words_are_left(text: str, left: str, api: Api, make: Make, dsn: str):
    al, ben = (
        await make.person(email="al@example.com", display_name="Al", phone="(01632) 960 111", deleted_at="2020-01-01"),
        await make.person(),
    )
    thread = await make.row("thread", creator_id=al.id)
    for person in (al, ben):
        await make.row("thread_member", thread_id=thread, person_id=person.id)
    await make.row("thread_item", thread_id=thread, author_id=ben.id, message=text)
    assert await erase(api, dsn, al.id)
    assert await make.rows("SELECT message FROM thread_item") == [(left,)]


async def test_a_conversation_that_nobody_is_left_to_read_goes(api: Api, make: Make, dsn: str):
    people: list[Any] = [await make.person(deleted_at="2020-01-01") for _ in range(2)]
    thread = await make.row("thread", creator_id=people[0].id)
    for person in people:
        await make.row("thread_member", thread_id=thread, person_id=person.id)
        await make.row("thread_item", thread_id=thread, author_id=person.id, message="!")
    assert await erase(api, dsn, people[0].id)
    assert await make.count("thread_item") == 2
    assert await erase(api, dsn, people[1].id)
    assert [await make.count(table) for table in ("thread", "thread_member", "thread_item")] == [0, 0, 0]
