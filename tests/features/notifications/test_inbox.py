"""The inbox: what it shows and counts, what reading marks, and whose deeds are left out (E25, E49-E51)."""

from typing import Any

import pytest

from support.api import SITE, Api
from support.make import Make, Person
from support.watching import statements


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person()


@pytest.fixture
async def ben(make: Make) -> Person:
    return await make.person(picture="b.jpg")


async def line(make: Make, person: Person, actor: Person | None = None, **values: Any) -> int:
    values = {"kind": "follow", "message": "is now following you", "module": "follow"} | values
    values.setdefault("target_id", await make.count("notification"))
    return await make.row("notification", person_id=person.id, actor_id=actor.id if actor else None, **values)


async def counts(api: Api) -> tuple[int, int]:
    data = (await api.get("/notifications/count")).json["data"]
    return data["new"], data["total"]


def shown(answer: Any) -> list[int]:
    return [int(one["id"]) for one in answer.json["data"]]


async def test_newest_first_in_pages(api: Api, make: Make, ann: Person, ben: Person):
    ids = [await line(make, ann, ben) for _ in range(25)]
    await line(make, ben, ann)
    api = api.as_(ann)
    first = await api.get("/notifications")
    assert first.json["meta"] == {"total": 25, "new": 25, "limit": 20, "offset": 0}
    assert shown(first) == ids[:4:-1]
    rest = await api.get("/notifications?limit=10&offset=20")
    assert rest.json["meta"] == {"total": 25, "new": 5, "limit": 10, "offset": 20}
    assert shown(rest) == ids[4::-1]
    assert shown(await api.get("/notifications/offset/24/limit/9")) == ids[:1]
    assert (await api.get("/notifications?offset=25")).json["data"] == []


async def test_a_bad_page_is_no_error(api: Api, make: Make, ann: Person, ben: Person):
    await line(make, ann, ben)
    for query in ("limit=0", "limit=dave", "limit=-1", "offset=x", "limit=1_000", "limit=99999999999999999999"):
        answer = await api.as_(ann).get(f"/notifications?{query}")
        assert answer.status == 200 and len(answer.json["data"]) == 1, query
    assert (await api.as_(ann).get("/notifications?limit=501")).json["meta"]["limit"] == 500


async def test_an_empty_inbox(api: Api, ann: Person):
    answer = await api.as_(ann).get("/notifications")
    assert answer.json == {"meta": {"total": 0, "new": 0, "limit": 20, "offset": 0}, "data": []}


async def test_reading_a_page_marks_it(api: Api, make: Make, ann: Person, ben: Person):
    for _ in range(3):
        await line(make, ann, ben)
    api = api.as_(ann)
    assert await counts(api) == (3, 3)
    marked = f"{api.clock():%Y-%m-%d %H:%M:%S}"
    before = await api.get("/notifications?limit=2")
    assert [one["notify"] for one in before.json["data"]] == ["1", "1"] and before.json["meta"]["new"] == 3
    assert await counts(api) == (1, 3)
    api.clock.forward(hours=1)
    after = await api.get("/notifications")
    assert [one["notify"] for one in after.json["data"]] == ["0", "0", "1"]
    assert after.json["data"][0]["modified_on"] == marked
    assert await counts(api) == (0, 3)
    seen = await make.rows("SELECT seen_at FROM notification ORDER BY id")
    await api.get("/notifications")
    assert await make.rows("SELECT seen_at FROM notification ORDER BY id") == seen, "seen once is enough"


async def test_one_is_marked_by_reading_it(api: Api, make: Make, ann: Person, ben: Person):
    first, second = await line(make, ann, ben), await line(make, ann, ben)
    api = api.as_(ann)
    for path, notify in (
        (f"/notification/{first}", "1"),
        (f"/notifications/{first}", "0"),
        (f"/notification/{first}/", "0"),
    ):
        answer = await api.get(path)
        assert (answer.status, answer.json["data"]["notify"]) == (200, notify)
    assert await counts(api) == (1, 2)
    assert (await api.get(f"/notifications/{second}.json")).json["data"]["id"] == str(second)


async def test_somebody_elses(api: Api, make: Make, ann: Person, ben: Person):
    foreign = await line(make, ben, ann)
    boss = await make.administrator()
    for caller in (ann, boss):
        answer = await api.as_(caller).get(f"/notification/{foreign}")
        assert (answer.status, answer.json) == (
            403, {"status": "403", "message": "You do not have access to this message"}
        )  # fmt: skip
    for missing in (foreign + 1, 2**70):
        answer = await api.as_(ann).get(f"/notification/{missing}")
        assert (answer.status, answer.message) == (404, "Sorry that message was not found.")
    assert await make.count("notification", seen_at=None) == 0  # null equals nothing
    assert await counts(api.as_(ben)) == (1, 1), "nobody else's look marks it"


HIDING = {
    "blocked by me": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(ann)s, %(ben)s)",
    "blocked me": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(ben)s, %(ann)s)",
    "deleted": "UPDATE person SET deleted_at = now() WHERE id = %(ben)s AND %(ann)s > 0",
    "suspended": "UPDATE person SET suspended_at = now() WHERE id = %(ben)s AND %(ann)s > 0",
}


@pytest.mark.parametrize("how", HIDING)
async def test_whose_deeds_are_left_out(how: str, api: Api, make: Make, ann: Person, ben: Person):
    cat = await make.person()
    theirs, other, ours = await line(make, ann, ben), await line(make, ann, cat), await line(make, ann)
    await make.rows(HIDING[how], {"ann": ann.id, "ben": ben.id})
    api = api.as_(ann)
    assert await counts(api) == (2, 2)
    answer = await api.get("/notifications")
    assert shown(answer) == [ours, other] and answer.json["meta"]["total"] == 2
    assert (await api.get(f"/notification/{theirs}")).status == 404
    assert (await api.post("/notifications/read")).status == 200, "marks what is shown"
    await make.rows("DELETE FROM block")
    await make.rows("UPDATE person SET deleted_at = NULL, suspended_at = NULL")
    assert await counts(api) == (1, 3), "as new as it was"
    assert (await api.post("/notifications/read", {"ids": str(theirs)})).status == 200
    assert await counts(api) == (0, 3)


async def test_a_hidden_profile_hides_no_deed(api: Api, make: Make, ann: Person):
    hidden = await make.person(profile_hidden=True)
    told = await line(make, ann, hidden)
    assert shown(await api.as_(ann).get("/notifications")) == [told]


async def test_messages_have_a_list_of_their_own(api: Api, make: Make, ann: Person, ben: Person):
    told = await line(make, ann, ben, kind="message.new", listed=False)
    api = api.as_(ann)
    assert (await api.get("/notifications")).json["data"] == [] and await counts(api) == (0, 0)
    assert (await api.get(f"/notification/{told}")).status == 404


async def test_what_it_is_about(api: Api, make: Make, ann: Person, ben: Person):
    image = await make.row("picture", owner_id=ann.id, file="a.png", title="T", authorised=True, width=9, height=8)
    pending = await make.row("picture", owner_id=ben.id, file="p.png")
    video = await make.row(
        "picture",
        owner_id=ann.id,
        file="http://v/t.jpg",
        kind="video",
        video_id="x",
        video_source="vimeo",
        authorised=True,
    )
    job = await make.row(
        "job", owner_id=ben.id, title="A job", description="d", price="GBP250 - GBP500", authorised=True
    )
    for about in ({"picture_id": image}, {"picture_id": pending}, {"picture_id": video}, {"job_id": job}):
        await line(make, ann, ben, **about)
    for_job, for_video, for_pending, for_image = (await api.as_(ann).get("/notifications")).json["data"]
    assert for_image["model_id"] == str(image)
    (target,) = for_image["target_image"]
    assert target["img_thumb"] == f"{SITE}/images/portfoliocrop/{ann.id}/253/199/a.png"
    assert target["img_full"] == f"{SITE}/images/portfolio/{ann.id}/775/a.png"
    assert "target_image" not in for_pending and for_pending["model_id"] == str(pending)
    assert "img_thumb" not in for_video["target_image"][0]
    assert for_job["target_job"]["price"] == "GBP250 - GBP500" and for_job["model_id"] == str(job)
    for one in (await api.as_(ann).get("/notifications")).json["data"]:
        assert (await api.as_(ann).get(f"/notifications/{one['id']}")).json["data"] == one
    await make.rows("UPDATE picture SET deleted_at = now()")
    await make.rows("UPDATE job SET deleted_at = now()")
    for one in (await api.as_(ann).get("/notifications")).json["data"]:
        assert "target_image" not in one and "target_job" not in one and "model_id" in one


@pytest.mark.parametrize(
    "hide",
    [
        "UPDATE person SET deleted_at = now() WHERE id = %s",
        "UPDATE person SET suspended_at = now() WHERE id = %s",
        "UPDATE person SET profile_hidden = true WHERE id = %s",
        "INSERT INTO block (blocker_id, blocked_id) SELECT %s, min(id) FROM person",
    ],
)
async def test_a_picture_that_is_hidden_from_the_reader(hide: str, api: Api, make: Make, ann: Person, ben: Person):
    """Somebody else's deed, about a third person's picture."""
    owner = await make.person()
    picture = await make.row("picture", owner_id=owner.id, file="a.png", authorised=True)
    told = await line(make, ann, ben, kind="comment.also", picture_id=picture)
    assert "target_image" in (await api.as_(ann).get(f"/notification/{told}")).json["data"]
    await make.rows(hide, [owner.id])
    assert (await api.as_(ann).get(f"/images/{picture}")).status == 404
    assert "target_image" not in (await api.as_(ann).get(f"/notification/{told}")).json["data"]


@pytest.mark.parametrize("hide", ["authorised = false", "public = false"])
async def test_a_job_that_is_hidden_from_the_reader(hide: str, api: Api, make: Make, ann: Person, ben: Person):
    job = await make.row("job", owner_id=ben.id, title="A job", description="d", authorised=True)
    told = await line(make, ann, ben, kind="job.alert", job_id=job)
    assert "target_job" in (await api.as_(ann).get(f"/notification/{told}")).json["data"]
    await make.rows(f"UPDATE job SET {hide}")
    assert (await api.as_(ann).get(f"/jobs/{job}")).status == 404
    assert "target_job" not in (await api.as_(ann).get(f"/notification/{told}")).json["data"]


async def test_ids_that_nothing_has_mark_nothing(api: Api, make: Make, ann: Person, ben: Person):
    """Least of all everything, which is what no ids at all mean."""
    await line(make, ann, ben)
    for ids in (str(2**63), "9" * 20, f"{2**63},{2**64}"):
        assert (await api.as_(ann).post("/notifications/read", {"ids": ids})).status == 200
        assert await counts(api.as_(ann)) == (1, 1), ids
    for nothing in ({"data": {"ids": ""}}, {"json": {"ids": []}}, {"json": {"ids": None}}):
        assert (await api.as_(ann).post("/notifications/read", **nothing)).status == 200
        assert await counts(api.as_(ann)) == (1, 1), nothing


async def test_marking_as_read(api: Api, make: Make, ann: Person, ben: Person):
    ids = [await line(make, ann, ben) for _ in range(5)]
    foreign = await line(make, ben, ann)
    api = api.as_(ann)
    answer = await api.post("/notifications/read", {"ids": f"{ids[0]}, {ids[1]},{foreign},999999,{2**63}"})
    assert answer.json == {"status": "200", "message": "Notifications marked as read"}
    assert await counts(api) == (3, 5)
    assert (await api.post("/notifications/read", json={"ids": [ids[2]]})).status == 200
    assert await counts(api) == (2, 5)
    for bad in ("x", "1;2", "-1", "１", ",".join(map(str, range(501)))):
        answer = await api.post("/notifications/read", {"ids": bad})
        assert answer.status == 400 and answer.sentences.startswith("The Ids field "), bad
    assert await counts(api) == (2, 5)
    assert (await api.post("/notifications/read")).status == 200
    assert await counts(api) == (0, 5)
    assert await counts(api.as_(ben)) == (1, 1)


async def test_the_former_address(api: Api, make: Make, ann: Person, ben: Person):
    told = await line(make, ann, ben)
    former = await api.as_(ann).get("/users/notifications")
    assert shown(former) == [told] and former.headers["deprecation"] == "@1546300800"
    present = await api.as_(ann).get("/notifications")
    assert "deprecation" not in present.headers
    assert (await api.as_(ann).get("/users/notifications")).body == present.body
    assert shown(await api.as_(ann).get("/users/notifications/limit/1/offset/1")) == []


async def test_reading_costs_a_few_statements(api: Api, make: Make, ann: Person, ben: Person):
    for _ in range(30):
        await line(make, ann, ben, picture_id=await make.row("picture", owner_id=ann.id, file="a", authorised=True))
    with statements() as seen:
        await api.as_(ann).get("/notifications")
    assert len(seen) == 4, "the caller, the page, the totals, the mark"


async def test_totals_come_from_an_index(api: Api, make: Make, ann: Person, ben: Person):
    """Of what isn't on the disk yet VACUUM doesn't say that all may see it, so this commit waits for it everywhere."""
    await make.rows(
        "INSERT INTO notification (person_id, actor_id, kind, target_id, message)"
        " SELECT p.id, %s, 'like', n, repeat('x', 500)"
        " FROM set_config('synchronous_commit', 'on', true), person p, generate_series(1, 3000) n",
        [ben.id],
    )
    await make.rows("VACUUM ANALYZE notification")
    count = "SELECT actor_id, count(*), count(*) FILTER (WHERE seen_at IS NULL) FROM notification"
    explained = await make.rows(f"EXPLAIN {count} WHERE person_id = {ann.id} AND listed GROUP BY actor_id")
    assert any("Index Only Scan using notification_count" in row for (row,) in explained), explained


# What changes how many Ann has, of Ben, of Eve and of nobody; and what doesn't.
OTHERWISE = {
    "a new one": "INSERT INTO notification (person_id, actor_id, kind, message) VALUES (%(ann)s, %(ben)s, 'like', 'x')",
    "an old one": "INSERT INTO notification (person_id, actor_id, kind, message, created_at)"
    " VALUES (%(ann)s, %(ben)s, 'like', 'x', now() - interval '40 days')",
    "seen": "UPDATE notification SET seen_at = now() WHERE person_id = %(ann)s",
    "one less": "DELETE FROM notification WHERE actor_id = %(ben)s",
    "none": "TRUNCATE notification CASCADE",
    "a leaver": "UPDATE person SET deleted_at = now() WHERE id = %(ben)s",
    "one suspended": "UPDATE person SET suspended_at = now() WHERE id = %(ben)s",
    "a block": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(ann)s, %(ben)s)",
    "blocked": "INSERT INTO block (blocker_id, blocked_id) VALUES (%(ben)s, %(ann)s)",
}
AS_BEFORE = {
    "of others": "INSERT INTO notification (person_id, actor_id, kind, message) VALUES (%(ben)s, %(ann)s, 'like', 'x')",
    "a profile": "UPDATE person SET bio = 'x', profile_hidden = true",
    "a view": "UPDATE person_counter SET views = views + 1",
}


@pytest.mark.parametrize("change", OTHERWISE | AS_BEFORE)
async def test_whoever_knows_how_many_hears_when_they_are_others(
    change: str, api: Api, make: Make, ann: Person, ben: Person
):
    for actor in (ben, await make.person(), None):
        await line(make, ann, actor)
    await line(make, ben, ann)
    me, path = api.as_(ann), "/notifications/count"
    before = await me.get(path)
    known = {"If-None-Match": before.headers["etag"]}
    assert before.json["data"] == {"new": 3, "total": 3}
    for _ in range(3):
        assert (await me.get(path, headers=known)).status == 304
    await make.rows((OTHERWISE | AS_BEFORE)[change], {"ann": ann.id, "ben": ben.id})
    after, asked = await me.get(path), await me.get(path, headers=known)
    assert (after.body == before.body) == (asked.status == 304) == (change in AS_BEFORE)


async def test_how_many_of_somebody_who_was_never_told_anything(api: Api, make: Make, ann: Person):
    me, path = api.as_(ann), "/notifications/count"
    known = {"If-None-Match": (await me.get(path)).headers["etag"]}
    for _ in range(2):
        assert (await me.get(path, headers=known)).status == 304
    old = "now() - interval '40 days'"
    await make.rows(
        f"INSERT INTO notification (person_id, kind, message, created_at) VALUES ({ann.id}, 'x', 'x', {old})"
    )
    assert (await me.get(path, headers=known)).json["data"] == {"new": 1, "total": 1}


@pytest.mark.parametrize("change", OTHERWISE | AS_BEFORE)
async def test_whoever_knows_a_page_hears_of_what_stands_beside_it(
    change: str, api: Api, make: Make, ann: Person, ben: Person
):
    for actor in (ben, None, None):
        await line(make, ann, actor)
    await line(make, ben, ann)
    me, path = api.as_(ann), "/notifications?limit=1"
    await me.get("/notifications")  # and all are seen
    before = await me.get(path)
    known = {"If-None-Match": before.headers["etag"]}
    assert before.json["meta"]["total"] == 3 and before.json["meta"]["new"] == 0
    for _ in range(3):
        assert (await me.get(path, headers=known)).status == 304
    await make.rows((OTHERWISE | AS_BEFORE)[change], {"ann": ann.id, "ben": ben.id})
    asked = await me.get(path, headers=known)
    assert (asked.status == 304) == (change in AS_BEFORE or change == "seen"), "they were seen"


async def test_what_is_new_is_marked_for_whoever_knows_it_too(api: Api, make: Make, ann: Person, ben: Person):
    await line(make, ann, ben)
    me, path = api.as_(ann), "/notifications"
    first = await me.get(path)
    await make.rows("UPDATE notification SET seen_at = NULL, modified_at = NULL")
    again = await me.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"") and await counts(me) == (0, 1)
