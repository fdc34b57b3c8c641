"""Changing a job, withdrawing it, and a moderator's decisions."""

from asyncio import gather
from datetime import timedelta

import pytest

from support.api import Api
from support.jobs import NEW_JOB, job_of
from support.make import Make
from support.telling import Teller


async def test_what_is_sent_changes_and_the_rest_stays(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    await api.as_(ann).post("/jobs", NEW_JOB | {"q1": "Why?", "tags": "Barn"})
    before = (await api.as_(ben).get("/jobs/1")).json["data"]
    later = (api.clock().date() + timedelta(days=9)).isoformat()
    api.clock.forward(hours=1)
    sent = {"title": "Two needed", "q1": "", "tags": "", "discipline": "Model", "expiry_date": later, "type": "test"}
    answer = await api.as_(ann).post("/jobs/1", sent)
    assert answer.json == {"status": "200", "message": "Job Updated Successfully"}
    after = (await api.as_(ben).get("/jobs/1")).json["data"]
    changed = {name: value for name, value in after.items() if value != before[name]}
    moment = f"{api.clock():%Y-%m-%d %H:%M:%S}"
    assert changed == {
        "title": "Two needed", "q1": "", "tags": None, "discipline": "Model", "expiry_date": later, "dateto": later,
        "modified_on": moment,
    }  # fmt: skip
    assert (await api.as_(ben).get("/jobs?discipline=photographer")).json["data"] is False
    assert (await api.as_(ben).get("/jobs?search=two%20need")).json["meta"]["total"] == 1
    assert (await api.as_(ann).post("/jobs/1")).status == 200, "nothing sent, nothing changed"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"description": "short"}, "Description must be greater than 60 characters."),
        ({"title": " "}, "The Title field is required."),
        ({"discipline": "Juggler"}, "The Discipline field must contain valid disciplines."),
        ({"price": "a lot"}, None),
        ({"expiry_date": "2001-01-01"}, "The Expiry Date field must contain a day that is not over."),
    ],
)
async def test_what_is_refused_changes_nothing(sent: dict[str, str], sentence: str | None, api: Api, make: Make):
    ann = await make.person()
    await api.as_(ann).post("/jobs", NEW_JOB)
    before = await make.whole("job", 1)
    answer = await api.as_(ann).post("/jobs/1", {"title": "Another"} | sent)
    assert answer.status == 400 and answer.message.startswith("Unable to update job. ")
    assert sentence is None or answer.message == f"Unable to update job. {sentence}"
    assert await make.whole("job", 1) == before


async def test_a_closed_job_is_changed_no_more_but_by_a_later_last_day(api: Api, make: Make):
    ann = await make.person()
    on = api.clock().date()
    job = await job_of(make, ann, expires_on=on - timedelta(days=1))
    answer = await api.as_(ann).post(f"/jobs/{job}", {"title": "Another"})
    assert (answer.status, answer.message) == (400, "This job is closed.")
    assert (await api.as_(ann).get("/jobs")).json["data"] is False
    assert (await api.as_(ann).post(f"/jobs/{job}", {"expiry_date": str(on)})).status == 200
    assert (await api.as_(ann).get("/jobs")).json["meta"]["total"] == 1
    assert await make.rows("SELECT task_name FROM procrastinate_jobs") == [("match_alerts",)]


async def test_made_public_it_is_matched_once(api: Api, make: Make):
    ann = await make.person()
    job = await job_of(make, ann, public=False)
    for public in ("1", "1", "0"):
        assert (await api.as_(ann).post(f"/jobs/{job}", {"public": public})).status == 200
    assert await make.count("procrastinate_jobs") == 1


async def test_a_rejected_job_that_changes_waits_for_a_moderator_again(api: Api, make: Make):
    ann = await make.person()
    job = await job_of(make, ann, authorised=False, decided_at="2026-01-01")
    await api.as_(ann).post(f"/jobs/{job}", {"title": "Another"})
    assert await make.rows("SELECT authorised, decided_at FROM job") == [(False, None)]


async def test_withdrawn_it_is_nobodys_and_who_applied_is_told(api: Api, make: Make, dsn: str):
    ann = await make.person()
    people = [await make.person(system_notifications="instant") for _ in range(3)]
    job = await job_of(make, ann, title="A wedding <b>in York</b> with guests")
    for person in people[:2]:
        await make.row("application", job_id=job, person_id=person.id)
    await make.row("watch", job_id=job, person_id=people[2].id)
    answer = await api.as_(ann).ask("DELETE", f"/jobs/{job}")
    assert answer.json == {"status": "200", "message": "Job Withdrawn"}
    for person in (ann, *people):
        assert (await api.as_(person).get(f"/jobs/{job}")).status == 404
        assert (await api.as_(person).get("/jobs")).json["data"] is False
    assert (await api.as_(ann).get("/jobs/my")).json["data"] == []
    assert (await api.as_(ann).ask("DELETE", f"/jobs/{job}")).status == 404
    line = (await api.as_(people[0]).get("/notifications")).json["data"][0]
    message = "has withdrawn a job that you applied for: &nbsp;<i>'A wedding &lt;b&gt;in York&lt;/b&gt; with ...'</i>"
    assert (line["source_user"], line["message"]) == (str(ann.id), message)
    await Teller(api, dsn, make).run()
    assert [mail.to for mail in api.mailer.sent] == [people[1].email], "the other one has read it already"
    assert api.mailer.sent[0].subject == "Person 1 has withdrawn a job that you applied for"


async def test_withdrawn_by_fifty_at_once_it_is_told_once(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    job = await job_of(make, ann)
    await make.row("application", job_id=job, person_id=ben.id)
    answers = await gather(*(api.as_(ann).ask("DELETE", f"/jobs/{job}") for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [200, *[404] * 49]
    assert await make.count("notification") == 1
