"""Devices for push: registered and taken off again; a device is its last registrant's (E52, R54, R96)."""

import asyncio
from typing import Any

import pytest

from freelancerclub.features.telling.actions import MOST_DEVICES
from support.api import Api
from support.make import Make, Person
from support.sending import ENCODINGS, encoded
from support.watching import everything

DEVICE = "8s4s5f1fd2f1w2v15d10v"
REGISTERED = {"status": "200", "message": "Registered Device"}


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person()


async def owners(make: Make) -> list[tuple[Any, ...]]:
    return await make.rows("SELECT id, person_id FROM device ORDER BY id")


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_a_device_is_registered(encoding: str, api: Api, make: Make, ann: Person):
    answer = await api.as_(ann).post("/notifications/register", **encoded(encoding, {"device_id": f" {DEVICE} "}))
    assert (answer.status, answer.json) == (200, REGISTERED)
    assert await owners(make) == [(DEVICE, ann.id)]


async def test_it_belongs_to_its_last_registrant(api: Api, make: Make, ann: Person):
    ben = await make.person()
    for person in (ann, ben, ben):
        api.clock.forward(hours=1)
        assert (await api.as_(person).post("/notifications/register", {"device_id": DEVICE})).status == 200
        assert await owners(make) == [(DEVICE, person.id)]
        assert await make.rows("SELECT registered_at FROM device") == [(api.clock(),)], "every log-in renews it"
    assert (await api.as_(ann).ask("DELETE", f"/notifications/register/{DEVICE}")).status == 404
    assert await owners(make) == [(DEVICE, ben.id)]


async def test_many_at_once(api: Api, make: Make, ann: Person):
    people = [ann, *[await make.person() for _ in range(4)]]
    answers = await asyncio.gather(
        *(api.as_(one).post("/notifications/register", {"device_id": DEVICE}) for one in people * 5)
    )
    assert {answer.status for answer in answers} == {200} and await make.count("device") == 1


@pytest.mark.parametrize("sent", [{}, {"device_id": ""}, {"device_id": "  "}])
async def test_none_is_sent(sent: dict[str, str], api: Api, make: Make, ann: Person):
    answer = await api.as_(ann).post("/notifications/register", sent)
    assert answer.status == 400
    assert answer.json == {
        "status": "400",
        "message": "There are errors with the data submitted",
        "errors": '"The Device Id field is required.\\n"',
    }
    assert await make.count("device") == 0


async def test_too_long_a_name(api: Api, ann: Person):
    answer = await api.as_(ann).post("/notifications/register", {"device_id": "x" * 201})
    assert answer.sentences == "The Device Id field cannot exceed 200 characters in length.\n"


async def test_the_get_of_the_reference(api: Api, make: Make, ann: Person):
    """It writes, so it needs a token, has no HEAD and is called deprecated (R54)."""
    path = f"/notifications/register?device_id={DEVICE}"
    api = api.as_(ann)
    for refused, status in (
        (await api.nobody().get(path), 403),
        (await api.get("/notifications/register"), 400),
        (await api.ask("HEAD", path), 405),
    ):
        assert refused.status == status
    key = (await api.post("/auth/keys", {"label": "x"})).json["data"]["key"]
    assert (await api.nobody().get(path, headers={"Freelancerclub-API-KEY": key})).status == 403
    assert await make.count("device") == 0

    answer = await api.get(path)
    assert (answer.json, answer.headers["deprecation"]) == (REGISTERED, "@1546300800")
    assert await owners(make) == [(DEVICE, ann.id)]
    assert "deprecation" not in (await api.post("/notifications/register", {"device_id": DEVICE})).headers


@pytest.mark.parametrize("encoding", ["json", "data"])
async def test_the_get_of_the_reference_may_bring_a_body(encoding: str, api: Api, make: Make, ann: Person):
    """As it is printed there (L4256)."""
    path, api = "/notifications/register", api.as_(ann)
    assert (await api.ask("GET", path, **{encoding: {"device_id": DEVICE}})).json == REGISTERED
    await api.ask("GET", f"{path}?device_id=other", **{encoding: {"device_id": "unheeded"}})
    assert sorted(await owners(make)) == sorted([(DEVICE, ann.id), ("other", ann.id)])


async def test_of_very_many_the_longest_unused_go(api: Api, make: Make, ann: Person):
    ben = await make.person()
    await api.as_(ben).post("/notifications/register", {"device_id": "his"})
    for number in range(MOST_DEVICES + 2):
        api.clock.forward(seconds=1)
        await api.as_(ann).post("/notifications/register", {"device_id": f"device {number}"})
    api.clock.forward(seconds=1)
    await api.as_(ann).post("/notifications/register", {"device_id": "device 2"})
    await api.as_(ann).post("/notifications/register", {"device_id": "one more"})
    names = {name for name, owner in await owners(make) if owner == ann.id}
    assert len(names) == MOST_DEVICES and {"device 2", "one more"} <= names
    assert not {"device 0", "device 1", "device 3"} & names
    assert ("his", ben.id) in await owners(make)


async def test_head_is_not_among_what_is_allowed(api: Api, ann: Person):
    for method in ("HEAD", "PUT", "DELETE"):
        answer = await api.as_(ann).ask(method, "/notifications/register")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("device", [DEVICE, "b2f7c1f0-3d5e-4c57-9a58-0c2f2b1e7a11", "5421", "a b/ü", "x.y"])
async def test_a_device_is_taken_off(device: str, api: Api, make: Make, ann: Person):
    from urllib.parse import quote

    api = api.as_(ann)
    await make.row("device", id="another", person_id=ann.id)
    await api.post("/notifications/register", {"device_id": device})
    path = f"/notifications/register/{quote(device, safe='')}"
    answer = await api.ask("DELETE", path)
    assert (answer.status, answer.json) == (200, {"status": "200", "message": "Unregistered Device"})
    assert await owners(make) == [("another", ann.id)]
    answer = await api.ask("DELETE", path)
    assert (answer.status, answer.json) == (404, {"status": "404", "message": "Sorry that device was not found."})


async def test_odd_device_names_change_nothing(api: Api, make: Make, ann: Person):
    await make.row("device", id="another", person_id=ann.id)
    before = await everything(make)
    for path in ("%00", "%FF", "x" * 5_000, "..%2f", "%25"):
        assert (await api.as_(ann).ask("DELETE", f"/notifications/register/{path}")).status == 404
    assert (await api.as_(ann).get(f"/notifications/register/{DEVICE}")).status == 405
    assert (await api.as_(ann).ask("DELETE", f"/notifications/register/{DEVICE}/x")).status == 404
    assert await everything(make) == before


async def test_a_format_may_follow(api: Api, make: Make, ann: Person):
    await make.row("device", id=DEVICE, person_id=ann.id)
    answer = await api.as_(ann).ask("DELETE", f"/notifications/register/{DEVICE}.xml")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml; charset=utf-8")
