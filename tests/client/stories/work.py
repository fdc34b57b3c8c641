"""Stories of jobs, applications, conversations and alerts; the last one goes from registering to a review."""

from datetime import timedelta
from typing import Any

import pytest

from client.either import Either, every
from client.stage import Stage
from freelancerclub_client import Invalid, NotFound
from support.pictures import png

LONG = "A day by the sea: portraits of six people in the afternoon light, and some of the harbour."
JOB: dict[str, Any] = {
    "type": "normal",
    "title": "Portraits by the sea",
    "description": LONG,
    "city": "Leeds",
    "country": "United Kingdom",
    "longitude": -1.55,
    "latitude": 53.8,
    "locationtype": "locality",
    "discipline": ["Photographer"],
    "currency": "GBP",
    "duration": "Full Day",
    "price": "GBP250 - GBP500",
    "tags": ["sea", "portrait"],
    "q1": "Which camera?",
}
SECRET = "a fine password"


async def jobs(stage: Stage) -> None:
    owner, mia = stage.club(await stage.make.person()), stage.club(await stage.make.person(account="pro"))
    with pytest.raises(Invalid, match="greater than 60"):
        await owner.jobs.post(**JOB | {"description": "Short"})
    posted = (await owner.jobs.post(**JOB, expiry_date=stage.api.clock.now.date() + timedelta(days=9))).job_id
    other = (await owner.jobs.post(**JOB | {"title": "Another"})).job_id
    assert [each.title for each in await every(owner.jobs.mine(page_size=1))] == ["Another", JOB["title"]]
    assert [each.id for each in await every(mia.jobs.search("by the sea", page_size=1))] == [str(other), str(posted)]
    assert [each.id for each in await every(mia.jobs.search("Another", discipline="Photographer"))] == [str(other)]
    assert await every(mia.jobs.search("nothing of the kind")) == []

    await mia.jobs.watch(posted)
    assert [each.id for each in await every(mia.jobs.search(tab="watchlist"))] == [str(posted)]
    await mia.jobs.unwatch(posted)
    added = await owner.jobs.add_file(posted, png(), name="mood.png")
    shown = await mia.jobs.get(posted)
    assert [each.file_name for each in shown.files] == ["mood.png"] and shown.applicant_count == 0
    assert await mia.files.read(shown.files[0].url)
    await owner.jobs.delete_file(added.file_id)
    await owner.jobs.change(posted, title="Portraits inside")
    assert (await mia.jobs.get(posted)).title == "Portraits inside"
    await owner.jobs.withdraw(other)
    with pytest.raises(NotFound, match="that job was not found"):
        await mia.jobs.get(other)


async def applying(stage: Stage) -> None:
    person = await stage.make.person(account="pro", longitude=-1.55, latitude=53.8, city="Leeds")
    owner, mia = stage.club(await stage.make.person()), stage.club(person)
    job = (await owner.jobs.post(**JOB)).job_id
    fits = await every(owner.jobs.recommended(job, explain=True))
    assert str(person.id) in [each.id for each in fits] and all(each.parts is not None for each in fits)
    invited = await owner.jobs.invite(job, [person.id])
    assert (invited.job_id, len(invited.notes)) == (str(job), 1)
    await mia.jobs.apply(job, q1="A good one", jobquote="400", notes="With pleasure")
    await mia.jobs.take_back(job)
    await mia.jobs.apply(job, q1="A good one", jobquote=400)
    (applied,) = await every(owner.applicants.of(job, "new"))
    assert (applied.user_id, applied.q1, applied.quote) == (str(person.id), "A good one", "400.00")
    await owner.applicants.decide(job, [applied.application_id], "shortlist")
    assert len(await every(owner.applicants.of(job, "shortlist"))) == 1


async def alerts(stage: Stage) -> None:
    club = stage.club(await stage.make.person())
    before = {each.id for each in await every(club.alerts.mine())}
    made = (await club.alerts.add(discipline=["Photographer"], searchstr="sea")).alert_id
    (added,) = [each for each in await every(club.alerts.mine()) if each.id not in before]
    assert (added.id, added.discipline, added.search) == (str(made), "Photographer", "sea")
    await club.alerts.remove(made)
    assert {each.id for each in await every(club.alerts.mine())} == before


async def talking(stage: Stage) -> None:
    mia, ann = await stage.make.person(), await stage.make.person(display_name="Ann")
    club, other = stage.club(mia), stage.club(ann)
    thread = (await club.messages.start([ann.id], "Are you free on Friday?")).message_id
    (seen,) = await every(other.messages.inbox())
    assert (seen.id, seen.readall, seen.users[0].other_id) == (str(thread), False, str(mia.id))
    await other.messages.reply(thread, "I am, gladly")
    whole = await club.messages.get(thread)
    assert [each.message for each in whole.message_items] == ["Are you free on Friday?", "I am, gladly"]
    later = await club.messages.get(thread, after=whole.message_items[0].id)
    assert [each.display_name for each in later.message_items] == ["Ann"]
    assert [each.message for each in await every(club.messages.search("gladly"))] == ["I am, gladly"]
    await club.messages.delete(thread)
    assert await every(club.messages.inbox()) == []
    with pytest.raises(Invalid, match="at least one valid recipient"):
        await club.messages.start([], "Hello?")


async def from_registering_to_a_review(stage: Stage) -> None:
    hirer = stage.club()
    await hirer.users.register_client("hirer@example.com", SECRET, "Hi Rer")
    await hirer.auth.login("hirer@example.com", SECRET)
    mia, my_id = await freelancer(stage)

    job = (await hirer.jobs.post(**JOB)).job_id
    (found,) = await every(mia.jobs.search("portraits"))
    assert found.id == str(job)
    portfolio = (await mia.portfolios.of(my_id))[0].id
    await mia.jobs.apply(job, q1="An old one", jobquote=350, portfolio=portfolio)

    (applied,) = await every(hirer.applicants.of(job))
    assert applied.user_id == my_id and applied.portfolio == portfolio
    thread = (await mia.messages.about_job(job, "May I bring a friend?")).message_id
    await hirer.messages.reply(thread, "Of course you may")
    assert [each.lastmessage for each in await every(mia.messages.inbox())] == ["Of course you may"]

    await hirer.applicants.decide(job, applied.application_id, "successful", "We'd love to have you")
    (chosen,) = await every(hirer.applicants.of(job, "successful"))
    assert chosen.application_id == applied.application_id
    await hirer.reviews.add(my_id, job, 4.5, "Kind, and on time")
    await stage.make.rows("UPDATE review SET authorised = true")
    (review,) = await every(mia.reviews.of(my_id))
    assert (review.message, review.stars) == ("Kind, and on time", "4.50")


async def freelancer(stage: Stage) -> tuple[Either, str]:
    """Registered, with a portfolio, and paying."""
    mia = stage.club()
    await mia.users.register("mia@example.com", SECRET, "Mia", "Photographer", "Leeds", "United Kingdom")
    my_id = (await mia.auth.login("mia@example.com", SECRET)).id
    picture = (await mia.images.upload(my_id, png(), "The harbour")).image_id
    portfolio = (await mia.portfolios.create("Harbours", "Photographer")).portfolio_id
    await mia.portfolios.arrange(portfolio, [picture], defaults=[picture])
    await stage.make.rows("UPDATE person SET account = 'pro' WHERE id = %s", [int(my_id)])
    return mia, my_id


JOBS, HIRING, TALK = {"POST /jobs"}, {"POST /jobs/{job_id}/apply", "POST /users/{user_id}/reviews"}, {"POST /messages"}
STORIES = {jobs: JOBS, applying: JOBS | HIRING, alerts: {"POST /alerts"}, talking: TALK}
STORIES |= {from_registering_to_a_review: JOBS | HIRING | TALK}
