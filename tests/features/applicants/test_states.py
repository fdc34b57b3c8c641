"""What becomes of applications, against a model in plain Python: whatever people do, in whichever order.

`CLUB_STATES=200` sets how many histories are tried; each has up to 25 steps.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as told
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings
from support.api import Answer, Api, running
from support.hiring import job_of
from support.make import Make, Person

HISTORIES, STEPS = int(os.environ.get("CLUB_STATES", "25")), 25
ACCOUNTS = ("pro", "pro", "pro", "starter", "free")
KINDS: tuple[dict[str, Any], ...] = ({"kind": "normal"}, {"kind": "test"}, {"kind": "test", "expires_on": "2020-01-01"})
STATUSES = ("new", "shortlist", "successful", "unsuccessful")
PEOPLE, JOBS = st.integers(0, len(ACCOUNTS) - 1), st.integers(0, len(KINDS) - 1)


@dataclass
class Model:
    """Who applied for what and what became of it, by (job, person); who is kept apart; what was told."""

    states: dict[tuple[int, int], str] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    known: set[tuple[int, int]] = field(default_factory=set)  # applications that their owner was told of
    told: int = 0

    def shown(self, job: int, status: str | None = None) -> set[tuple[int, int]]:
        return {
            pair
            for pair, state in self.states.items()
            if pair[0] == job and pair[1] not in self.apart | self.away and status in (None, state)
        }

    def why_not(self, person: int, job: int) -> tuple[int, str]:
        """What somebody who applies is answered."""
        if person in self.apart:
            return 404, "Sorry that job was not found."
        if ACCOUNTS[person] == "free":
            return 400, "Only paid members can apply for jobs."
        if ACCOUNTS[person] == "starter" and KINDS[job]["kind"] == "normal":
            return 400, "Apire members can't apply to paid jobs"
        if (job, person) in self.states:
            return 400, "You have already applied for this job."
        if "expires_on" in KINDS[job]:
            return 400, "This job is closed."
        return 200, "Application sent successfully"

    def decide(
        self, job: int, pairs: set[tuple[int, int]], unknown: bool, status: str, message: bool
    ) -> tuple[int, str]:
        """What an owner who decides is answered, and what comes of it."""
        if not pairs and not unknown:
            return 400, "Please provide valid application ids"
        if status not in STATUSES:
            return 400, "Please provide a valid status"
        if status == "successful" and not message:
            return 400, "Please provide a message"
        if unknown or not pairs <= self.shown(job):
            return 400, "Please provide valid application ids"
        changed = [pair for pair in pairs if self.states[pair] != status]
        self.states |= dict.fromkeys(changed, status)
        self.told += len(changed) if status != "new" else 0
        return 200, "Applicants Updated"


@dataclass
class World:
    run: Callable[[Awaitable[Any]], Any]
    api: Api
    make: Make
    owner: Person
    people: list[Person]
    jobs: list[int]
    db: psycopg.Connection

    def ask(self, person: Person, method: str, path: str, data: dict[str, Any] | None = None) -> Answer:
        # Whoever was suspended has a token that ended, and is back with a fresh one.
        return self.run(self.api.as_(self.make.token(person.id)).ask(method, path, data=data))

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.db.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


class Hiring(RuleBasedStateMachine):
    """Everybody tries everything; the service and the model have to agree after each step."""

    world: World

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        for table in ("application", "block", "notification", "procrastinate_jobs"):
            self.world.rows(f"DELETE FROM {table}")
        self.world.rows("UPDATE person SET suspended_at = NULL")

    @rule(person=PEOPLE, job=JOBS)
    def apply(self, person: int, job: int) -> None:
        if person in self.model.away:
            return
        status, message = self.model.why_not(person, job)
        path = f"/jobs/{self.world.jobs[job]}/apply"
        answer = self.world.ask(self.world.people[person], "POST", path, {"jobquote": "1"})
        assert (answer.status, answer.message) == (status, message)
        if status == 200:
            self.model.states[job, person] = "new"
            self.model.known.add((job, person))  # the clock stands: whoever applies again is no news

    @rule(person=PEOPLE, job=JOBS)
    def withdraw(self, person: int, job: int) -> None:
        if person in self.model.away:
            return
        answer = self.world.ask(self.world.people[person], "DELETE", f"/jobs/{self.world.jobs[job]}/apply")
        state = self.model.states.get((job, person))
        assert answer.status == (404 if state is None else 200 if state in ("new", "shortlist") else 400)
        if answer.status == 200:
            del self.model.states[job, person]

    @rule(job=JOBS, people=st.sets(PEOPLE, max_size=3), other=st.booleans(), message=st.booleans(),
          status=st.sampled_from((*STATUSES, *STATUSES, "hired")))  # fmt: skip
    def decide(self, job: int, people: set[int], other: bool, message: bool, status: str) -> None:
        ids = self.ids()
        pairs = {(job, person) for person in people if (job, person) in ids}
        foreign = [pair for pair in ids if pair[0] != job][:1] if other and people == {0} else []
        asked = [*pairs, *foreign]
        sent = {"ids": ",".join(str(ids[pair]) for pair in asked), "status": status}
        answer = self.world.ask(
            self.world.owner, "PUT", f"/applicants/{self.world.jobs[job]}", sent | ({"message": "M"} if message else {})
        )
        expected = self.model.decide(job, pairs, bool(foreign), status, message)
        assert (answer.status, answer.message) == expected

    @rule(person=PEOPLE, by_owner=st.booleans())
    def block(self, person: int, by_owner: bool) -> None:
        if person in self.model.apart | self.model.away:
            return
        one, other = self.world.owner, self.world.people[person]
        one, other = (one, other) if by_owner else (other, one)
        assert self.world.ask(one, "POST", "/users/block", {"block_user_id": str(other.id)}).status == 200
        self.model.apart.add(person)

    @rule(person=PEOPLE)
    def make_up(self, person: int) -> None:
        self.world.rows("DELETE FROM block WHERE %s IN (blocker_id, blocked_id)", self.world.people[person].id)
        self.model.apart.discard(person)

    @rule(person=PEOPLE)
    def go_and_come(self, person: int) -> None:
        gone = person not in self.model.away
        self.world.rows(
            "UPDATE person SET suspended_at = CASE WHEN %s THEN now() END WHERE id = %s",
            gone, self.world.people[person].id,
        )  # fmt: skip
        (self.model.away.add if gone else self.model.away.discard)(person)

    @rule(job=JOBS, status=st.sampled_from(("all", *STATUSES)))
    def look(self, job: int, status: str) -> None:
        found = self.world.ask(self.world.owner, "GET", f"/applicants/{self.world.jobs[job]}?type={status}").json
        ids, shown = self.ids(), self.model.shown(job, None if status == "all" else status)
        expected = sorted((ids[pair] for pair in shown), reverse=True)
        assert [int(one["application_id"]) for one in found["data"]] == expected
        assert found["meta"]["total"] == len(expected)

    @invariant()
    def agree(self) -> None:
        rows = self.world.rows("SELECT job_id, person_id, status FROM application")
        places = {one.id: place for place, one in enumerate(self.world.people)}
        assert {
            (self.world.jobs.index(job), places[person]): status for job, person, status in rows
        } == self.model.states
        counted = dict(self.world.rows("SELECT job_id, applicants FROM job_counter"))
        for place, job in enumerate(self.world.jobs):
            assert counted[job] == sum(pair[0] == place for pair in self.model.states)
        # Each change of a status was made from what was there before.
        broken = self.world.rows(
            """SELECT FROM (
                SELECT was, coalesce(lag(status) OVER (PARTITION BY application_id ORDER BY id), 'new') AS held
                FROM application_change
            ) h WHERE was <> held"""
        )
        assert broken == []
        assert self.world.rows("SELECT count(*) FROM notification WHERE kind ^@ 'application'") == [
            (self.model.told + len(self.model.known),)
        ]

    def ids(self) -> dict[tuple[int, int], int]:
        places = {one.id: place for place, one in enumerate(self.world.people)}
        rows = self.world.rows("SELECT id, job_id, person_id FROM application ORDER BY id")
        return {(self.world.jobs.index(job), places[person]): id_ for id_, job, person in rows}


@pytest.fixture
def world(settings: Settings, dsn: str) -> Iterator[World]:
    async def build(stack: AsyncExitStack) -> tuple[Any, ...]:
        api = await stack.enter_async_context(running(settings, dsn))
        key = settings.token_key
        assert key is not None
        make = Make(dsn, Tokens(key.get_secret_value().encode()), api.clock)
        owner = await make.person()
        people = [await make.person(account=account) for account in ACCOUNTS]
        return api, make, owner, people, [await job_of(make, owner, **kind) for kind in KINDS]

    with asyncio.Runner() as runner, psycopg.connect(dsn, autocommit=True) as db:
        stack = AsyncExitStack()
        yield World(lambda work: runner.run(_await(work)), *runner.run(build(stack)), db)
        runner.run(stack.aclose())


async def _await(work: Awaitable[Any]) -> Any:
    return await work


def test_whatever_people_do(world: World):
    Hiring.world = world
    run_state_machine_as_test(
        Hiring,
        settings=told(
            max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
