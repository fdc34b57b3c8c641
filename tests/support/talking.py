"""Conversations as tests put them into the database, and as they write through the API."""

from typing import Any

from support.api import Answer, Api
from support.make import Make, Person

# What Ann reads otherwise afterwards, where Ben said something first, and something that is held back.
OTHERWISE = {
    "another message": "INSERT INTO thread_item (thread_id, author_id, message) VALUES (%(talk)s, %(ben)s, 'Hello')",
    "one of hers that is held back": "INSERT INTO thread_item (thread_id, author_id, message, withheld)"
    " VALUES (%(talk)s, %(ann)s, 'Hello', true)",
    "an earlier one is let through": "UPDATE thread_item SET withheld = false WHERE id = %(held)s",
    "another text": "UPDATE thread_item SET message = 'Hello all' WHERE id = %(first)s",
    "one less": "DELETE FROM thread_item WHERE id = %(first)s",
    "another name": "UPDATE person SET display_name = 'Benny' WHERE id = %(ben)s",
    "who left": "UPDATE person SET deleted_at = now() WHERE id = %(ben)s",
}


async def thread(make: Make, *people: Person, read: tuple[bool, ...] = (), **values: Any) -> int:
    """A conversation that the first of them began; who has read it, in their order."""
    thread_id = await make.row("thread", creator_id=people[0].id, **values)
    for position, person in enumerate(people):
        is_read = read[position] if read else False
        await make.row("thread_member", thread_id=thread_id, person_id=person.id, read=is_read)
    return thread_id


async def item(make: Make, thread_id: int, author: Person, message: str, **values: Any) -> int:
    return await make.row("thread_item", thread_id=thread_id, author_id=author.id, message=message, **values)


async def begin(api: Api, by: Person, *to: Person, message: str = "Hello there") -> int:
    """The id of a new conversation."""
    ids = ",".join(str(person.id) for person in to)
    answer = await api.as_(by).post("/messages", {"ids": ids, "message": message})
    assert answer.status == 200, answer.text
    return answer.json["data"]["message_id"]


async def reply(api: Api, by: Person, thread_id: int, message: str = "And hello back") -> Answer:
    return await api.as_(by).post(f"/messages/{thread_id}/reply", {"message": message})


async def inbox(api: Api, of: Person, **asked: Any) -> Any:
    answer = await api.as_(of).get("/messages", params=asked)
    assert answer.status == 200, answer.text
    return answer.json


async def opened(api: Api, by: Person, thread_id: int, **asked: Any) -> Any:
    answer = await api.as_(by).get(f"/messages/{thread_id}", params=asked)
    assert answer.status == 200, answer.text
    return answer.json["data"]


def said(page: Any) -> list[str]:
    return [item["message"] for item in page["message_items"]]
