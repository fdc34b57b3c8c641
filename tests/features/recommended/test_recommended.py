"""Who is recommended for a job: by what and where, by skills, by when they were here and what is said of them."""

import math
from datetime import timedelta
from typing import Any

import pytest

from freelancerclub.kit.clock import this_quarter
from support.api import Api
from support.hiring import LEEDS, applied, job_of
from support.make import Make, Person

NOT_THERE = {"status": "404", "message": "Sorry that job was not found."}
DEGREE = 3_958.7613 * math.pi / 180  # miles


def north(miles: float) -> dict[str, Any]:
    """A place so many miles to the north of Leeds."""
    return LEEDS | {"latitude": round(LEEDS["latitude"] + miles / DEGREE, 5)}


async def recommended(api: Api, job: int, query: str = "") -> list[dict[str, Any]]:
    answer = await api.get(f"/jobs/{job}/recommended?limit=500{query}")
    assert answer.status == 200, answer.text
    assert answer.json["meta"]["total"] == len(answer.json["data"])
    return answer.json["data"]


def ids(found: list[dict[str, Any]]) -> list[int]:
    return [int(one["id"]) for one in found]


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(disciplines=["I'M HIRING"])


async def test_the_nearer_first(api: Api, make: Make, owner: Person):
    far, near, there = [await make.person(**north(miles)) for miles in (60, 20, 0)]
    await make.person(**north(101))
    await make.person(disciplines=["Model"], **LEEDS)
    await make.person()  # nobody knows where
    found = await recommended(api.as_(owner), await job_of(make, owner))
    assert ids(found) == [there.id, near.id, far.id]
    assert [round(float(one["distance"])) for one in found] == [0, 20, 60]
    assert {one["discrelevance"] for one in found} == {"1"}


async def test_who_does_more_of_it_first(api: Api, make: Make, owner: Person):
    one, both = await make.person(**LEEDS), await make.person(disciplines=["Model", "Actor", "tog"], **LEEDS)
    job = await job_of(make, owner, disciplines=["Photographer", "Model"])
    found = await recommended(api.as_(owner), job)
    assert [(int(row["id"]), row["discrelevance"]) for row in found] == [(both.id, "1"), (one.id, "0.5")]


async def test_the_parts_are_as_the_guide_says(api: Api, make: Make, owner: Person):
    ann = await make.person(tags="Wedding, film", disciplines=["Photographer"], **north(10))
    await make.rows(
        "UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s",
        [this_quarter(api.clock()) - timedelta(days=60), ann.id],
    )
    for number, stars in enumerate((4, 5)):
        writer = await make.person(disciplines=["Model"])
        await make.row(
            "review", person_id=ann.id, reviewer_id=writer.id, message="Good", stars=stars, authorised=True,
            authorised_at=api.clock(), created_at=api.clock() - timedelta(days=number),
        )  # fmt: skip
    job = await job_of(make, owner, tags="wedding, night")
    (plain,) = await recommended(api.as_(owner), job)
    (found,) = await recommended(api.as_(owner), job, "&explain=1")
    parts = found.pop("parts")
    assert found == plain
    miles = float(found["distance"])
    assert abs(miles - 10) < 0.01
    expected = {
        "distance": math.exp(-miles / 40), "discipline": 1, "skills": 0.5, "recency": 0.25, "reviews": 0.9 * 0.5,
    }  # fmt: skip
    assert list(parts) == list(expected)
    for name, value in expected.items():
        assert math.isclose(parts[name], value, rel_tol=1e-9), name
    weights = (0.30, 0.35, 0.15, 0.10, 0.10)
    whole = sum(weight * parts[name] for weight, name in zip(weights, expected, strict=True))
    assert math.isclose(float(found["relevance"]), whole, rel_tol=1e-9)


async def test_whoever_was_never_here_was_here_least_recently(api: Api, make: Make, owner: Person):
    people = [await make.person(**LEEDS) for _ in range(3)]
    job, seen = await job_of(make, owner), (None, api.clock() - timedelta(days=300), api.clock())
    for person, moment in zip(people, seen, strict=True):
        await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [moment, person.id])
    found = await recommended(api.as_(owner), job, "&explain=1")
    assert ids(found) == [person.id for person in reversed(people)]
    assert [round(one["parts"]["recency"], 3) for one in found] == [1, 0.001, 0]


async def test_without_tags_the_title_says_what_skills_are_wanted(api: Api, make: Make, owner: Person):
    dull, apt = await make.person(**LEEDS), await make.person(tags="Horses and races", **LEEDS)
    found = await recommended(api.as_(owner), await job_of(make, owner, title="Races"), "&explain=on")
    assert [(int(one["id"]), one["parts"]["skills"]) for one in found] == [(apt.id, 1), (dull.id, 0)]


async def test_whom_nobody_recommends(api: Api, make: Make, owner: Person):
    job = await job_of(make, owner)
    people = [await make.person(**LEEDS) for _ in range(4)]
    blocked, blocking, applicant, invited = people
    await make.row("block", blocker_id=owner.id, blocked_id=blocked.id)
    await make.row("block", blocker_id=blocking.id, blocked_id=owner.id)
    await applied(make, job, applicant)
    await make.row("invite", job_id=job, person_id=invited.id)
    for away in ({"profile_hidden": True}, {"suspended_at": api.clock()}, {"deleted_at": api.clock()}):
        await make.person(**LEEDS, **away)
    hirer = await make.person(disciplines=["I'M HIRING"], **LEEDS)
    await make.rows("UPDATE person SET disciplines = '{Photographer}', latitude = 53.8, longitude = -1.5 WHERE id = %s",
                    [owner.id])  # fmt: skip
    assert hirer and await recommended(api.as_(owner), job) == []
    other = await job_of(make, owner, title="Another")
    assert ids(await recommended(api.as_(owner), other)) == [applicant.id, invited.id]


@pytest.mark.parametrize("where", [{"location_type": "country"}, {"latitude": None, "longitude": None}])
async def test_of_a_job_without_a_place_the_country_counts(where: dict[str, Any], api: Api, make: Make, owner: Person):
    spanish = await make.person(country="Spain", latitude=40, longitude=-3)
    british = await make.person(country="united kingdom")
    await make.rows("UPDATE person_counter SET likes = 1000 WHERE person_id = %s", [spanish.id])
    found = await recommended(api.as_(owner), await job_of(make, owner, **where))
    assert [(int(one["id"]), one["distance"]) for one in found] == [(british.id, None), (spanish.id, None)]


async def test_pages_have_the_order_of_the_whole(api: Api, make: Make, owner: Person):
    for number in range(25):
        await make.person(**north(number % 7))
    job = await job_of(make, owner)
    whole = ids(await recommended(api.as_(owner), job))
    path = f"/jobs/{job}/recommended?limit=10&offset="
    pages = [(await api.as_(owner).get(f"{path}{offset}")).json for offset in (0, 10, 20, 30)]
    assert [id_ for page in pages for id_ in ids(page["data"])] == whole
    assert pages[3] == {"meta": {"total": 25, "limit": 10, "offset": 30}, "data": []}


async def test_only_the_three_hundred_nearest_are_compared(api: Api, make: Make, owner: Person):
    await make.rows(
        """INSERT INTO person (email, display_name, slug, disciplines, latitude, longitude)
        SELECT n || 'c@example.com', 'P', 'c' || n, '{Photographer}', 53.80076 + n * 0.0001, -1.54908
        FROM generate_series(1, 600) n"""
    )
    await make.person(**north(30))
    found = await recommended(api.as_(owner), await job_of(make, owner))
    assert len(found) == 300
    assert max(float(one["distance"]) for one in found) < 5


async def test_nobody_elses_job(api: Api, make: Make, owner: Person):
    ann, administrator = await make.person(**LEEDS), await make.administrator()
    job, gone = await job_of(make, owner), await job_of(make, owner, deleted_at=api.clock())
    for asker, which in ((ann, job), (owner, gone), (owner, 99)):
        answer = await api.as_(asker).get(f"/jobs/{which}/recommended")
        assert (answer.status, answer.json) == (404, NOT_THERE)
    assert ids(await recommended(api.as_(administrator), job)) == [ann.id]
    pending = await job_of(make, owner, authorised=False)
    assert ids(await recommended(api.as_(owner), pending)) == [ann.id]


async def test_a_hidden_telephone_stays_hidden_and_what_changes_is_fresh(api: Api, make: Make, owner: Person):
    ann = await make.person(phone="01632 960190", hide_phone=True, **LEEDS)
    job = await job_of(make, owner)
    (found,) = await recommended(api.as_(owner), job)
    assert (found["contact"], found["bio"], found["last_seen"]) == ("", None, "0000-00-00 00:00:00")
    await make.rows("UPDATE person SET bio = 'New' WHERE id = %s", [ann.id])
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [api.clock(), ann.id])
    (found,) = await recommended(api.as_(owner), job)
    assert (found["bio"], found["last_seen"]) == ("New", f"{api.clock():%Y-%m-%d %H:%M:%S}")


async def test_administrators_read_hidden_telephones_and_nobody_else_after_them(api: Api, make: Make, owner: Person):
    await make.person(phone="01632 960190", hide_phone=True, **LEEDS)
    job, administrator = await job_of(make, owner), await make.administrator()
    for asker, contact in ((owner, ""), (administrator, "01632 960190")) * 2:
        (found,) = await recommended(api.as_(asker), job)
        assert found["contact"] == contact


async def test_paging_is_strict(api: Api, make: Make, owner: Person):
    answer = await api.as_(owner).get(f"/jobs/{await job_of(make, owner)}/recommended?limit=501")
    assert (answer.status, answer.message) == (
        400, "The limit parameter should be a positive integer between 1 and 500",
    )  # fmt: skip
