"""Whatever many people do at once to the same few things, none waits in a circle with another."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from random import Random
from typing import Any

import pytest

from freelancerclub.config import Settings
from freelancerclub.db.pool import Database, make_pool
from freelancerclub.features.images.actions import do_decide
from support.api import Api, running
from support.make import Make, Person
from support.talking import begin

CHANGES = 20_000 if os.environ.get("CLUB_FAULTS") else 1_000
ABREAST = 12  # of two processes whose pools hold four connections each
REFUSED = {400, 401, 403, 404, 409, 422}  # what another made impossible a moment ago; anything else is no answer
DECISIONS = ("new", "shortlist", "successful", "unsuccessful")
VIDEO = {"title": "A film", "video_url": "https://youtu.be/dQw4w9WgXcQ"}
CIRCLES = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
SUSPEND = "UPDATE person SET suspended_at = %(since)s WHERE id = %(id)s"

Change = Callable[[], Coroutine[Any, Any, Any]]


class Town:
    """Few people who own few things, and all that one may do with them."""

    def __init__(self, apis: list[Api], make: Make, database: Database, chance: Random) -> None:
        self.apis, self.make, self.database, self.chance = apis, make, database, chance
        self.people: list[Person] = []
        self.pictures: list[tuple[Person, int]] = []
        self.portfolios: list[tuple[Person, int]] = []
        self.jobs: list[tuple[Person, int]] = []
        self.threads: list[int] = []

    async def settle(self) -> None:
        make = self.make
        self.administrator = await make.administrator()
        self.people = [await make.person(latitude=53.8, longitude=-1.5) for _ in range(4)]
        for person in self.people[:3]:
            for _ in range(2):
                picture = await make.row("picture", owner_id=person.id, title="Two", file="a.png", authorised=True)
                self.pictures.append((person, picture))
            portfolio = await make.row("portfolio", owner_id=person.id, place=1, title="A", discipline="Model")
            self.portfolios.append((person, portfolio))
            job = await make.row("job", owner_id=person.id, title="A job", description="d", authorised=True)
            self.jobs.append((person, job))
        self.threads = [await begin(self.apis[0], self.people[0], *self.people[n:]) for n in (1, 2, 3)]

    def some_change(self) -> Change:
        return self.one_of([self.of_a_person, self.of_a_picture, self.of_a_job, self.of_a_talk, self.by_others])()

    def one_of(self, things: Any) -> Any:
        return self.chance.choice(things)

    def asked(self, by: Person, method: str, path: str, data: Any = None) -> Change:
        api = self.one_of(self.apis).as_(by)

        async def change() -> None:
            answer = await api.ask(method, path, data=data)
            assert answer.status == 200 or answer.status in REFUSED, (method, path, answer.text)

        return change

    @staticmethod
    def for_a_while(change: Change, back: Change) -> Change:
        async def both() -> None:
            await change()
            await back()

        return both

    def shown(self, owner: Person, picture: int, public: int) -> Change:
        return self.asked(owner, "POST", f"/users/{owner.id}/images/{picture}", {"public": public})

    def of_a_person(self) -> Change:
        me, you = self.chance.sample(self.people, 2)
        word = str(self.chance.random())
        return self.one_of(
            [
                self.asked(me, "POST", f"/users/{me.id}", {"bio": word, "display_name": f"Ann {word}"}),
                self.asked(self.administrator, "POST", f"/users/{me.id}", {"city": word}),
                self.asked(me, "PUT", f"/users/{you.id}/follow"),
                self.asked(me, "DELETE", f"/users/{you.id}/follow"),
                self.for_a_while(
                    self.asked(me, "POST", "/users/block", {"block_user_id": you.id}),
                    self.asked(me, "DELETE", f"/users/block/{you.id}"),
                ),
                self.asked(me, "GET", f"/users/{you.id}"),
                self.asked(me, "POST", f"/users/{you.id}/reviews", self.review(you)),
            ]
        )

    def review(self, of: Person) -> dict[str, Any]:
        return {"job_id": self.one_of(self.jobs)[1], "stars": 4, "message": "Well done"}

    def of_a_picture(self) -> Change:
        (owner, picture), me = self.one_of(self.pictures), self.one_of(self.people)
        mine, portfolio = self.one_of(self.portfolios)
        held = [id_ for person, id_ in self.pictures if person is mine]
        word = str(self.chance.random())
        return self.one_of(
            [
                self.asked(owner, "POST", f"/users/{owner.id}/images/{picture}", {"title": word}),
                self.for_a_while(self.shown(owner, picture, 0), self.shown(owner, picture, 1)),
                self.asked(me, "PUT", f"/images/{picture}/like"),
                self.asked(me, "DELETE", f"/images/{picture}/like"),
                self.asked(me, "POST", f"/images/{picture}/comments", {"comment": word}),
                self.asked(me, "GET", f"/images/{picture}"),
                self.film_of(owner),
                self.asked(mine, "PUT", f"/users/portfolios/{portfolio}/images/{held[0]}"),
                self.asked(mine, "DELETE", f"/users/portfolios/{portfolio}/images/{held[1]}"),
                self.asked(mine, "POST", f"/users/portfolios/{portfolio}/images", {"images[]": held[::-1]}),
            ]
        )

    def film_of(self, owner: Person) -> Change:
        """Edited by its owner while the worker looks it up."""
        path = f"/users/{owner.id}"

        async def change() -> None:
            added = await self.apis[0].as_(owner).post(f"{path}/videos", VIDEO)
            if added.status == 200:
                film = added.json["data"]["video_id"]
                edits = [self.asked(owner, "POST", f"{path}/images/{film}", {"title": f"Film {n}"}) for n in range(3)]
                await asyncio.gather(self.apis[0].run_tasks(), *(edit() for edit in edits))

        return change

    def of_a_job(self) -> Change:
        (owner, job), me = self.one_of(self.jobs), self.one_of(self.people)
        return self.one_of(
            [
                self.asked(me, "POST", f"/jobs/{job}/apply", {"jobquote": "50"}),
                self.asked(me, "DELETE", f"/jobs/{job}/apply"),
                self.asked(me, "PUT", f"/jobs/watchlist/{job}"),
                self.asked(me, "DELETE", f"/jobs/watchlist/{job}"),
                self.asked(me, "GET", f"/jobs/{job}"),
                self.asked(owner, "POST", f"/jobs/{job}/invite", {"userids": ",".join(str(p.id) for p in self.people)}),
                self.asked(owner, "POST", f"/jobs/{job}", {"title": f"A job {self.chance.random()}"}),
                self.decision(owner, job),
            ]
        )

    def decision(self, owner: Person, job: int) -> Change:
        status = self.one_of(DECISIONS)

        async def change() -> None:
            applied = await self.make.rows("SELECT id FROM application WHERE job_id = %s ORDER BY random()", [job])
            sent = {"ids[]": [id_ for (id_,) in applied], "status": status, "message": "Well met"}
            await self.asked(owner, "PUT", f"/applicants/{job}", sent)()

        return change

    def of_a_talk(self) -> Change:
        thread, (me, you) = self.one_of(self.threads), self.chance.sample(self.people, 2)
        return self.one_of(
            [
                self.asked(me, "POST", f"/messages/{thread}/reply", {"message": "Hello again"}),
                self.asked(me, "GET", f"/messages/{thread}"),
                self.asked(me, "DELETE", f"/messages/{thread}"),
                self.asked(me, "POST", "/messages", {"ids": str(you.id), "message": "Hello you"}),
                self.asked(me, "POST", f"/messages/job/{self.one_of(self.jobs)[1]}", {"message": "About it"}),
            ]
        )

    def by_others(self) -> Change:
        """What an operator, a moderator, the worker and the service's own clock do meanwhile."""
        person, pictures = self.one_of(self.people), self.chance.sample(self.pictures, 3)

        async def decided() -> None:
            async with self.database.transaction() as changes:
                await do_decide(changes, [id_ for _, id_ in pictures], self.chance.random() < 0.8, self.apis[0].clock())

        async def suspended() -> None:
            for since in (self.apis[0].clock(), None):
                await self.database.do(SUSPEND, id=person.id, since=since)

        return self.one_of([decided, suspended, self.apis[0].run_tasks, self.one_of(self.apis).close_books])


@pytest.fixture
async def town(api: Api, settings: Settings, dsn: str, make: Make) -> AsyncIterator[Town]:
    async with running(settings, dsn) as other, make_pool(dsn, 4) as pool:
        town = Town([api, other], make, Database(pool, {}), Random(7))
        await town.settle()
        yield town


async def test_nobody_waits_in_a_circle(town: Town, make: Make):
    left = iter(range(CHANGES))

    async def keep_changing() -> None:
        for _ in left:
            await town.some_change()()

    async with asyncio.TaskGroup() as group:
        for _ in range(ABREAST):
            group.create_task(keep_changing())
    await asyncio.sleep(1.5)  # PostgreSQL tells of those a second later at most
    assert await make.rows(CIRCLES) == [(0,)]
