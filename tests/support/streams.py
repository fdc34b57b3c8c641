"""Streams: reads server-sent events, and puts the rows of a conversation into the database."""

import json
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec

from freelancerclub.shapes.events import Events
from freelancerclub.wire.shape import Shape
from support.make import Make, Person
from support.shapes import check

SAYS = get_type_hints(Events)


@dataclass
class Received:
    """One event."""

    id: int
    name: str
    data: Any


def read(text: str) -> list[Received]:
    """The events of a stream, each compared with what is declared; what was cut off in the middle is none."""
    found = []
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if "data" in fields:
            assert list(fields)[-3:] == ["id", "event", "data"]
            data = json.loads(fields["data"])
            declared = SAYS[fields["event"]]
            if issubclass(declared, Shape):
                check(data, declared)
            else:
                msgspec.convert(data, declared)
                assert list(data) == list(declared.__struct_fields__)
            found.append(Received(int(fields["id"]), fields["event"], data))
    return found


async def conversation(make: Make, *people: Person) -> int:
    thread_id = await make.row("thread", creator_id=people[0].id)
    for person in people:
        await make.row("thread_member", thread_id=thread_id, person_id=person.id)
    return thread_id


async def write(make: Make, thread_id: int, author: Person, message: str) -> int:
    return await make.row("thread_item", thread_id=thread_id, author_id=author.id, message=message)
