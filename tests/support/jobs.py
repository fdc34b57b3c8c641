"""Jobs as tests need them: rows, and what a client sends to post one."""

from typing import Any

from support.make import Make, Person

NEW_JOB = {
    "type": "normal",
    "title": "Photographer needed",
    "description": "We look for somebody who photographs a small wedding in an old barn.",
    "city": "York",
    "country": "United Kingdom",
    "longitude": "-1.0873",
    "latitude": "53.95997",
    "locationtype": "locality",
    "discipline": "Photographer",
    "currency": "GBP",
    "duration": "Full Day",
    "price": "GBP250 - GBP500",
}


async def job_of(make: Make, owner: Person, **values: Any) -> int:
    given = {"owner_id": owner.id, "title": "A job", "description": "To be done", "authorised": True}
    return await make.row("job", **(given | values))
