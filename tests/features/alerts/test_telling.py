"""A job comes on the board: whoever has an alert for it is told, once ever."""

from asyncio import gather

import pytest

from support.api import Api
from support.hiring import LEEDS, job_of
from support.make import Make, Person


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(display_name="Olive Owner", **LEEDS)


async def come(api: Api, make: Make, job: int) -> None:
    """What a job that comes on the board queues is done."""
    await make.row("procrastinate_jobs", queue_name="default", task_name="match_alerts", args=f'{{"job_id": {job}}}')
    await api.run_tasks()
    await api.run_tasks()  # what that has queued
    assert await make.count("procrastinate_jobs") == 0, "nothing failed"


async def test_who_is_told(api: Api, make: Make, owner: Person):
    ann = await make.person(email="ann@example.com", **LEEDS)
    await make.row("device", id="phone", person_id=ann.id)
    for person in (await make.person(), await make.person(disciplines=["Model"], **LEEDS)):
        await api.as_(person).post("/alerts", {"discipline": "Model"})
    job = await job_of(make, owner, title="Photographer Needed")
    await come(api, make, job)
    assert await make.rows("SELECT job_id, person_id FROM alert_sent") == [(job, ann.id)]
    assert await make.rows("SELECT told FROM job_counter") == [(1,)]
    assert [(mail.to, mail.subject) for mail in api.mailer.sent] == [
        ("ann@example.com", "Olive Owner has posted a job that may suit you")
    ]
    (push,) = api.pusher.sent
    assert (push.contents, push.data, push.devices) == ("Job Alert", {"type": "job.alert", "job_id": job}, ("phone",))
    (line,) = (await api.as_(ann).get("/notifications")).json["data"]
    assert (line["message"], line["target_job"]["id"]) == (
        f"has posted a job that may suit you: <a href='/jobs/details/{job}'>Photographer Needed</a>", str(job),
    )  # fmt: skip


async def test_once_ever_whatever_matches_and_however_often(api: Api, make: Make, owner: Person):
    ann = await make.person(**LEEDS)
    for sent in ({"discipline": "Photographer"}, {"search": "races"}, {"country": "united kingdom"}):
        await api.as_(ann).post("/alerts", sent)
    job = await job_of(make, owner)
    for _ in range(2):
        await come(api, make, job)
    await make.rows("DELETE FROM notification")
    await gather(*(come_again(make, job) for _ in range(3)))
    await api.run_tasks()
    assert (await make.count("alert_sent"), await make.count("notification")) == (1, 0)
    assert len(api.mailer.sent) == 1


async def come_again(make: Make, job: int) -> None:
    await make.row("procrastinate_jobs", queue_name="default", task_name="match_alerts", args=f'{{"job_id": {job}}}')


@pytest.mark.parametrize(
    "state",
    [
        "UPDATE job SET authorised = false",
        "UPDATE job SET public = false",
        "UPDATE job SET deleted_at = now()",
        "UPDATE job SET expires_on = '2020-01-01'",
        "UPDATE person SET suspended_at = now() WHERE display_name = 'Olive Owner'",
        "DELETE FROM job",
    ],
)
async def test_nobody_is_told_of_what_is_not_on_the_board(state: str, api: Api, make: Make, owner: Person):
    await make.person(**LEEDS)
    job = await job_of(make, owner)
    await make.rows(state)
    await come(api, make, job)
    assert (await make.count("alert_sent"), await make.count("notification")) == (0, 0)


async def test_neither_owner_nor_whom_a_block_keeps_away_nor_who_is_gone(api: Api, make: Make, owner: Person):
    blocked, blocking = await make.person(**LEEDS), await make.person(**LEEDS)
    await make.row("block", blocker_id=owner.id, blocked_id=blocked.id)
    await make.row("block", blocker_id=blocking.id, blocked_id=owner.id)
    for gone in ("suspended_at", "deleted_at"):
        await make.person(**LEEDS, **{gone: "2020-01-01"})
    hidden = await make.person(profile_hidden=True, **LEEDS)
    await come(api, make, await job_of(make, owner))
    assert await make.rows("SELECT person_id FROM alert_sent") == [(hidden.id,)]


async def test_many_are_told_in_several_goes(api: Api, make: Make, owner: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("freelancerclub.features.alerts.tasks.AT_ONCE", 7)
    await make.rows(
        """INSERT INTO person (email, display_name, slug, disciplines, latitude, longitude, system_notifications)
        SELECT n || 'c@example.com', 'P', 'c' || n, '{Photographer}', 53.8, -1.5, 'never'
        FROM generate_series(1, 30) n"""
    )
    await come(api, make, await job_of(make, owner))
    assert (await make.count("alert_sent"), await make.count("notification")) == (30, 30)
