"""Reads before people are invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import applied_to, blocked, present

# Held, so that of two requests the second counts what the first has sent.
HOST = "SELECT created_at FROM person WHERE id = %(owner)s FOR NO KEY UPDATE"
SENT_SINCE = """
    SELECT count(*) FROM job j JOIN invite n ON n.job_id = j.id
    WHERE j.owner_id = %(owner)s AND n.created_at > %(since)s"""

# Whom the owner may see, and how they stand to the job.
GUESTS = f"""
    SELECT p.id, EXISTS (SELECT FROM invite n WHERE (n.job_id, n.person_id) = (%(job)s, p.id)),
        EXISTS (SELECT FROM application a WHERE (a.job_id, a.person_id) = (%(job)s, p.id))
    FROM person p
    WHERE p.id = ANY(%(ids)s) AND p.id <> %(owner)s AND {present("p")} AND NOT {blocked("p.id", "%(owner)s::bigint")}
      AND (NOT p.profile_hidden OR {applied_to("p.id", "%(owner)s")})"""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who could be invited."""

    id: int
    is_invited: bool
    has_applied: bool


async def access_host(db: Database, owner_id: int) -> datetime:
    """Holds the owner of a job; since when they have an account."""
    created_at: datetime = await db.value(HOST, owner=owner_id)
    return created_at


async def find_sent(db: Database, owner_id: int, since: datetime) -> int:
    """How many people an owner has invited since then, to all jobs."""
    sent: int = await db.value(SENT_SINCE, owner=owner_id, since=since)
    return sent


async def find_guests(db: Database, owner_id: int, job_id: int, ids: Sequence[int]) -> dict[int, Guest]:
    """By id those of the people whom the owner may see."""
    rows = await db.rows(GUESTS, owner=owner_id, job=job_id, ids=list(ids))
    return {row[0]: Guest(*row) for row in rows}
