"""Conditional reads: every GET has a tag, whoever has the answer gets a 304, and nobody is kept from a change."""

import pytest

from freelancerclub.reference import ENDPOINTS
from support.api import Api
from support.canaries import MINE, THEIRS, World, addresses, make_world
from support.make import Make

READS = [each for each in ENDPOINTS if "GET" in each.methods and not each.writes and not each.streams]
ALIKE = ("cache-control", "vary", "etag")
# What every list and page here is made from; each of them changes what some answer shows.
CHANGES = (
    f"UPDATE review SET message = 'Changed' WHERE person_id = {THEIRS}",
    f"UPDATE person SET bio = 'changed' WHERE id = {THEIRS}",
    f"UPDATE person SET display_name = 'Changed' WHERE id = {MINE}",
    f"UPDATE person SET profile_hidden = true WHERE id = {THEIRS}",
    f"UPDATE person_counter SET followers = 77 WHERE person_id = {MINE}",
    f"UPDATE portfolio SET title = 'Changed' WHERE owner_id = {MINE}",
    f"UPDATE picture SET title = 'Changed' WHERE id = {THEIRS}",
    f"UPDATE picture_counter SET views = 99 WHERE picture_id = {MINE}",
    f"INSERT INTO picture_like (picture_id, person_id) VALUES ({MINE}, {MINE})",
    f"INSERT INTO picture (owner_id, file, title, authorised) VALUES ({MINE}, 'b.png', 'New', true)",
    f"INSERT INTO portfolio_picture (portfolio_id, picture_id) VALUES ({MINE}, {THEIRS})",
    f"DELETE FROM portfolio WHERE owner_id = {THEIRS}",
    f"DELETE FROM picture_comment WHERE picture_id = {THEIRS}",
    f"INSERT INTO block (blocker_id, blocked_id) VALUES ({THEIRS}, {MINE})",
    f"INSERT INTO api_key (person_id, label, key_hash) VALUES ({MINE}, 'First', 'a'), ({MINE}, 'Second', 'b')",
    "UPDATE api_key SET last_used_at = now() WHERE label = 'First'",
    "UPDATE api_key SET label = 'Third' WHERE label = 'Second'",
    "UPDATE api_key SET revoked_at = now() WHERE label = 'Third'",
    "INSERT INTO skill (name) VALUES ('A new skill')",
    "UPDATE discipline SET alias1 = 'changed' WHERE id = (SELECT min(id) FROM discipline)",
    "INSERT INTO subdiscipline (discipline_id, name) SELECT min(id), 'A new one' FROM discipline",
    "DELETE FROM skill WHERE id = (SELECT min(id) FROM skill)",
    f"UPDATE company SET name = 'Changed' WHERE id = {THEIRS}",
    "DELETE FROM company",
    "TRUNCATE skill",
)
# What changes by being asked for, or with every second.
CHANGING = ("GET /auth/refresh", "GET /users/me/export", "GET /usage")
AGAIN = 5  # tries for what tells how often one asked, which is written now and then


@pytest.fixture
async def world(make: Make) -> World:
    return await make_world(make)


@pytest.mark.parametrize("endpoint", READS, ids=lambda endpoint: endpoint.name)
async def test_every_read_has_a_tag_and_a_304(endpoint, api: Api, world: World):
    me = api.as_(world.viewer)
    found = 0
    for path in addresses(endpoint):
        for method in ("GET", "HEAD"):
            await me.ask(method, path)  # what a first look marks is marked
            for _ in range(AGAIN if endpoint.name in CHANGING else 1):
                whole = await me.ask(method, path)
                tag = whole.headers.get("etag", "")
                again = await me.ask(method, path, headers={"If-None-Match": tag})
                if again.status == 304:
                    break
            if whole.status != 200:
                assert not tag
                continue
            found += 1
            assert tag.startswith('W/"') and whole.headers["content-type"]
            if endpoint.name == "GET /auth/refresh":
                assert again.status == 200, "no two tokens are alike"
                continue
            assert (again.status, again.body) == (304, b""), path
            assert {name: again.headers[name] for name in ALIKE} == {name: whole.headers[name] for name in ALIKE}
            assert not {"content-type", "content-length"} & set(again.headers)
    assert found or endpoint.name == "GET /unsubscribe", "nothing was read"


async def test_whoever_holds_an_old_answer_gets_the_new_one(api: Api, world: World, make: Make):
    """Each change is made while every address is known; where the body became another, the tag has to be."""
    me = api.as_(world.viewer)
    paths = [path for endpoint in READS if endpoint.name not in CHANGING for path in addresses(endpoint)]
    before = {}
    for path in paths:
        await me.get(path)
        before[path] = await me.get(path)
    seen = 0
    for change in CHANGES:
        await make.rows(change)
        changed = 0
        for path, old in list(before.items()):
            asked = await me.get(path, headers={"If-None-Match": old.headers.get("etag", '"none"')})
            plain = await me.get(path)
            if (plain.status, plain.body) != (old.status, old.body):
                changed += 1
                assert asked.status != 304, f"{path} after {change}"
            elif plain.status == 200:
                assert asked.status in (200, 304)
            before[path] = plain
            for _ in range(3):  # the next is asked again, by one digest
                await me.get(path, headers={"If-None-Match": plain.headers.get("etag", "")})
        seen += changed
        assert changed, f"{change} changes nothing that is shown"
    assert seen > len(CHANGES)


async def test_a_tag_is_its_formats(api: Api, make: Make):
    me = api.as_(await make.person())
    tags = {(await me.get(f"/users/me{suffix}")).headers["etag"] for suffix in ("", ".xml", ".csv", ".jsonp")}
    assert len(tags) == 4
    xml = (await me.get("/users/me.xml")).headers["etag"]
    assert (await me.get("/users/me.xml", headers={"If-None-Match": xml})).status == 304
    assert (await me.get("/users/me", headers={"Accept": "text/xml", "If-None-Match": xml})).status == 304
    assert (await me.get("/users/me", headers={"If-None-Match": xml})).status == 200


async def test_nobody_is_told_of_anothers_answer(api: Api, make: Make):
    ann, ben, boss = await make.person(), await make.person(phone="01", hide_phone=True), await make.administrator()
    for path in ("/users/me", f"/users/{ben.id}", "/users"):
        for person in (ann, ben, boss):
            await api.as_(person).get(path)
        tags = [(await api.as_(person).get(path)).headers["etag"] for person in (ann, ben, boss)]
        assert tags[0] not in tags[1:], path
        assert (await api.as_(ben).get(path, headers={"If-None-Match": tags[0]})).status == 200


async def test_no_shared_cache_keeps_what_is_for_one(api: Api, make: Make):
    answer = await api.as_(await make.person()).get("/users/me")
    assert answer.headers["cache-control"] == "private, no-cache"
    varies = {name.strip().lower() for name in answer.headers["vary"].split(",")}
    assert varies == {"accept", "authorization", "freelancerclub-api-key", "accept-encoding"}


@pytest.mark.parametrize(("sent", "status"), [("*", 304), ('"x", {}', 304), ("{bare}", 304), ('W/"x"', 200), ("", 200)])
async def test_what_a_client_may_say(sent: str, status: int, api: Api, make: Make):
    me = api.as_(await make.person())
    tag = (await me.get("/users/me")).headers["etag"]
    header = sent.format(tag, bare=tag.removeprefix("W/"))
    assert (await me.get("/users/me", headers={"If-None-Match": header})).status == status


async def test_a_refusal_is_said_whatever_the_client_has(api: Api, make: Make):
    ann = await make.person()
    assert (await api.as_(ann).get("/users/99", headers={"If-None-Match": "*"})).status == 404
    assert (await api.get("/users/me", headers={"If-None-Match": "*"})).status == 403
    tag = (await api.as_(ann).get("/users/me")).headers["etag"]
    await api.as_(ann).post("/auth/logout")
    assert (await api.as_(ann).get("/users/me", headers={"If-None-Match": tag})).message == "token_invalid"


async def test_a_304_marks_and_counts_as_a_200(api: Api, world: World, make: Make):
    me = api.as_(world.viewer)
    unseen = "SELECT count(*) FROM notification WHERE person_id = %s AND seen_at IS NULL"
    assert (await make.rows(unseen, [MINE]))[0][0] > 0
    assert (await me.get("/notifications", headers={"If-None-Match": "*"})).status == 304
    assert await make.rows(unseen, [MINE]) == [(0,)]
    await make.rows("DELETE FROM person_view")
    await me.get(f"/users/{THEIRS}", headers={"If-None-Match": "*"})
    assert await make.count("person_view", person_id=THEIRS) == 1


async def test_what_is_compressed_is_known_by_the_same_tag(api: Api, make: Make):
    me = api.as_(await make.person())
    gzip = {"Accept-Encoding": "gzip"}
    packed = await me.get("/users/me", headers=gzip)
    assert packed.headers["content-encoding"] == "gzip"
    again = await me.get("/users/me", headers=gzip | {"If-None-Match": packed.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


async def test_a_post_has_no_tag(api: Api, make: Make):
    ann = await make.person()
    answer = await api.as_(ann).post(f"/users/{ann.id}", {"bio": "x"}, headers={"If-None-Match": "*"})
    assert answer.status == 200 and "etag" not in answer.headers
