"""A job closes by the clock, and its owner hears of it three days before, once."""

from datetime import timedelta

from support.api import Api
from support.jobs import job_of
from support.make import Make
from support.telling import Teller


async def tick(api: Api, make: Make, dsn: str) -> None:
    await make.row("procrastinate_jobs", queue_name="default", task_name="postings.tell_owners", args="{}")
    await api.run_tasks()
    await Teller(api, dsn, make).run()


async def told(make: Make) -> list[tuple[int, int]]:
    return await make.rows("SELECT person_id, job_id FROM notification ORDER BY id")


async def test_the_owner_hears_of_it_once_three_days_before(api: Api, make: Make, dsn: str):
    ann = await make.person(system_notifications="instant")
    day = api.clock().date() + timedelta(days=4)
    job = await job_of(make, ann, title="Photographer needed", expires_on=day)
    for values in ({"authorised": False}, {"deleted_at": "2020-01-01"}, {"expiry_told": day}):
        await job_of(make, ann, **({"expires_on": day} | values))
    await job_of(make, ann, expires_on=day - timedelta(days=5))
    await tick(api, make, dsn)
    assert await told(make) == []
    api.clock.forward(days=1)
    for _ in range(3):
        await tick(api, make, dsn)
        api.clock.forward(hours=7)
    assert await told(make) == [(ann.id, job)]
    line = (await api.as_(make.token(ann.id)).get("/notifications")).json["data"][0]
    words = f"open until {day.day} {day:%B %Y}"
    link = f"<a href='/jobs/details/{job}'>Photographer needed</a>"
    assert line["message"] == f"Your job closes soon: {link}, {words}"
    assert (line["source_user"], line["display_name"], line["target_job"]["id"]) == ("0", "", str(job))
    (mail,) = api.mailer.sent
    assert mail.subject == "Your job closes soon"
    assert f"\nYour job closes soon: Photographer needed, {words}\n" in mail.text


async def test_a_moved_last_day_is_told_of_anew(api: Api, make: Make, dsn: str):
    ann = await make.person()
    on = api.clock().date()
    job = await job_of(make, ann, expires_on=on + timedelta(days=2))
    await tick(api, make, dsn)
    await api.as_(ann).post(f"/jobs/{job}", {"expiry_date": str(on + timedelta(days=20))})
    await tick(api, make, dsn)
    assert len(await told(make)) == 1
    api.clock.forward(days=17)
    await tick(api, make, dsn)
    assert len(await told(make)) == 2
    await api.as_(make.token(ann.id)).post(f"/jobs/{job}", {"expiry_date": str(on + timedelta(days=18))})
    api.clock.forward(days=1)
    await tick(api, make, dsn)
    assert len(await told(make)) == 2, "moved to tomorrow by its owner there is nothing to tell"


async def test_it_is_open_until_the_end_of_its_last_day(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    api.clock.now = api.clock.now.replace(hour=23, minute=59)
    job = await job_of(make, ann, expires_on=api.clock().date())
    ben_sees = api.as_(make.token(ben.id))
    assert (await ben_sees.get("/jobs")).json["meta"]["total"] == 1
    one = (await ben_sees.get(f"/jobs/{job}")).json["data"]
    assert (one["can_apply"], one["apply_message"]) == (1, "")
    api.clock.forward(minutes=1)
    assert (await ben_sees.get("/jobs")).json == {"meta": {"total": 0, "limit": 20, "offset": 0}, "data": False}
    one = (await ben_sees.get(f"/jobs/{job}")).json["data"]
    assert (one["can_apply"], one["apply_message"]) == (0, "This job is closed.")


async def test_the_clock_takes_off_the_board_what_is_over(api: Api, make: Make):
    ann = await make.person()
    on = api.clock().date()
    for days in (-2, -1, 0, 1):
        await job_of(make, ann, expires_on=on + timedelta(days=days))
    for task in ("board.take_off", "board.fold"):
        await make.row("procrastinate_jobs", queue_name="default", task_name=task, args="{}")
        await api.run_tasks()
    assert await make.count("procrastinate_jobs") == 0
    assert (
        await make.rows("SELECT sum(jobs) FROM board_total") == [(2,)] == await make.rows("SELECT count(*) FROM board")
    )
    assert (await api.as_(ann).get("/jobs")).json["meta"]["total"] == 2
