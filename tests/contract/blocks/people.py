"""The probes of people, what they are told of each other, reports, and the operator's lists."""

from contract.blocks.probe import Asked, Probe, listed
from support.make import Make, Person
from support.streams import conversation, write


def at(path: str, **data: str) -> Probe:
    """The other's id stands for `{id}`."""

    async def probe(make: Make, me: Person, other: Person) -> Asked:
        return Asked(path.format(id=other.id), {name: value.format(id=other.id) for name, value in data.items()})

    return probe


async def found(make: Make, me: Person, other: Person) -> Asked:
    await make.person()
    return listed("/users?limit=500", lambda row: row["id"] == str(other.id))


async def reviewing(make: Make, me: Person, other: Person) -> Asked:
    third = await make.person()
    await make.row("review", person_id=third.id, reviewer_id=other.id, message="!", stars=4, authorised=True)
    return listed(f"/users/{third.id}/reviews", lambda row: row["reviewer_id"] == str(other.id))


async def blocks(make: Make, me: Person, other: Person) -> Asked:
    return listed("/users/blocks", lambda row: row["id"] == str(other.id))


async def _told(make: Make, me: Person, other: Person) -> int:
    third = await make.person()
    await make.row("notification", person_id=me.id, actor_id=third.id, kind="follow", message="third")
    return await make.row("notification", person_id=me.id, actor_id=other.id, kind="follow", message="other")


def inbox(path: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        line = str(await _told(make, me, other))
        return listed(path, lambda row: row["id"] == line)

    return probe


async def inbox_count(make: Make, me: Person, other: Person) -> Asked:
    await _told(make, me, other)
    return Asked("/notifications/count", shown=lambda a: a["data"]["new"] - 1, total=lambda a: a["data"]["total"])


async def inbox_line(make: Make, me: Person, other: Person) -> Asked:
    return Asked(f"/notification/{await _told(make, me, other)}")


def news(kind: str) -> Probe:
    """Events about the other, of one kind, among all events."""

    async def probe(make: Make, me: Person, other: Person) -> Asked:
        line = str(await _told(make, me, other))
        item = str(await write(make, await conversation(make, me, other), other, "Hello"))
        theirs, name = (line, "notification") if kind == "follow" else (item, "message")
        return Asked(
            "/events?last_event_id=0&wait=0",
            shown=lambda events: sum((event.name, event.data.get("id")) == (name, theirs) for event in events),
            total=lambda events: sum(event.name == name for event in events),
        )

    return probe


def report(kind: str) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        return Asked("/reports", {"kind": kind, "id": str(await _thing(kind, make, me, other))})

    return probe


async def _thing(kind: str, make: Make, me: Person, other: Person) -> int:
    if kind == "picture":
        return await make.row("picture", owner_id=other.id, file="x.jpg", authorised=True)
    if kind == "comment":
        picture = await make.row("picture", owner_id=me.id, file="x.jpg", authorised=True)
        return await make.row("picture_comment", picture_id=picture, author_id=other.id, comment="!")
    if kind == "job":
        return await make.row("job", owner_id=other.id, title="T", description="D", authorised=True)
    if kind == "message":
        thread = await make.row("thread", creator_id=other.id)
        await make.row("thread_member", thread_id=thread, person_id=me.id)
        return await make.row("thread_item", thread_id=thread, author_id=other.id, message="!")
    return other.id


async def companies(make: Make, me: Person, other: Person) -> Asked:
    company = str(await make.company(owner_id=other.id))
    return listed("/companies", lambda row: row["id"] == company)


async def company(make: Make, me: Person, other: Person) -> Asked:
    return Asked(f"/companies/{await make.company(owner_id=other.id)}", shown=lambda answer: len(answer))


PROBES: dict[tuple[str, str], Probe] = {
    ("GET /users", "the person in the list"): found,
    ("GET /users/{user_id}", "their page"): at("/users/{id}"),
    ("GET /users/{user_id}/reviews", "the reviews of them"): at("/users/{id}/reviews"),
    ("GET /users/{user_id}/reviews", "their review of somebody else"): reviewing,
    ("PUT /users/{user_id}/follow", "the person"): at("/users/{id}/follow"),
    ("DELETE /users/{user_id}/follow", "the person"): at("/users/{id}/follow"),
    ("POST /users/block", "the person"): at("/users/block", block_user_id="{id}"),
    ("DELETE /users/block/{user_id}", "the person"): at("/users/block/{id}"),
    ("GET /users/blocks", "the person in the list"): blocks,
    ("GET /notifications", "a line about what they did"): inbox("/notifications"),
    ("GET /users/notifications", "a line about what they did"): inbox("/users/notifications"),
    ("GET /notifications/count", "a line about what they did"): inbox_count,
    ("GET /notification/{id}", "a line about what they did"): inbox_line,
    ("GET /events", "news of what they did"): news("follow"),
    ("GET /events", "a message of theirs"): news("message"),
    ("GET /companies", "their company"): companies,
    ("GET /companies/{company_id}", "their company"): company,
    **{("POST /reports", kind): report(kind) for kind in ("person", "picture", "comment", "job", "message")},
}
