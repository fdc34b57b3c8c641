"""Hiring: a job on the board, and who applied for it."""

from typing import Any

from support.make import Make, Person

TEXT = "We look for somebody quick and patient for a day of work, as soon as can be."
LEEDS = {"city": "Leeds, UK", "country": "United Kingdom", "latitude": 53.80076, "longitude": -1.54908}


async def job_of(make: Make, owner: Person, **values: Any) -> int:
    """On the board, paid and open, in Leeds."""
    given = {"title": "A day at the races", "description": TEXT, "authorised": True, "disciplines": ["Photographer"]}
    return await make.row("job", owner_id=owner.id, **(given | LEEDS | values))


async def applied(make: Make, job: int, person: Person, **values: Any) -> int:
    return await make.row("application", job_id=job, person_id=person.id, **values)
