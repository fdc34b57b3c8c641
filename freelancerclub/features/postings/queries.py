"""Reads about postings: what waits for a moderator, what closes soon, whom a withdrawal concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from freelancerclub.db.pool import Database

UNDECIDED = """
    SELECT j.id, o.email, j.kind, j.authorised, j.created_at, j.title
    FROM job j JOIN person o ON o.id = j.owner_id
    WHERE j.decided_at IS NULL AND j.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY j.id LIMIT %(limit)s"""

# Held, so that no two moderators decide on one at once.
TO_DECIDE = """
    SELECT id, owner_id, title, authorised FROM job WHERE id = ANY(%(ids)s) AND deleted_at IS NULL
    ORDER BY id FOR NO KEY UPDATE"""

# Of those who are told, the ones that are still open; whoever changes one of them is waited for by the next tick.
CLOSING = """
    SELECT id, owner_id, title, expires_on FROM job
    WHERE authorised AND deleted_at IS NULL AND expiry_told IS DISTINCT FROM expires_on
      AND expires_on BETWEEN %(today)s AND %(until)s
    ORDER BY expires_on, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED"""

APPLICANTS = "SELECT person_id FROM application WHERE job_id = %(id)s ORDER BY person_id"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A job that waits for a moderator; `of` is an address."""

    id: int
    of: str
    kind: str
    authorised: bool
    created_at: datetime
    title: str

    @property
    def state(self) -> str:
        return "shown" if self.authorised else "not shown"


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A job that a moderator decides on."""

    id: int
    owner_id: int
    title: str
    authorised: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """A job whose last day is near, and whose owner wasn't told yet."""

    id: int
    owner_id: int
    title: str
    expires_on: date


async def find_undecided(db: Database, limit: int) -> list[Undecided]:
    """Those that wait for a moderator, the oldest first."""
    return [Undecided(*row) for row in await db.rows(UNDECIDED, limit=limit)]


async def find_to_decide(db: Database, ids: Sequence[int]) -> list[ToDecide]:
    """Those of them that are there, held until the transaction ends."""
    return [ToDecide(*row) for row in await db.rows(TO_DECIDE, ids=list(ids))]


async def find_closing(db: Database, today: date, until: date, limit: int) -> list[Closing]:
    """Jobs whose last day is one of these, those that close first first, held until the transaction ends."""
    return [Closing(*row) for row in await db.rows(CLOSING, today=today, until=until, limit=limit)]


async def find_applicants(db: Database, job_id: int) -> list[int]:
    """Everybody who applied, whatever came of it."""
    return [row[0] for row in await db.rows(APPLICANTS, id=job_id)]
