"""The probes of jobs."""

from contract.blocks.probe import Asked, Probe, listed
from support.make import Make, Person


async def _job(make: Make, owner: Person) -> int:
    return await make.row("job", owner_id=owner.id, title="A job", description="To be done", authorised=True)


async def on_the_board(make: Make, me: Person, other: Person) -> Asked:
    for owner in (me, other, await make.person()):
        await _job(make, owner)
    return listed("/jobs?limit=500", lambda row: row["user_id"] == str(other.id))


def theirs(path: str) -> Probe:
    """The other's job, which is on the caller's list."""

    async def probe(make: Make, me: Person, other: Person) -> Asked:
        job = await _job(make, other)
        await make.row("watch", job_id=job, person_id=me.id)
        return Asked(path.format(id=job))

    return probe


PROBES: dict[tuple[str, str], Probe] = {
    ("GET /jobs", "their job on the board"): on_the_board,
    ("GET /jobs/{job_id}", "their job"): theirs("/jobs/{id}"),
    ("PUT /jobs/watchlist/{job_id}", "their job"): theirs("/jobs/watchlist/{id}"),
    ("DELETE /jobs/watchlist/{job_id}", "their job on one's list"): theirs("/jobs/watchlist/{id}"),
}
