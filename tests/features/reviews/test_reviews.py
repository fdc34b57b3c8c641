"""The reviews of a person: those authorised, newest first, counted (E28, R7, R76)."""

from datetime import timedelta
from decimal import Decimal

from support.api import Api
from support.make import Make, Person

NOT_FOUND = {"status": "404", "message": "Sorry that freelancer was not found."}


async def reviewed(make: Make, of: Person, by: Person, **values: object) -> int:
    given = {"message": "Fine", "stars": 4, "authorised": True, "authorised_at": "2026-01-02", "decided_at": "now"}
    return await make.row("review", person_id=of.id, reviewer_id=by.id, **(given | values))


async def test_how_a_review_is_written(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    review_id = await reviewed(
        make, ann, ben, message="<b>Good</b>\r\n“Yes”", stars="4.5", reviewer_name="Ben O'Hara", discipline="Model",
        created_at="2026-01-01 10:00:00+00",
    )  # fmt: skip
    answer = (await api.as_(ben).get(f"/users/{ann.id}/reviews")).json
    assert answer == {
        "meta": {"total": 1, "limit": 20, "offset": 0},
        "data": [
            {
                "id": str(review_id),
                "reviewer_id": str(ben.id),
                "user_id": str(ann.id),
                "message": "<b>Good</b>\r\n“Yes”",
                "stars": "4.50",
                "authorised": "1",
                "created_on": "2026-01-01 10:00:00",
                "modified_on": "0000-00-00 00:00:00",
                "authorised_on": "2026-01-02 00:00:00",
                "review_name": "Ben O'Hara",
                "discipline": "Model",
            }
        ],
    }


async def test_newest_first_and_only_what_is_authorised(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    old, new, same = [
        await reviewed(make, ann, ben, created_at=f"2026-0{month}-01", discipline=None) for month in (1, 3, 3)
    ]
    await reviewed(make, ann, ben, authorised=False, authorised_at=None, decided_at=None)
    await reviewed(make, ben, ann)
    for caller in (ann, ben, await make.administrator()):
        answer = (await api.as_(caller).get(f"/users/{ann.id}/reviews")).json
        assert [int(row["id"]) for row in answer["data"]] == [same, new, old]
        assert answer["meta"]["total"] == 3
    page = (await api.as_(ben).get(f"/users/{ann.id}/reviews/limit/1?offset=1")).json
    assert page["meta"] == {"total": 3, "limit": "1", "offset": "1"}, "what was sent comes back as text"
    assert [int(row["id"]) for row in page["data"]] == [new]
    assert (await api.as_(ben).get(f"/users/{ann.id}/reviews?offset=9")).json["data"] == []
    assert (await api.as_(ben).get(f"/users/{ann.id}/reviews?limit=501")).status == 400


async def test_of_whom_the_caller_may_see(api: Api, make: Make):
    ann, boss = await make.person(), await make.administrator()
    hidden, suspended = await make.person(profile_hidden=True), await make.person(suspended_at="2020-01-01")
    deleted, ben, eve = await make.person(deleted_at="2020-01-01"), await make.person(), await make.person()
    await make.row("block", blocker_id=ben.id, blocked_id=ann.id)
    await make.row("block", blocker_id=ann.id, blocked_id=eve.id)
    for person in (hidden.id, suspended.id, deleted.id, ben.id, eve.id, 999_999):
        answer = await api.as_(ann).get(f"/users/{person}/reviews")
        assert (answer.status, answer.json) == (404, NOT_FOUND)
    assert (await api.as_(boss).get(f"/users/{hidden.id}/reviews")).status == 200
    assert (await api.as_(boss).get(f"/users/{deleted.id}/reviews")).status == 404
    assert (await api.as_(hidden).get(f"/users/{hidden.id}/reviews")).status == 200


async def test_the_owner_of_a_job_reads_what_is_said_of_a_hidden_applicant(api: Api, make: Make):
    """As the page itself (R90)."""
    owner, hidden = await make.person(), await make.person(profile_hidden=True)
    path = f"/users/{hidden.id}/reviews"
    assert (await api.as_(owner).get(path)).status == 404
    job = await make.row("job", owner_id=owner.id, title="T", description="D", authorised=True)
    await make.row("application", job_id=job, person_id=hidden.id)
    assert (await api.as_(owner).get(f"/users/{hidden.id}")).status == 200
    assert (await api.as_(owner).get(path)).status == 200


async def test_points_are_halved_once_after_two_years(api: Api, make: Make):
    ann, ben = await make.person(), await make.person()
    edge = api.clock() - timedelta(days=730)
    await reviewed(make, ann, ben, stars="4.5", authorised_at=edge - timedelta(seconds=1))
    await reviewed(make, ann, ben, stars="3", authorised_at=edge)
    await reviewed(make, ann, ben, stars="1", authorised=False, authorised_at=edge - timedelta(days=9))

    async def points() -> Decimal:
        return (await make.rows("SELECT star_points FROM person_counter WHERE person_id = %s", [ann.id]))[0][0]

    async def tick() -> None:
        await make.row("procrastinate_jobs", queue_name="q", task_name="reviews.halve", args='{"timestamp": 1}')
        await api.run_tasks()

    assert await points() == Decimal("7.5")
    for expected in ("5.25", "5.25"):
        await tick()
        assert await points() == Decimal(expected)
    api.clock.forward(seconds=1)
    await tick()
    assert await points() == Decimal("3.75")
    me = (await api.as_(make.token(ann.id)).get("/users/me")).json["data"]
    assert (me["star_points"], me["star_avg"], me["reviews"]) == ("3.750", "3.750", "2")


async def test_a_great_many_are_halved_too(api: Api, make: Make):
    people = [await make.person() for _ in range(3)]
    await make.rows(
        """INSERT INTO review (person_id, reviewer_id, message, stars, authorised, authorised_at)
        SELECT a.id, b.id, 'x', 2, true, '2020-01-01' FROM person a, person b, generate_series(1, 400)
        WHERE a.id <> b.id"""
    )
    await make.row("procrastinate_jobs", queue_name="q", task_name="reviews.halve", args='{"timestamp": 1}')
    await api.run_tasks()
    assert await make.count("review", halved=False) == 0
    assert {row[0] for row in await make.rows("SELECT star_points FROM person_counter")} == {Decimal(800)}
    assert len(people) == 3
