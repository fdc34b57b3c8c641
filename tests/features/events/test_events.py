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


async def test_a_notification_is_what_the_inbox_lists(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    await make.row("notification", person_id=ann.id, actor_id=bob.id, kind="follow", message="is now following you")
    await make.row("notification", person_id=ann.id, kind="message.new", message="-", listed=False)

    _, told = await since(api, ann, 0)

    (listed,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert (told.name, told.data) == ("notification", listed)


async def test_what_is_read_elsewhere_is_told_once_for_all_of_it(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    threads = [str(await conversation(make, ann, bob)) for _ in range(3)]
    notes = [
        str(await make.row("notification", person_id=ann.id, actor_id=bob.id, kind="like", target_id=n, message="!"))
        for n in range(3)
    ]
    (ready,) = await since(api, ann)

    await make.rows("UPDATE thread_member SET read = true WHERE person_id = %s", [ann.id])
    await make.rows("UPDATE thread_member SET read = true WHERE person_id = %s", [ann.id])
    await api.as_(ann).post("/notifications/read", {"ids": ",".join(notes[:2])})
    await api.as_(ann).post("/notifications/read")

    told = [(each.name, each.data) for each in (await since(api, ann, ready.id))[1:]]
    assert told == [
        ("read", {"message_ids": threads}),
        ("seen", {"notification_ids": notes[:2]}),
        ("seen", {"notification_ids": notes[2:]}),
    ]


async def test_of_what_is_hidden_by_now_not_even_the_reading_is_told(api: Api, make: Make):
    ann, bob, eve = await make.person(), await make.person(), await make.person()
    (ready,) = await since(api, ann)
    line = {"person_id": ann.id, "kind": "like", "message": "!"}
    for number in range(2):
        await make.row("notification", **line, actor_id=bob.id, target_id=number)
        await api.as_(ann).post("/notifications/read")
    hers = await make.row("notification", **line, actor_id=eve.id, target_id=9)
    await make.row("block", blocker_id=bob.id, blocked_id=ann.id)
    await api.as_(ann).post("/notifications/read")
    seen = [each.data for each in await since(api, ann, ready.id) if each.name == "seen"]
    assert seen == [{"notification_ids": [str(hers)]}]


async def test_what_is_gone_or_put_away_is_left_out_and_its_place_stays(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    kept, away = await conversation(make, ann, bob), await conversation(make, ann, bob)
    await write(make, away, bob, "Put away")
    gone = await make.row("notification", person_id=ann.id, actor_id=bob.id, kind="like", message="!")
    await write(make, kept, bob, "Kept")
    await make.rows(
        "UPDATE thread_member SET deleted_at = now() WHERE (thread_id, person_id) = (%s, %s)", [away, ann.id]
    )
    await make.rows("DELETE FROM notification WHERE id = %s", [gone])

    told = (await since(api, ann, 0))[1:]

    assert [(each.id, each.data["message"]) for each in told] == [(3, "Kept")]


async def test_of_who_left_not_even_the_name_is_told(api: Api, make: Make):
    ann, bob = await make.person(), await make.person(picture="b.jpg")
    thread_id = await conversation(make, ann, bob)
    await write(make, thread_id, bob, "Good bye")
    await make.rows("UPDATE person SET deleted_at = now() WHERE id = %s", [bob.id])

    (_, message) = await since(api, ann, 0)

    (listed,) = (await api.as_(ann).get(f"/messages/{thread_id}")).json["data"]["message_items"]
    assert message.data == listed and listed["display_name"] == "Deleted member"


async def test_the_header_wins_over_what_the_stream_began_with(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    for number in range(4):
        await write(make, thread_id, bob, f"No {number}")

    by_header = await since(api, ann, 0, headers={"Last-Event-ID": "3"})
    by_other_name = read((await api.as_(ann).get("/events?lastEventId=2&wait=0")).text)

    assert [each.id for each in by_header] == [3, 4]
    assert [each.id for each in by_other_name] == [2, 3, 4]


async def test_more_than_a_batch_comes_whole_and_in_order(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    await make.rows(
        "INSERT INTO thread_item (thread_id, author_id, message) SELECT %s, %s, n::text FROM generate_series(1, 250) n",
        [thread_id, bob.id],
    )

    told = (await since(api, ann, 0))[1:]

    assert [(each.id, each.data["message"]) for each in told] == [(n, str(n)) for n in range(1, 251)]


async def test_after_a_month_the_lists_have_to_be_read_anew(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    for number in range(3):
        await write(make, thread_id, bob, f"No {number}")
    await make.rows("UPDATE event SET created_at = now() - interval '31 days' WHERE position <= 2")
    tick = {"queue_name": "default", "task_name": "events.sweep", "args": '{"timestamp": 1764000000}'}
    await make.row("procrastinate_jobs", **tick)
    await api.run_tasks()

    assert await make.count("event", person_id=ann.id) == 1
    assert [(each.name, each.id) for each in await since(api, ann, 2)] == [("ready", 2), ("message", 3)]
    assert [(each.name, each.id) for each in await since(api, ann, 1)] == [("reset", 3)]
    assert [(each.name, each.id) for each in await since(api, ann, "4")] == [("reset", 3)]


async def test_what_was_imported_is_no_news(api: Api, make: Make):
    ann, bob = await make.person(), await make.person()
    thread_id = await conversation(make, ann, bob)
    await make.row("thread_item", thread_id=thread_id, author_id=bob.id, message="<p>Old</p>", html=True)
    for table, values in {
        "thread_item": {"thread_id": thread_id, "author_id": bob.id, "message": "Old"},
        "notification": {"person_id": ann.id, "kind": "like", "message": "Old"},
    }.items():
        await make.row(table, created_at="2018-02-05", **values)

    assert await make.count("event") == 0


async def test_it_has_one_format_and_refusals_have_eight(api: Api, make: Make):
    ann = await make.person()

    for path in ("/events?wait=0", "/events?wait=0&format=xml", "/events.xml?wait=0", "/events/?wait=0&format=rot13"):
        answer = await api.as_(ann).get(path, headers={"Accept": "text/event-stream"})
        assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert answer.headers["cache-control"] == "no-store, no-transform"
    refused = await api.nobody().get("/events", headers={"Accept": "text/event-stream"})
    assert (refused.status, refused.json["status"]) == (403, "error")
    assert (await api.nobody().get("/events.xml")).text.startswith("<?xml")
    wrong = await api.as_(ann).get("/events?wait=soon")
    assert (wrong.status, wrong.sentences) == (400, "The Wait field must contain an integer.\n")
    head = await api.as_(ann).ask("HEAD", "/events")
    assert (head.status, head.body, head.headers["content-type"]) == (200, b"", "text/event-stream; charset=utf-8")
