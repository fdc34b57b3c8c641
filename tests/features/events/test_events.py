"""What one's stream says, over HTTP."""

from typing import Any

from support.api import Api
from support.make import Make, Person
from support.streams import Received, conversation, read, write


async def since(api: Api, person: Person, place: int | str | None = None, **options: Any) -> list[Received]:
    query = {"wait": "0"} if place is None else {"wait": "0", "last_event_id": str(place)}
    answer = await api.as_(person).get("/events", params=query, **options)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    return read(answer.text)


async def test_messages_reach_everybody_in_the_conversation_and_nobody_else(api: Api, make: Make):
    ann, bob, eve = [await make.person() for _ in range(3)]
    thread_id = await conversation(make, ann, bob)
    item_id = await write(make, thread_id, ann, "Are you <free>?\nOn the 12th")

    for person in (ann, bob):
        ready, message = await since(api, person, 0)
        assert (ready.name, ready.id, ready.data) == ("ready", 0, {"last_event_id": "0"})
        assert (message.name, message.id) == ("message", 1)
        assert message.data == {
            "id": str(item_id),
            "message_id": str(thread_id),
            "user_id": str(ann.id),
            "message": "Are you <free>?\nOn the 12th",
            "created_on": message.data["created_on"],
            "display_name": ann.display_name,
            "image": None,
            "image_url": None,
        }
    assert [each.name for each in await since(api, eve, 0)] == ["ready"]


async def test_without_a_place_it_begins_now(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    await write(make, thread_id, ann, "Hello")
    (ready,) = await since(api, bob)
    await write(make, thread_id, ann, "Hello again")

    assert ready.data == {"last_event_id": "1"}
    assert [each.data["message"] for each in (await since(api, bob, ready.id))[1:]] == ["Hello again"]
