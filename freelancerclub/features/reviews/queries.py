"""Reads of reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, page_shown, present
from freelancerclub.features.reviews.rules import NotParties
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.reviews import Review
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import Paging

TOTAL = f"""
    SELECT k.reviews FROM person p JOIN person_counter k ON k.person_id = p.id JOIN person me ON me.id = %(me)s
    WHERE p.id = %(id)s AND {page_shown("p", "me")}"""

PAGE = f"""
    SELECT {Review.columns()} FROM review r
    JOIN (SELECT id FROM review WHERE person_id = %(id)s AND authorised
          ORDER BY created_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s) page USING (id)
    ORDER BY r.created_at DESC, r.id DESC"""

TO_DECIDE = """
    SELECT r.id, p.email, w.email, r.stars, r.authorised, r.decided_at, r.created_at, r.message
    FROM review r JOIN person p ON p.id = r.person_id JOIN person w ON w.id = r.reviewer_id
    WHERE {} ORDER BY r.id LIMIT %(limit)s"""
UNDECIDED = TO_DECIDE.format("r.decided_at IS NULL")
OF_ONE = TO_DECIDE.format("r.person_id = %(id)s")

DUE = """
    SELECT id, person_id FROM review WHERE authorised AND NOT halved AND authorised_at < %(before)s
    ORDER BY authorised_at, id LIMIT %(limit)s"""

UNSHOWN = """
    SELECT r.id, r.person_id, r.reviewer_id, p.slug, r.message FROM review r JOIN person p ON p.id = r.person_id
    WHERE r.id = ANY(%(ids)s) AND NOT r.authorised ORDER BY r.id"""

REVIEWED = "SELECT id, person_id FROM review WHERE id = ANY(%(ids)s)"

# Somebody who is there and whom no block keeps away; a hidden one for the other party of a job only.
PARTIES = f"""
    SELECT j.disciplines[1], me.display_name, p.slug, p.profile_hidden, j.id IS NOT NULL
    FROM person p JOIN person me ON me.id = %(me)s
    LEFT JOIN job j ON j.id = %(job)s AND EXISTS (
        SELECT FROM application a WHERE a.job_id = j.id AND a.status = 'successful'
          AND (a.person_id, j.owner_id) IN ((me.id, p.id), (p.id, me.id)))
    WHERE p.id = %(id)s AND {present("p")} AND NOT {blocked("p.id", "me.id")}"""


@dataclass(frozen=True, slots=True)
class Parties:
    """What a review of a job takes along: the job's trade, the name of who writes, the slug of whom it is about."""

    discipline: str | None
    reviewer_name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Unshown:
    """A review that nobody sees yet; `of` and `by` are ids, the slug is that of whom it is about."""

    id: int
    of: int
    by: int
    slug: str
    message: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A review as a moderator sees it; `by` and `of` are addresses."""

    id: int
    of: str
    by: str
    stars: Decimal
    authorised: bool
    decided_at: datetime | None
    created_at: datetime
    message: str

    @property
    def state(self) -> str:
        shown = "shown" if self.authorised else "not shown"
        return shown if self.decided_at else f"{shown}, undecided"


async def access_reviews(db: Database, me: Caller, person_id: int, paging: Paging) -> Page[Review]:
    """The authorised reviews of somebody, newest first. Raises PersonNotFound for whom the caller may not see."""
    total = await db.steady_value(TOTAL, id=person_id, me=me.id)
    if total is None:
        raise PersonNotFound
    rows = await db.steady_rows(PAGE, id=person_id, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(total), Review.from_rows(rows))


async def find_undecided(db: Database, limit: int) -> list[Submitted]:
    """Those that wait for a moderator, the oldest first."""
    return [Submitted(*row) for row in await db.rows(UNDECIDED, limit=limit)]


async def find_reviews_of(db: Database, person_id: int, limit: int) -> list[Submitted]:
    """All of somebody, decided or not."""
    return [Submitted(*row) for row in await db.rows(OF_ONE, id=person_id, limit=limit)]


async def find_due(db: Database, before: datetime, limit: int) -> Sequence[tuple[int, ...]]:
    """Those authorised before then and not halved yet: (id, whose)."""
    return await db.rows(DUE, before=before, limit=limit)


async def find_reviewed(db: Database, ids: Sequence[int]) -> dict[int, int]:
    """By its id, whom each of those that are there is about."""
    return {row[0]: row[1] for row in await db.rows(REVIEWED, ids=list(ids))}


async def find_unshown(db: Database, ids: Sequence[int]) -> list[Unshown]:
    """Those of them that aren't shown."""
    return [Unshown(*row) for row in await db.rows(UNSHOWN, ids=list(ids))]


async def access_parties(db: Database, me: Caller, person_id: int, job_id: int) -> Parties:
    """The caller and somebody, one of whom gave the other the job. Raises PersonNotFound, NotParties."""
    row = await db.row(PARTIES, me=me.id, id=person_id, job=job_id)
    if row is None:
        raise PersonNotFound
    discipline, reviewer_name, slug, is_hidden, are_parties = row
    if not are_parties:
        raise PersonNotFound if is_hidden else NotParties
    return Parties(discipline, reviewer_name, slug)
