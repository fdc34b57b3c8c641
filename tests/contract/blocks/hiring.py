"""The probes of applications, invites, recommendations and the reviews of a job's two parties."""

from typing import Any

from contract.blocks.probe import Asked, Probe, listed
from support.hiring import LEEDS, applied, job_of
from support.make import Make, Person

OLD = {"created_at": "2020-01-01"}


async def applying(make: Make, me: Person, other: Person) -> Asked:
    return Asked(f"/jobs/{await job_of(make, other)}/apply", {"jobquote": "1"})


async def withdrawing(make: Make, me: Person, other: Person) -> Asked:
    job = await job_of(make, other)
    await applied(make, job, me)
    return Asked(f"/jobs/{job}/apply")


async def applicants(make: Make, me: Person, other: Person) -> Asked:
    job = await job_of(make, me)
    for person in (other, await make.person()):
        await applied(make, job, person)
    return listed(f"/applicants/{job}", lambda row: row["user_id"] == str(other.id))


async def deciding(make: Make, me: Person, other: Person) -> Asked:
    job = await job_of(make, me)
    application = await applied(make, job, other)
    return Asked(f"/applicants/{job}", {"ids": str(application), "status": "shortlist"})


async def recommended(make: Make, me: Person, other: Person) -> Asked:
    await make.person(**LEEDS)
    await make.rows("UPDATE person SET latitude = 53.8, longitude = -1.5 WHERE id = %s", [other.id])
    return listed(f"/jobs/{await job_of(make, me)}/recommended", lambda row: row["id"] == str(other.id))


def inviting(path: str, *, as_query: bool) -> Probe:
    async def probe(make: Make, me: Person, other: Person) -> Asked:
        people = f"{other.id},{(await make.person()).id}"
        address = path.format(id=await job_of(make, me))
        sent = (f"{address}?userids={people}", {}) if as_query else (address, {"userids": people})
        return Asked(*sent, shown=lambda answer: _found(answer) - 1, total=_found)

    return probe


def _found(answer: Any) -> int:
    return sum("could not be found" not in note for note in answer["data"]["notes"])


async def reviewing(make: Make, me: Person, other: Person) -> Asked:
    job = await job_of(make, me)
    await applied(make, job, other, status="successful")
    return Asked(f"/users/{other.id}/reviews", {"job_id": str(job), "stars": "5", "message": "Good"})


PROBES: dict[tuple[str, str], Probe] = {
    ("POST /jobs/{job_id}/apply", "their job"): applying,
    ("DELETE /jobs/{job_id}/apply", "their job"): withdrawing,
    ("GET /applicants/{job_id}", "their application"): applicants,
    ("PUT /applicants/{job_id}", "their application"): deciding,
    ("GET /jobs/{job_id}/recommended", "the person in the list"): recommended,
    ("POST /jobs/{job_id}/invite", "the person"): inviting("/jobs/{id}/invite", as_query=False),
    ("GET /jobs/{job_id}/invite", "the person"): inviting("/jobs/{id}/invite", as_query=True),
    ("POST /users/{user_id}/reviews", "the other party of a job"): reviewing,
}
