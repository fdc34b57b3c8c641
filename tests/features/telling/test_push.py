"""Push: the documented payloads, to the last registrant's devices, unless it was read or is not wanted."""

from typing import Any

import pytest

from support.api import Api
from support.make import Make, Person
from support.telling import Teller


@pytest.fixture
async def device(make: Make, ann: Person) -> str:
    return await make.row("device", id="phone", person_id=ann.id)


@pytest.fixture
async def job(make: Make, ben: Person) -> int:
    return await make.row("job", owner_id=ben.id, title="A job", description="d", authorised=True)


@pytest.fixture
async def thread(make: Make, ann: Person, ben: Person) -> int:
    made = await make.row("thread", id=5421, creator_id=ben.id)
    for person in (ann, ben):
        await make.row("thread_member", thread_id=made, person_id=person.id)
    return made


async def alert(teller: Teller, ann: Person, ben: Person, job: int) -> None:
    await teller.tell("job.alert", ann.id, actor=ben.id, target=job, job=job, title="A job")


def said(api: Api) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    return [(push.contents, dict(push.data), push.devices) for push in api.pusher.sent]


async def test_a_job_alert(teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str, job: int):
    await make.row("device", id="tablet", person_id=ann.id)
    await alert(teller, ann, ben, job)
    assert api.pusher.sent == []
    await api.run_tasks()
    assert said(api) == [("Job Alert", {"type": "job.alert", "job_id": job}, ("phone", "tablet"))]
    await teller.run()
    assert len(api.pusher.sent) == 1 and await teller.outcomes("push") == ["sent"]


async def test_a_message(teller: Teller, api: Api, ann: Any, ben: Any, device: str, thread: int):
    await teller.tell("message.new", ann.id, actor=ben.id, target=thread)
    await api.run_tasks()
    assert said(api) == [("New Message", {"type": "message.new", "message_id": 5421}, ("phone",))]
    assert (await api.as_(ann).get("/notifications/count")).json["data"] == {"new": 0, "total": 0}


async def test_a_reply_is_pushed_five_minutes_later(
    teller: Teller, api: Api, ann: Any, ben: Any, device: str, thread: int
):
    await teller.tell("message.reply", ann.id, actor=ben.id, target=thread)
    for minutes, pushed in ((0, 0), (4.9, 0), (0.1, 1), (60, 1)):
        api.clock.forward(minutes=minutes)
        await teller.run()
        assert len(api.pusher.sent) == pushed
    assert said(api) == [("New Reply", {"type": "message.reply", "message_id": 5421}, ("phone",))]


@pytest.mark.parametrize("meanwhile", [
    "UPDATE thread_member SET read = true",
    "UPDATE thread_member SET deleted_at = now()",
    "INSERT INTO block (blocker_id, blocked_id) SELECT min(id), max(id) FROM person",
    "INSERT INTO block (blocker_id, blocked_id) SELECT max(id), min(id) FROM person",
    "UPDATE person SET push_inmail = false",
    "UPDATE person SET deleted_at = now()",
    "DELETE FROM thread",
    "DELETE FROM device",
])  # fmt: skip
async def test_a_reply_that_is_not_pushed(
    meanwhile: str, teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str, thread: int
):
    await teller.tell("message.reply", ann.id, actor=ben.id, target=thread)
    api.clock.forward(minutes=3)
    await make.rows(meanwhile)
    api.clock.forward(minutes=2)
    await teller.run()
    assert api.pusher.sent == [] and await teller.outcomes("push") == ["dropped"]


@pytest.mark.parametrize(("switch", "pushed"), [("push_job_alerts", 0), ("push_inmail", 1)])
async def test_each_switch_is_for_its_kind(
    switch: str, pushed: int, teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str, job: int
):
    await make.rows(f"UPDATE person SET {switch} = false")
    await alert(teller, ann, ben, job)
    await teller.run()
    assert len(api.pusher.sent) == pushed


async def test_a_kind_without_a_push(teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str):
    await teller.discuss(ann, ben)
    assert await make.count("push") == 0


async def test_devices_that_are_gone_are_dropped(
    teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str, job: int
):
    await make.row("device", id="old", person_id=ann.id)
    api.pusher.gone = {"old"}
    await alert(teller, ann, ben, job)
    await teller.run()
    assert await make.rows("SELECT id FROM device") == [("phone",)]
    assert len(api.pusher.sent) == 1


async def test_where_all_devices_are_gone(
    teller: Teller, api: Api, make: Make, ann: Any, ben: Any, device: str, job: int
):
    api.pusher.gone = {"phone"}
    await alert(teller, ann, ben, job)
    await teller.run()
    assert await make.count("device") == 0 and await teller.outcomes("push") == ["dropped"]


async def test_it_goes_to_whoever_has_the_device_now(
    teller: Teller, api: Api, ann: Any, ben: Any, device: str, job: int
):
    await alert(teller, ann, ben, job)
    await api.as_(ben).post("/notifications/register", {"device_id": device})
    await teller.run()
    assert api.pusher.sent == []
