"""Applying for a job: what it asks for, who may, once, and that the owner hears of it."""

from asyncio import gather
from typing import Any

import pytest

from support.api import Api
from support.hiring import applied, job_of
from support.make import Make, Person

SENT = {"status": "200", "message": "Application sent successfully"}
NOT_THERE = (404, {"status": "404", "message": "Sorry that job was not found."})
QUOTE = {"jobquote": "150"}


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(display_name="Olive Owner", email="olive@example.com")


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person(display_name="Ann Lee", email="ann@example.com")


async def test_an_application_with_all_that_can_be_said(api: Api, make: Make, owner: Person, ann: Person):
    job = await job_of(make, owner, question1="Why?", question3="When?")
    portfolio = await make.row("portfolio", owner_id=ann.id, place=1, title="P", discipline="Model")
    sent = {
        "q1": " Because I can", "q3": "Now", "q4": "Nobody asked", "notes": "Zoë's notes", "jobquote": "99.999",
        "portfolio": str(portfolio), "currency": "eur",
    }  # fmt: skip
    assert (await api.as_(ann).post(f"/jobs/{job}/apply", sent)).json == SENT
    assert await make.rows(
        """SELECT job_id, person_id, status, answer1, answer2, answer3, answer4, notes, quote::text, portfolio_id,
        currency, created_at FROM application"""
    ) == [
        (job, ann.id, "new", " Because I can", "", "Now", "Nobody asked", "Zoë's notes", "100.00", portfolio, "EUR",
         api.clock())
    ]  # fmt: skip
    assert await make.rows("SELECT applicants FROM job_counter") == [(1,)]


async def test_the_owner_is_told(api: Api, make: Make, owner: Person, ann: Person):
    job = await job_of(make, owner, title="A day <b>out</b>")
    await api.as_(ann).post(f"/jobs/{job}/apply", QUOTE)
    await api.run_tasks()
    (mail,) = api.mailer.sent
    assert (mail.to, mail.subject) == (owner.email, "Ann Lee has applied for your job")
    (line,) = (await api.as_(owner).get("/notifications")).json["data"]
    assert (line["source_user"], line["source_module"], line["link"]) == (str(ann.id), "jobs", f"/jobs/details/{job}")
    assert line["message"] == (
        f"has applied for your job <a href='/jobs/details/{job}'>A day &lt;b&gt;out&lt;/b&gt;</a>"
    )
    assert line["target_job"]["id"] == str(job)


async def test_a_mail_of_an_application_that_is_gone_does_not_go_out(api: Api, make: Make, owner: Person, ann: Person):
    job = await job_of(make, owner)
    await api.as_(ann).post(f"/jobs/{job}/apply", QUOTE)
    await api.as_(ann).ask("DELETE", f"/jobs/{job}/apply")
    await api.run_tasks()
    assert api.mailer.sent == []


@pytest.mark.parametrize(
    ("job", "sent", "sentences"),
    [
        ({}, {}, ["The Job Quote field is required."]),
        ({}, {"jobquote": " "}, ["The Job Quote field is required."]),
        (
            {"question1": "Why?", "question2": " ", "question4": "Who?"},
            {"q1": " ", "q2": "", "jobquote": "1"},
            ["The Question 1 field is required.", "The Question 4 field is required."],
        ),
        ({}, {"jobquote": "much"}, ["The Job Quote field must contain only numeric characters."]),
        ({}, {"jobquote": "-1"}, ["The Job Quote field must contain a number greater than or equal to 0."]),
        ({}, QUOTE | {"currency": "DKK"}, ["The Currency field must be one of: GBP,USD,EUR."]),
        ({}, QUOTE | {"portfolio": "mine"}, ["The Portfolio field must contain an integer."]),
        ({}, QUOTE | {"q2": "x" * 2_001}, ["The Question 2 field cannot exceed 2000 characters in length."]),
        ({}, QUOTE | {"notes": "x" * 5_001}, ["The Notes field cannot exceed 5000 characters in length."]),
    ],
)
async def test_what_is_missing_or_wrong(
    job: dict[str, Any], sent: dict[str, str], sentences: list[str], api: Api, make: Make, owner: Person, ann: Person
):
    answer = await api.as_(ann).post(f"/jobs/{await job_of(make, owner, **job)}/apply", sent)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == "".join(f"{sentence}\n" for sentence in sentences)
    assert await make.count("application") == 0


@pytest.mark.parametrize(("sent", "kept"), [("eur", "EUR"), (" Usd ", "USD"), ("GBP", "GBP"), (" ", "GBP")])
async def test_a_currency_in_whatever_case(sent: str, kept: str, api: Api, make: Make, owner: Person, ann: Person):
    await api.as_(ann).post(f"/jobs/{await job_of(make, owner)}/apply", QUOTE | {"currency": sent})
    assert await make.rows("SELECT currency FROM application") == [(kept,)]


async def test_an_unpaid_job_wants_no_quote(api: Api, make: Make, owner: Person):
    starter = await make.person(account="starter")
    job = await job_of(make, owner, kind="test")
    assert (await api.as_(starter).post(f"/jobs/{job}/apply")).json == SENT
    assert await make.rows("SELECT quote, currency FROM application") == [(None, "GBP")]


@pytest.mark.parametrize("whose", ["other's", "deleted", "missing"])
async def test_a_portfolio_of_ones_own_only(whose: str, api: Api, make: Make, owner: Person, ann: Person):
    portfolio = 99
    if whose != "missing":
        of, gone = (owner, None) if whose == "other's" else (ann, api.clock())
        portfolio = await make.row("portfolio", owner_id=of.id, place=1, title="P", discipline="Model", deleted_at=gone)
    answer = await api.as_(ann).post(f"/jobs/{await job_of(make, owner)}/apply", QUOTE | {"portfolio": str(portfolio)})
    assert (answer.status, answer.message) == (400, "Please provide a valid portfolio_id")
    assert (await make.count("application"), await make.count("notification")) == (0, 0)


@pytest.mark.parametrize(
    ("account", "job", "message"),
    [
        ("free", {}, "Only paid members can apply for jobs."),
        ("free", {"kind": "test"}, "Only paid members can apply for jobs."),
        ("starter", {}, "Apire members can't apply to paid jobs"),
        ("pro", {"expires_on": "2020-01-01"}, "This job is closed."),
    ],
)
async def test_who_may_not(account: str, job: dict[str, Any], message: str, api: Api, make: Make, owner: Person):
    answer = await api.as_(await make.person(account=account)).post(
        f"/jobs/{await job_of(make, owner, **job)}/apply", QUOTE
    )
    assert (answer.status, answer.json) == (400, {"status": "400", "message": message})
    assert await make.count("application") == 0


async def test_nobody_applies_for_their_own(api: Api, make: Make, owner: Person):
    answer = await api.as_(owner).post(f"/jobs/{await job_of(make, owner)}/apply", QUOTE)
    assert (answer.status, answer.message) == (400, "You cannot apply for your own job.")


async def test_what_is_not_to_be_seen_is_not_there(api: Api, make: Make, owner: Person, ann: Person):
    hidden = [
        await job_of(make, owner, **values)
        for values in ({"authorised": False}, {"public": False}, {"deleted_at": api.clock()})
    ]
    cat = await make.person()
    await make.row("block", blocker_id=cat.id, blocked_id=ann.id)
    await make.row("block", blocker_id=ann.id, blocked_id=(dan := await make.person()).id)
    hidden += [await job_of(make, cat), await job_of(make, dan), 999]
    for job in hidden:
        answer = await api.as_(ann).post(f"/jobs/{job}/apply", QUOTE)
        assert (answer.status, answer.json) == NOT_THERE
    assert await make.count("application") == 0
    private = hidden[1]
    await make.row("invite", job_id=private, person_id=ann.id)
    assert (await api.as_(ann).post(f"/jobs/{private}/apply", QUOTE)).json == SENT


async def test_fifty_at_once_are_one(api: Api, make: Make, owner: Person, ann: Person):
    job = await job_of(make, owner)
    answers = await gather(*(api.as_(ann).post(f"/jobs/{job}/apply", QUOTE) for _ in range(50)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 49
    assert {answer.message for answer in answers if answer.status == 400} == {"You have already applied for this job."}
    assert (await make.count("application"), await make.count("notification")) == (1, 1)
    assert await make.rows("SELECT applicants FROM job_counter") == [(1,)]


async def test_an_application_is_taken_back_and_made_again(api: Api, make: Make, owner: Person, ann: Person):
    job, me = await job_of(make, owner), api.as_(ann)
    never = await me.ask("DELETE", f"/jobs/{job}/apply")
    assert (never.status, never.message) == (404, "You have not applied for this job.")
    for _ in range(2):
        assert (await me.post(f"/jobs/{job}/apply", QUOTE)).json == SENT
        withdrawn = await me.ask("DELETE", f"/jobs/{job}/apply")
        assert withdrawn.json == {"status": "200", "message": "Application withdrawn successfully"}
        assert await make.rows("SELECT applicants FROM job_counter") == [(0,)]
    assert await make.count("notification") == 1, "its owner is told once an hour"
    api.clock.forward(hours=1)
    assert (await api.as_(make.token(ann.id)).post(f"/jobs/{job}/apply", QUOTE)).json == SENT
    assert await make.count("notification") == 2


async def test_who_was_given_the_job_has_it(api: Api, make: Make, owner: Person, ann: Person):
    job = await job_of(make, owner)
    await applied(make, job, ann, status="successful")
    answer = await api.as_(ann).ask("DELETE", f"/jobs/{job}/apply")
    assert (answer.status, answer.message) == (
        400, "You have been given this job. Please tell its owner if you cannot do it.",
    )  # fmt: skip
    assert await make.count("application") == 1


async def test_who_was_not_chosen_does_not_apply_anew(api: Api, make: Make, owner: Person, ann: Person):
    job, me = await job_of(make, owner), api.as_(ann)
    await applied(make, job, ann, status="unsuccessful")
    answer = await me.ask("DELETE", f"/jobs/{job}/apply")
    said = "Your application was not successful. It cannot be withdrawn any more."
    assert (answer.status, answer.message) == (400, said)
    assert (await me.post(f"/jobs/{job}/apply", QUOTE)).message == "You have already applied for this job."
    assert await make.count("notification") == 0
