"""A random graph of blocks leaks no row and no count: what is answered is compared with a plain model."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings
from support.api import Api, running
from support.make import Make, Person
from support.talking import inbox, item, thread

PEOPLE = 5
ids = st.integers(0, PEOPLE - 1)


@dataclass(frozen=True)
class Talk:
    """Who is in a conversation, the first having begun it; who has read it, put it away; who wrote, in order."""

    members: list[int]
    read: frozenset[int]
    away: frozenset[int]
    authors: list[int]


@dataclass(frozen=True)
class World:
    """`blocks` are pairs (blocker, blocked), and those taken back again."""

    talks: list[Talk]
    blocks: list[tuple[int, int]]
    undone: list[tuple[int, int]]
    early: bool = field(default=False)

    def strangers(self, person: int) -> set[int]:
        standing = set(self.blocks) - set(self.undone)
        return {a + b - person for a, b in standing if person in (a, b)}


@st.composite
def talks(draw: Any) -> Talk:
    members = draw(st.lists(ids, min_size=2, max_size=4, unique=True))
    some = st.frozensets(st.sampled_from(members))
    authors = draw(st.lists(st.sampled_from(members), max_size=4))
    return Talk(members, draw(some), draw(some), [members[0], *authors])


pairs = st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1])
worlds = st.builds(
    World,
    st.lists(talks(), min_size=1, max_size=5),
    st.lists(pairs, max_size=6, unique=True),
    st.lists(pairs, max_size=2, unique=True),
    st.booleans(),
)


def test_nothing_of_whoever_is_blocked_is_shown_or_counted(settings: Settings, dsn: str):
    async def every(check: Callable[[Api, Make], Awaitable[None]]) -> None:
        async with running(settings, dsn) as api:
            make = Make(dsn, Tokens(settings.token_key.get_secret_value().encode()), api.clock)
            await check(api, make)

    @given(worlds)
    @hypothesis.settings(max_examples=25)
    def compare(world: World) -> None:
        asyncio.run(every(lambda api, make: _compare(world, api, make)))

    compare()


async def _compare(world: World, api: Api, make: Make) -> None:
    await make.rows("TRUNCATE person, thread, block RESTART IDENTITY CASCADE")
    people = [await make.person(id=number + 1, slug=f"p{number}") for number in range(PEOPLE)]
    if world.early:
        await _block(world, make, people)
    for talk in world.talks:
        await _talk(talk, make, people)
    if not world.early:
        await _block(world, make, people)
    for reader in range(PEOPLE):
        hidden = world.strangers(reader)
        await _see_inbox(world, api, people[reader], reader, hidden)
        await _see_found(world, api, people[reader], reader, hidden)
    for reader in range(PEOPLE):
        await _see_each(world, api, people[reader], reader, world.strangers(reader))


async def _block(world: World, make: Make, people: list[Person]) -> None:
    for blocker, blocked in world.blocks:
        await make.row("block", blocker_id=people[blocker].id, blocked_id=people[blocked].id)
    for blocker, blocked in world.undone:
        pair = [people[blocker].id, people[blocked].id]
        await make.rows("DELETE FROM block WHERE blocker_id = %s AND blocked_id = %s", pair)


async def _talk(talk: Talk, make: Make, people: list[Person]) -> None:
    read = tuple(member in talk.read for member in talk.members)
    thread_id = await thread(make, *(people[member] for member in talk.members), read=read)
    for author in talk.authors:
        await item(make, thread_id, people[author], f"word from {author}x")
    for member in talk.away:
        where = [thread_id, people[member].id]
        await make.rows("UPDATE thread_member SET deleted_at = now() WHERE thread_id = %s AND person_id = %s", where)


def _shown(world: World, reader: int, hidden: set[int]) -> list[tuple[int, Talk]]:
    """The conversations in which somebody is left whom the reader may meet, with their ids."""
    return [
        (number, talk)
        for number, talk in enumerate(world.talks, 1)
        if reader in talk.members and reader not in talk.away and set(talk.members) - {reader} - hidden
    ]


async def _see_inbox(world: World, api: Api, person: Person, reader: int, hidden: set[int]) -> None:
    expected = {
        number: {
            "by": 0 if talk.members[0] in hidden else talk.members[0] + 1,
            "name": "Hidden member" if talk.members[0] in hidden else None,
            "users": {member + 1 for member in talk.members if member != reader and member not in hidden},
            "last": next((f"word from {a}x" for a in reversed(talk.authors) if a not in hidden), ""),
            "readall": all(member in talk.read for member in talk.members if member not in hidden),
            "read": reader in talk.read,
        }
        for number, talk in _shown(world, reader, hidden)
    }
    answer = await inbox(api, person)
    unread = sum(reader not in talk.read for _, talk in _shown(world, reader, hidden))
    assert (answer["meta"]["total"], answer["meta"]["unread"]) == (len(expected), unread)
    found = {
        int(line["id"]): {
            "by": int(line["created_by"]),
            "name": line["display_name"] if line["created_by"] == "0" else None,
            "users": {int(user["other_id"]) for user in line["users"]},
            "last": line["lastmessage"],
            "readall": line["readall"],
            "read": line["read"] == "1",
        }
        for line in answer["data"]
    }
    assert found == expected


async def _see_found(world: World, api: Api, person: Person, reader: int, hidden: set[int]) -> None:
    expected = sorted(
        (number, author + 1)
        for number, talk in _shown(world, reader, hidden)
        for author in talk.authors
        if author not in hidden
    )
    answer = (await api.as_(person).get("/messages/search?search=word")).json
    assert answer["meta"]["total"] == len(expected)
    assert sorted((int(row["message_id"]), int(row["user_id"])) for row in answer["data"]) == expected


async def _see_each(world: World, api: Api, person: Person, reader: int, hidden: set[int]) -> None:
    shown = dict(_shown(world, reader, hidden))
    for number, talk in enumerate(world.talks, 1):
        answer = await api.as_(person).get(f"/messages/{number}")
        assert answer.status == (200 if number in shown else 404 if reader in talk.members else 403)
        if number not in shown:
            continue
        page = answer.json["data"]
        users = [member + 1 for member in sorted(talk.members) if member != reader and member not in hidden]
        assert [int(user["user_id"]) for user in page["message_users"]] == users
        said = [author + 1 for author in talk.authors if author not in hidden]
        assert [int(row["user_id"]) for row in page["message_items"]] == said
        assert page["created_by"] == ("0" if talk.members[0] in hidden else str(talk.members[0] + 1))
