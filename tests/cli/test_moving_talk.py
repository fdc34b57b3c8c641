"""What people wrote and were told is the same after a move: what is held back stays so, and no message is a line."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from freelancerclub.config import Settings
from support.api import Api, running
from support.make import Make, Person
from support.serving import Club
from support.tables import cells
from support.talking import begin, inbox, opened, reply, said

SPAM = "Buy my course at half the price"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"held_from": 3})


@pytest.fixture
def other(fresh: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    with fresh() as made:
        yield made


@pytest.fixture
async def people(make: Make) -> list[Person]:
    """Somebody who writes the same to everybody, and the others."""
    return [await make.person(display_name=name, slug=name) for name in ("ann", "ben", "cat", "eve")]


async def counts(api: Api, people: list[Person]) -> list[dict[str, Any]]:
    return [(await api.as_(person).get("/notifications/count")).json["data"] for person in people]


def forget(file: Path, *fields: str) -> None:
    """As the file of a club that has no such fields."""
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    kept = [{name: value for name, value in row.items() if name not in fields} for row in rows]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in kept))


class Move:
    """Takes the club of a test to another database, where all commands run from then on."""

    def __init__(self, club: Club, other: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._club, self._other, self.folder, self._monkeypatch = club, other, folder, monkeypatch

    async def out(self) -> None:
        await self.run("export", str(self.folder))

    async def into(self) -> str:
        self._monkeypatch.setenv("CLUB_DATABASE_URL", self._other)
        await self.run("import", str(self.folder))
        return self._other

    async def run(self, *words: str) -> str:
        """Beside this loop, since a command has one of its own."""
        answer = await asyncio.to_thread(self._club, *words)
        assert answer.code == 0, answer.err
        return answer.out


@pytest.fixture
def move(api: Api, club: Club, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    return Move(club, other, tmp_path / "out", monkeypatch)


async def test_what_is_held_back_stays_so(api: Api, make: Make, people: list[Person], move: Move, settings: Settings):
    ann, *others = people
    talks = [await begin(api, ann, person, message="Hello") for person in others[:1]]
    talks += [await begin(api, ann, person, message=SPAM) for person in others]
    await reply(api, ann, talks[0], SPAM)
    held = await make.rows("SELECT id FROM thread_item WHERE withheld ORDER BY id")
    listed = cells(await move.run("message", "list"))
    assert [row[0] for row in listed] == [str(id_) for (id_,) in held] and len(listed) == 2
    before = [said(await opened(api, person, talk)) for person, talk in ((others[0], talks[0]), (ann, talks[3]))]

    await move.out()
    async with running(settings, await move.into()) as there:
        assert cells(await move.run("message", "list")) == listed
        assert [(await inbox(there, person))["meta"]["total"] for person in people] == [4, 2, 1, 0]
        after = [said(await opened(there, person, talk)) for person, talk in ((others[0], talks[0]), (ann, talks[3]))]
        assert after == before == [["Hello"], [SPAM]]
        assert (await there.as_(others[2]).get(f"/messages/{talks[3]}")).status == 403
        await move.run("message", "release", *(row[0] for row in listed))
        assert said(await opened(there, others[2], talks[3])) == [SPAM]
        assert said(await opened(there, others[0], talks[0])) == ["Hello", SPAM]


@pytest.mark.parametrize("whose", ["ours", "another"])
async def test_messages_do_not_become_lines_of_the_inbox(
    whose: str, api: Api, make: Make, people: list[Person], move: Move, settings: Settings
):
    ann, ben, *_ = people
    await api.as_(ann).ask("PUT", f"/users/{ben.id}/follow")
    talk = await begin(api, ann, ben, message="Hello")
    await reply(api, ben, talk, "Hello you")
    before = await counts(api, people)
    assert before[:2] == [{"new": 0, "total": 0}, {"new": 1, "total": 1}]
    assert await make.count("notification", listed=False) == 2

    await move.out()
    if whose == "another":
        for name in ("notifications", "message_users", "message_items"):
            forget(move.folder / f"{name}.jsonl", "listed", "withheld")
    async with running(settings, await move.into()) as there:
        assert await counts(there, people) == before
        assert len((await there.as_(ben).get("/notifications")).json["data"]) == 1
        assert said(await opened(there, ann, talk)) == said(await opened(there, ben, talk)) == ["Hello", "Hello you"]
