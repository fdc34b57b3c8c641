"""How many statements hiring costs: as many for fifty people as for one."""

from typing import Any

import pytest

from support.api import Api
from support.hiring import LEEDS, applied, job_of
from support.make import Make, Person
from support.watching import statements


@pytest.fixture
async def owner(make: Make) -> Person:
    return await make.person(created_at="2020-01-01")


async def cost(api: Api, method: str, path: str, data: dict[str, Any] | None = None) -> int:
    with statements() as seen:
        answer = await api.ask(method, path, data=data)
    assert answer.status == 200, answer.text
    return len(seen)


@pytest.mark.parametrize("many", [1, 50])
async def test_looking_at_applicants(many: int, api: Api, make: Make, owner: Person):
    job = await job_of(make, owner)
    for _ in range(many):
        await applied(make, job, await make.person())
    costs = [await cost(api.as_(owner), "GET", f"/applicants/{job}?limit=500") for _ in range(2)]
    assert costs == [2, 1], "who asks and the page; what isn't written yet"


@pytest.mark.parametrize("many", [1, 50])
async def test_looking_at_who_is_recommended(many: int, api: Api, make: Make, owner: Person):
    job = await job_of(make, owner)
    for _ in range(many):
        await make.person(**LEEDS)
    costs = [await cost(api.as_(owner), "GET", f"/jobs/{job}/recommended?limit=500&explain=1") for _ in range(2)]
    assert costs == [3, 3], (
        "the page, how each fits, and what everybody is shown of them; then the moment instead of this"
    )


async def test_deciding_and_inviting(api: Api, make: Make, owner: Person):
    costs = []
    for many in (1, 50):
        job = await job_of(make, owner)
        ids = [await applied(make, job, await make.person()) for _ in range(many)]
        sent = {"ids": ",".join(map(str, ids)), "status": "successful", "message": "M"}
        decided = await cost(api.as_(owner), "PUT", f"/applicants/{job}", sent)
        people = ",".join([str((await make.person()).id) for _ in range(many)])
        costs.append((decided, await cost(api.as_(owner), "POST", f"/jobs/{job}/invite", {"userids": people})))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 10
