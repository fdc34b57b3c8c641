"""Nobody is told anything private of another, by any address in any format (trust.md, fields)."""

import pytest

from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.formats import FORMATS
from support.api import Api
from support.canaries import NAME, TEXTS, THEIRS, VALUES, addresses, leaks_in, make_world, marks_in, reads, said_in
from support.make import Make

READS = reads()
# Where the person has to be seen, or the looks below prove nothing.
SHOWS = {
    "GET /users/{user_id}",
    "GET /images",
    "GET /images/{image_id}",
    "GET /images/{image_id}/comments",
    "GET /images/{image_id}/likes",
}

# What the reference prints there: when somebody was last here, to whoever may hire them.
TOLD = {"GET /applicants/{job_id}": {"last seen"}, "GET /jobs/{job_id}/recommended": {"last seen"}}


@pytest.mark.parametrize("endpoint", READS, ids=lambda endpoint: endpoint.name)
async def test_no_answer_tells_what_is_private(endpoint: Endpoint, api: Api, make: Make):
    world = await make_world(make)
    seen, told = False, TOLD.get(endpoint.name, set())
    for path in addresses(endpoint):
        for caller in (api.as_(world.viewer), api.nobody()):
            answer = await caller.get(path)
            assert answer.status < 500, answer.text
            assert marks_in(answer.body) <= told, path
            assert list(leaks_in(said_in(answer))) == [], path
            seen |= NAME in answer.text
            for name in () if endpoint.streams else FORMATS:
                written = await caller.get(path, params={"format": name})
                assert marks_in(written.body) <= told, f"{path} in {name}"
    assert seen or endpoint.name not in SHOWS


async def test_the_look_finds_what_is_private(api: Api, make: Make):
    """The person's own answers are full of it."""
    world = await make_world(make)
    own = await api.as_(world.person).get("/users/me")
    told = marks_in(own.body)
    assert told == {"email", "telephone", "renewal", "change of membership"}
    places = {where.rpartition(".")[2] for where in leaks_in(own.json)}
    assert places >= {"email", "contact", "role_id", "renew", "change_membership", "previous_account"}
    assert places >= {"notifications", "systemnotifications", "notificationsapplicants"}
    export = await api.as_(world.person).get("/users/me/export")
    assert marks_in(export.body) >= {"email", "telephone", "device", "last seen", "last check"}
    for name in FORMATS:
        assert marks_in((await api.as_(world.person).get("/users/me", params={"format": name})).body) == told, name


async def test_every_mark_is_in_the_database(make: Make):
    await make_world(make)
    tables = await make.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    rows = "".join([str(await make.rows(f"SELECT t::text FROM {name} t")) for (name,) in tables])
    for text in TEXTS.values():
        assert text in rows or text.encode().hex() in rows, text
    assert all(value in rows for value in VALUES)


def test_all_ids_of_an_address_are_filled():
    paths = {path for endpoint in READS for path in addresses(endpoint)}
    assert f"/users/{THEIRS}" in paths
    assert not [path for path in paths if "{" in path]
