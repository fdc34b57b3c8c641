"""Inviting people: once a job, what is said of each, so many a day, and that they hear of it."""

from asyncio import gather
from datetime import timedelta
from typing import Any

import pytest

from support.api import Answer, Api
from support.hiring import applied, job_of
from support.make import Make, Person

OLD = "2020-01-01"


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(display_name="Olive Owner", created_at=OLD)


@pytest.fixture
async def job(make: Make, owner: Person) -> int:
    return await job_of(make, owner, title="Photographer Needed")


async def invite(api: Api, job: int, *people: Any) -> Answer:
    ids = [str(one.id) if isinstance(one, Person) else str(one) for one in people]
    return await api.post(f"/jobs/{job}/invite", {"userids": ",".join(ids)})


def notes(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return answer.json["data"]["notes"]


async def test_what_becomes_of_each(api: Api, make: Make, owner: Person, job: int):
    ann, invited, applicant = [await make.person() for _ in range(3)]
    await make.row("invite", job_id=job, person_id=invited.id)
    await applied(make, job, applicant)
    answer = await invite(api.as_(owner), job, ann, invited, 999, applicant, ann, f"00{ann.id}", 2**80, owner, "x")
    assert answer.json == {
        "data": {
            "status": "200",
            "message": "List of users processed",
            "job_id": str(job),
            "notes": [
                f"Invite sent to user with ID {ann.id}",
                f"User with ID {invited.id} has already been invited",
                "User with ID 999 could not be found",
                f"User with ID {applicant.id} has already applied",
                f"User with ID {2**80} could not be found",
                f"User with ID {owner.id} could not be found",
            ],
        }
    }
    assert await make.count("invite", job_id=job) == 2


async def test_they_are_told_once(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person(email="ann@example.com")
    assert notes(await invite(api.as_(owner), job, ann)) == [f"Invite sent to user with ID {ann.id}"]
    assert notes(await invite(api.as_(owner), job, ann)) == [f"User with ID {ann.id} has already been invited"]
    await api.run_tasks()
    assert [(mail.to, mail.subject) for mail in api.mailer.sent] == [
        ("ann@example.com", "Olive Owner has invited you to apply for the job")
    ]
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert (line["message"], line["link"], line["target_job"]["title"], line["source_user"]) == (
        f"has invited you to apply for the job <a href='/jobs/details/{job}'>Photographer Needed</a>",
        f"/jobs/details/{job}", "Photographer Needed", str(owner.id),
    )  # fmt: skip


async def test_whom_the_owner_cannot_see_is_not_found(api: Api, make: Make, owner: Person, job: int):
    hidden = await make.person(profile_hidden=True)
    known = await make.person(profile_hidden=True)
    await applied(make, await job_of(make, owner), known)
    suspended, deleted = await make.person(suspended_at=OLD), await make.person(deleted_at=OLD)
    blocked, blocking = await make.person(), await make.person()
    await make.row("block", blocker_id=owner.id, blocked_id=blocked.id)
    await make.row("block", blocker_id=blocking.id, blocked_id=owner.id)
    people = (hidden, suspended, deleted, blocked, blocking)
    assert notes(await invite(api.as_(owner), job, *people)) == [
        f"User with ID {one.id} could not be found" for one in people
    ]
    assert await make.count("invite") == 0
    assert notes(await invite(api.as_(owner), job, known)) == [f"Invite sent to user with ID {known.id}"]


@pytest.mark.parametrize("sent", [{}, {"userids": ""}, {"userids": " , x,="}])
async def test_somebody_has_to_be_named(sent: dict[str, str], api: Api, owner: Person, job: int):
    answer = await api.as_(owner).post(f"/jobs/{job}/invite", sent)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == "The User Ids field is required.\n"


async def test_not_too_many_at_once(api: Api, owner: Person, job: int):
    answer = await invite(api.as_(owner), job, *range(1, 502))
    assert (answer.status, answer.sentences) == (400, "The User Ids field cannot have more than 500 entries.\n")


@pytest.mark.parametrize("state", [{"authorised": False}, {"expires_on": OLD}])
async def test_only_to_a_job_that_is_open(state: dict[str, Any], api: Api, make: Make, owner: Person):
    answer = await invite(api.as_(owner), await job_of(make, owner, **state), await make.person())
    assert (answer.status, answer.message) == (400, "People can only be invited to a job that is open.")
    assert await make.count("invite") == 0


async def test_to_a_job_that_is_not_public_they_come_by_it(api: Api, make: Make, owner: Person):
    ann, job = await make.person(), await job_of(make, owner, public=False)
    quote = {"jobquote": "1"}
    assert (await api.as_(ann).post(f"/jobs/{job}/apply", quote)).status == 404
    await invite(api.as_(owner), job, ann)
    assert (await api.as_(ann).post(f"/jobs/{job}/apply", quote)).status == 200


async def test_nobody_elses_job(api: Api, make: Make, owner: Person, job: int):
    ann, ben = await make.person(), await make.person()
    gone = await job_of(make, owner, deleted_at=OLD)
    for asker, which in ((ann, job), (owner, gone), (owner, 99)):
        answer = await invite(api.as_(asker), which, ben)
        assert (answer.status, answer.message) == (404, "Sorry that job was not found.")
    administrator = await make.administrator()
    assert notes(await invite(api.as_(administrator), job, ben)) == [f"Invite sent to user with ID {ben.id}"]
    assert await make.rows("SELECT actor_id FROM notification") == [(owner.id,)]


@pytest.mark.parametrize(("days", "quota"), [(0, 10), (6.9, 10), (7, 50), (30, 200)])
async def test_so_many_a_day_by_the_age_of_the_account(days: float, quota: int, api: Api, make: Make, owner: Person):
    await make.rows("UPDATE person SET created_at = %s", [api.clock() - timedelta(days=days)])
    jobs = [await job_of(make, owner) for _ in range(2)]
    people = [await make.person() for _ in range(3)]
    await make.rows(
        """INSERT INTO person (id, email, display_name, slug)
        SELECT 1000 + n, n || 'g@example.com', 'P', 'g' || n FROM generate_series(1, %s) n""",
        [quota - 2],
    )
    await make.rows(
        "INSERT INTO invite (job_id, person_id, created_at) SELECT %s, id, %s FROM person WHERE id > 1000",
        [jobs[0], api.clock()],
    )
    full = f"was not invited: your limit of {quota} invites a day is reached"
    assert notes(await invite(api.as_(owner), jobs[1], *people)) == [
        f"Invite sent to user with ID {people[0].id}",
        f"Invite sent to user with ID {people[1].id}",
        f"User with ID {people[2].id} {full}",
    ]
    assert notes(await invite(api.as_(owner), jobs[0], people[2])) == [f"User with ID {people[2].id} {full}"]
    api.clock.forward(days=1)
    fresh = api.as_(make.token(owner.id))
    assert notes(await invite(fresh, jobs[1], people[2])) == [f"Invite sent to user with ID {people[2].id}"]


async def test_fifty_at_once_are_one_each_and_keep_the_limit(api: Api, make: Make, owner: Person):
    await make.rows("UPDATE person SET created_at = %s", [api.clock()])
    jobs, people = [await job_of(make, owner) for _ in range(2)], [await make.person() for _ in range(12)]
    tries = [invite(api.as_(owner), jobs[number % 2], *people[number % 12 :][:3]) for number in range(50)]
    assert {answer.status for answer in await gather(*tries)} == {200}
    assert (await make.count("invite"), await make.count("notification")) == (10, 10)


async def test_the_former_way(api: Api, make: Make, owner: Person, job: int):
    ann = await make.person()
    path = f"/jobs/{job}/invite?userids={ann.id}="
    assert (await api.as_(owner).ask("HEAD", path)).status == 405
    assert (await api.nobody().get(path)).status == 403
    key = (await api.as_(owner).post("/auth/keys", {"label": "x"})).json["data"]["key"]
    assert (await api.nobody().get(path, headers={"Freelancerclub-API-KEY": key})).status == 403
    assert await make.count("invite") == 0
    answer = await api.as_(owner).get(path)
    assert answer.headers["deprecation"]
    assert notes(answer) == [f"Invite sent to user with ID {ann.id}"]
