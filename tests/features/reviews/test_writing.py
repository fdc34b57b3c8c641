"""Writing a review: between the two parties of a job that was given, once each, read by a moderator first."""

from asyncio import gather
from typing import Any

import pytest

from freelancerclub.config import Settings
from support.api import Api, running
from support.hiring import applied, job_of
from support.make import Make, Person

ADDED = {"status": "200", "message": "Review Added Successfully"}
SAID = {"stars": "4.5", "message": " Quick and patient.\n"}


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(display_name="Olive Owner")


@pytest.fixture
async def ann(make: Make) -> Person:
    return await make.person(display_name="Ann Lee", slug="annlee")


@pytest.fixture
async def job(make: Make, owner: Person, ann: Person) -> int:
    job = await job_of(make, owner, disciplines=["Model", "Photographer"])
    await applied(make, job, ann, status="successful")
    return job


async def test_each_of_the_two_reviews_the_other(api: Api, make: Make, owner: Person, ann: Person, job: int):
    sent = SAID | {"job_id": str(job)}
    assert (await api.as_(owner).post(f"/users/{ann.id}/reviews", sent)).json == ADDED
    assert (await api.as_(ann).post(f"/users/{owner.id}/reviews", sent | {"stars": "1"})).json == ADDED
    assert await make.rows(
        """SELECT person_id, reviewer_id, job_id, reviewer_name, discipline, message, stars::text, authorised,
        authorised_at, decided_at, created_at FROM review ORDER BY id"""
    ) == [
        (ann.id, owner.id, job, "Olive Owner", "Model", "Quick and patient.", "4.50", False, None, None, api.clock()),
        (owner.id, ann.id, job, "Ann Lee", "Model", "Quick and patient.", "1.00", False, None, None, api.clock()),
    ]
    assert (await make.count("notification")) == 0, "nobody is told before it is shown"
    assert (await api.as_(owner).get(f"/users/{ann.id}/reviews")).json["meta"]["total"] == 0


async def test_shown_at_once_where_the_operator_wants_it(settings: Settings, dsn: str, make: Make, owner: Person,
                                                         ann: Person, job: int):  # fmt: skip
    open_handed = settings.model_copy(update={"moderate_reviews": "after"})
    async with running(open_handed, dsn) as api:
        answer = await api.as_(make.token(owner.id)).post(f"/users/{ann.id}/reviews", SAID | {"job_id": str(job)})
        assert answer.json == ADDED
        found = (await api.as_(make.token(owner.id)).get(f"/users/{ann.id}/reviews")).json
        assert [(row["stars"], row["authorised"], row["review_name"]) for row in found["data"]] == [
            ("4.50", "1", "Olive Owner")
        ]
        (line,) = (await api.as_(make.token(ann.id)).get("/notifications")).json["data"]
        assert line["message"] == "has written a review about you: &nbsp;<i>'Quick and patient.'</i>"
        assert await make.rows("SELECT reviews, star_sum::text FROM person_counter WHERE person_id = %s", [ann.id]) == [
            (1, "4.500")
        ]
        assert await make.rows("SELECT decided_at FROM review") == [(None,)], "a moderator still looks at it"


async def test_once_a_party_and_job_also_at_once(api: Api, make: Make, owner: Person, ann: Person, job: int):
    tries = [api.as_(owner).post(f"/users/{ann.id}/reviews", SAID | {"job_id": str(job)}) for _ in range(20)]
    answers = await gather(*tries)
    assert sorted(answer.status for answer in answers) == [200] + [400] * 19
    assert {answer.message for answer in answers if answer.status == 400} == {
        "You have already reviewed this person for this job."
    }
    other = await job_of(make, owner)
    await applied(make, other, ann, status="successful")
    assert (await api.as_(owner).post(f"/users/{ann.id}/reviews", SAID | {"job_id": str(other)})).json == ADDED
    assert await make.count("review") == 2


@pytest.mark.parametrize("status", ["new", "shortlist", "unsuccessful"])
async def test_only_after_the_job_was_given(status: str, api: Api, make: Make, owner: Person, ann: Person, job: int):
    await make.rows("UPDATE application SET status = %s", [status])
    for who, whom in ((owner, ann), (ann, owner)):
        answer = await api.as_(who).post(f"/users/{whom.id}/reviews", SAID | {"job_id": str(job)})
        assert (answer.status, answer.message) == (
            400, "You can only review somebody after one of you gave the other this job.",
        )  # fmt: skip
    assert await make.count("review") == 0


async def test_nobody_else(api: Api, make: Make, owner: Person, ann: Person, job: int):
    cat = await make.person()
    await applied(make, job, cat)
    administrator = await make.administrator()
    pairs = [(cat, ann), (cat, owner), (owner, cat), (ann, cat), (ann, ann), (owner, owner), (administrator, ann)]
    for who, whom in pairs:
        answer = await api.as_(who).post(f"/users/{whom.id}/reviews", SAID | {"job_id": str(job)})
        assert answer.status == 400, answer.text
    missing = await api.as_(owner).post(f"/users/{ann.id}/reviews", SAID | {"job_id": "999"})
    assert missing.status == 400
    assert await make.count("review") == 0


async def test_whom_a_block_or_absence_hides(api: Api, make: Make, owner: Person, ann: Person, job: int):
    sent = SAID | {"job_id": str(job)}
    await make.rows("UPDATE person SET profile_hidden = true WHERE id = %s", [ann.id])
    cat = await make.person()
    assert (await api.as_(cat).post(f"/users/{ann.id}/reviews", sent)).status == 404
    for hiding in ("suspended_at", "deleted_at"):
        await make.rows(f"UPDATE person SET {hiding} = now() WHERE id = %s", [ann.id])
        answer = await api.as_(owner).post(f"/users/{ann.id}/reviews", sent)
        assert (answer.status, answer.message) == (404, "Sorry that freelancer was not found.")
        await make.rows(f"UPDATE person SET {hiding} = NULL WHERE id = %s", [ann.id])
    await make.row("block", blocker_id=ann.id, blocked_id=owner.id)
    assert (await api.as_(owner).post(f"/users/{ann.id}/reviews", sent)).status == 404
    await make.rows("DELETE FROM block")
    assert (await api.as_(owner).post(f"/users/{ann.id}/reviews", sent)).json == ADDED


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stars": ""}, "The Stars field is required."),
        ({"stars": "0"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "5.5"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "4.25"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "nan"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "٤"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "1e0"}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"stars": "."}, "The Stars field must contain a number from 1 to 5, in halves."),
        ({"message": " "}, "The Message field is required."),
        ({"message": "x" * 5_001}, "The Message field cannot exceed 5000 characters in length."),
        ({"job_id": "x"}, "The Job Id field must contain an integer."),
    ],
)
async def test_bad_input(
    change: dict[str, Any], sentence: str, api: Api, make: Make, owner: Person, ann: Person, job: int
):
    answer = await api.as_(owner).post(f"/users/{ann.id}/reviews", SAID | {"job_id": str(job)} | change)
    assert (answer.status, answer.message) == (400, "There are errors with the data submitted")
    assert answer.sentences == sentence + "\n"
    assert await make.count("review") == 0
