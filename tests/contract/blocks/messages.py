"""The probes of conversations."""

from typing import Any

from contract.blocks.probe import Asked, Probe
from support.make import Make, Person
from support.talking import item, thread


async def between(make: Make, *people: Person) -> int:
    """A conversation in which each of them has said something, the caller first and nobody has read it."""
    thread_id = await thread(make, *people)
    for person in people:
        await item(make, thread_id, person, f"Hello from {person.id}")
    return thread_id


def of_two(path: str, **data: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        return Asked(path.format(id=await between(make, me, other)), data)

    return probe


def of_three(path: str, **data: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        return Asked(path.format(id=await between(make, me, other, await make.person())), data)

    return probe


def inbox(counted: str) -> Probe:
    """The caller has a conversation with the other, one with somebody else."""

    async def probe(make: Make, me: Person, other: Person) -> Asked:
        for somebody in (other, await make.person()):
            await between(make, me, somebody)
        return Asked(
            "/messages",
            shown=lambda answer: sum(_is_of(line, other) for line in answer["data"]),
            total=lambda answer: answer["meta"][counted],
        )

    return probe


def _is_of(line: Any, person: Person) -> bool:
    return any(user["other_id"] == str(person.id) for user in line["users"])


async def named_in_the_inbox(make: Make, me: Person, other: Person) -> Asked:
    await between(make, other, me, await make.person())
    return Asked(
        "/messages",
        shown=lambda answer: sum(_names(line, other) for line in answer["data"]),
        total=lambda answer: sum(_names(line, other) for line in answer["data"]),
    )


def _names(line: Any, person: Person) -> int:
    return _is_of(line, person) + (line["created_by"] == str(person.id)) + (str(person.id) in line["lastmessage"])


def in_the_conversation(part: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        thread_id = await between(make, other, me, await make.person())
        return Asked(
            f"/messages/{thread_id}",
            shown=lambda answer: sum(row["user_id"] == str(other.id) for row in answer["data"][part]),
            total=lambda answer: len(answer["data"][part]),
        )

    return probe


def found(*, alone: bool) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        await between(make, me, other, *([] if alone else [await make.person()]))
        await between(make, me, await make.person())
        return Asked(
            "/messages/search?search=hello",
            shown=lambda answer: sum(_is_in(row, other, alone) for row in answer["data"]),
            total=lambda answer: answer["meta"]["total"],
        )

    return probe


def _is_in(row: Any, person: Person, alone: bool) -> bool:
    return row["message_id"] == "1" if alone else row["user_id"] == str(person.id)


async def to_them(make: Make, me: Person, other: Person) -> Asked:
    return Asked("/messages", {"ids": f"{other.id},{(await make.person()).id}", "message": "Hello"})


async def about_their_job(make: Make, me: Person, other: Person) -> Asked:
    job = await make.row("job", owner_id=other.id, title="A job", description="To be done", authorised=True)
    return Asked(f"/messages/job/{job}", {"message": "Hello"})


ALONE, SEVERAL = "a conversation with them alone", "a conversation with them and others"

PROBES: dict[tuple[str, str], Probe] = {
    ("GET /messages", ALONE): inbox("total"),
    ("GET /messages", "an unread message of theirs"): inbox("unread"),
    ("GET /messages", "who they are and what they said, among others"): named_in_the_inbox,
    ("GET /messages/{thread_id}", ALONE): of_two("/messages/{id}"),
    ("GET /messages/{thread_id}", "who they are, among others"): in_the_conversation("message_users"),
    ("GET /messages/{thread_id}", "what they said, among others"): in_the_conversation("message_items"),
    ("GET /messages/search", ALONE): found(alone=True),
    ("GET /messages/search", "what they said, among others"): found(alone=False),
    ("POST /messages", "the person among the recipients"): to_them,
    ("POST /messages/job/{job_id}", "their job"): about_their_job,
    ("POST /messages/{thread_id}/reply", ALONE): of_two("/messages/{id}/reply", message="Hello"),
    ("POST /messages/{thread_id}/reply", SEVERAL): of_three("/messages/{id}/reply", message="Hello"),
    ("DELETE /messages/{thread_id}", ALONE): of_two("/messages/{id}"),
}
