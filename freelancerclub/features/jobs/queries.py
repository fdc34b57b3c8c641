"""Reads of single jobs: who may see one, who may change one, what its page says; and the list of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from freelancerclub.callers import Caller
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import job_shown
from freelancerclub.features.auth.queries import access_along
from freelancerclub.features.jobs.rules import JobNotFound, Standing, is_open, may_apply
from freelancerclub.shapes.work import JOBS, JobMine, WrittenHead, WrittenRest
from freelancerclub.wire.envelopes import Page, written
from freelancerclub.wire.paging import Paging

# Viewer p and owner o; what the rules of applying ask about is told along.
FACTS = """j.id, j.owner_id, o.slug, j.title, j.kind, j.disciplines, j.authorised, j.public,
    NOT j.authorised AND j.decided_at IS NOT NULL, j.expires_on, p.account,
    EXISTS (SELECT FROM application a WHERE (a.job_id, a.person_id) = (j.id, p.id))"""
SHOWN = f"""
    FROM person p CROSS JOIN job j JOIN person o ON o.id = j.owner_id
    WHERE p.id = %(me)s AND j.id = %(id)s AND {job_shown("j", "o", "p")}"""
OWN = """
    FROM person p CROSS JOIN job j JOIN person o ON o.id = j.owner_id
    WHERE p.id = %(me)s AND j.id = %(id)s AND j.deleted_at IS NULL AND o.deleted_at IS NULL
      AND (j.owner_id = p.id OR %(is_administrator)s)"""

JOB = f"SELECT {FACTS} {SHOWN}"
OWN_JOB = f"SELECT {FACTS} {OWN}"
# Held, so that changes of one job come one after the other. What was there is looked at only then.
HOLD = "SELECT FROM job WHERE id = %(id)s AND deleted_at IS NULL FOR NO KEY UPDATE"

HAS = "EXISTS (SELECT FROM {} x WHERE (x.job_id, x.person_id) = (j.id, p.id))"

# Who p is that looks, what is fresh of job j if p may see it, and how p stands to it.
LOOK = f"""
    SELECT p.account, j.owner_id, j.kind, j.expires_on, v.version, {HAS.format("watch")}, {HAS.format("application")},
        {HAS.format("job_seen")}
    FROM person p LEFT JOIN (
        job j JOIN person o ON o.id = j.owner_id JOIN job_version v ON v.id = j.id
    ) ON j.id = %(id)s AND {job_shown("j", "o", "p")}
    WHERE p.id = %(me)s"""

HEAD_COLUMNS = len(WrittenHead.__struct_fields__)
PAGES = f"""
    SELECT v.id, v.version, {WrittenHead.columns()}, {WrittenRest.columns()}
    FROM {JOBS} JOIN job_version v ON v.id = j.id WHERE j.id = ANY(%(ids)s)"""
BETWEEN = b"\0"  # no JSON holds one as it is

# ids first, the wide row joined after; a person's own are few, and counted from the index that orders them
MY = f"""
    SELECT {JobMine.columns()} FROM {JOBS}
    JOIN (SELECT id FROM job WHERE owner_id = %(me)s AND deleted_at IS NULL
          ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s) page ON page.id = j.id
    ORDER BY j.id DESC"""
MY_COUNT = "SELECT count(*) FROM job WHERE owner_id = %(me)s AND deleted_at IS NULL"


@dataclass(frozen=True, slots=True)
class Look:
    """At which job somebody looks, how fresh its page has to be, and how they stand to it."""

    job: tuple[int, int]
    standing: Standing
    is_watched: bool
    is_seen: bool


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job as far as decisions need it, and how the caller stands to it."""

    id: int
    owner_id: int
    owner_slug: str
    title: str
    kind: str
    disciplines: list[str]
    authorised: bool
    public: bool
    is_rejected: bool
    expires_on: date | None
    account: str
    has_applied: bool

    def is_open(self, on: date) -> bool:
        return is_open(self.expires_on, on)

    def standing(self, me: Caller, on: date) -> Standing:
        """What the table of who may apply asks for."""
        return Standing(self.account, self.owner_id == me.id, self.kind, self.has_applied, self.is_open(on))


async def access_job(db: Database, me: Caller, job_id: int) -> JobFacts:
    """A job that the caller may see. Raises JobNotFound."""
    row = await db.row(JOB, id=job_id, me=me.id)
    if row is None:
        raise JobNotFound
    return JobFacts(*row)


async def access_job_to_change(db: Database, me: Caller, job_id: int) -> JobFacts:
    """As `access_job`, and holds it until the transaction ends. Raises JobNotFound."""
    await db.do(HOLD, id=job_id)
    return await access_job(db, me, job_id)


async def access_own_job(db: Database, me: Caller, job_id: int) -> JobFacts:
    """A job of the caller's, any job for administrators (R90). Raises JobNotFound."""
    row = await db.row(OWN_JOB, id=job_id, me=me.id, is_administrator=me.is_administrator)
    if row is None:
        raise JobNotFound
    return JobFacts(*row)


async def access_own_job_to_change(db: Database, me: Caller, job_id: int) -> JobFacts:
    """As `access_own_job`, and holds it until the transaction ends. Raises JobNotFound."""
    await db.do(HOLD, id=job_id)
    return await access_own_job(db, me, job_id)


async def access_look(db: Database, claimant: Caller, job_id: int, on: date) -> Look:
    """The caller's token and whether they may see the job. Raises TokenInvalid, JobNotFound."""
    found = await access_along(db.quick, claimant, LOOK, id=job_id, me=claimant.id)
    account, owner_id, kind, expires_on, version, is_watched, has_applied, is_seen = found
    if version is None:
        raise JobNotFound
    standing = Standing(account, owner_id == claimant.id, kind, has_applied, is_open(expires_on, on))
    return Look((job_id, version), standing, is_watched, is_seen)


def _page(row: Sequence[Any]) -> bytes:
    head, rest = WrittenHead.from_row(row[:HEAD_COLUMNS]), WrittenRest.from_row(row[HEAD_COLUMNS:])
    return written(head)[:-1] + BETWEEN + written(rest)[1:-1]


PAGE = Kind("job page", PAGES, _page)


async def get_page(db: Database, fragments: Fragments, look: Look) -> msgspec.Raw:
    """The written `JobOne`. Raises JobNotFound for one that went this moment."""
    pages = await fragments.get(db, PAGE, [look.job])
    if look.job[0] not in pages:
        raise JobNotFound
    head, rest = pages[look.job[0]].split(BETWEEN)
    can_apply, message = may_apply(look.standing)
    own = {"applied": int(look.standing.has_applied), "can_apply": can_apply, "apply_message": message}
    watched = b',"watchlist":"%d",' % look.is_watched
    return msgspec.Raw(head + watched + rest + b"," + written(own)[1:])


async def find_own_jobs(db: Database, me: Caller, paging: Paging) -> Page[JobMine]:
    """All that the caller posted and didn't withdraw, the newest first."""
    total = await db.steady_value(MY_COUNT, me=me.id)
    rows = await db.steady_rows(MY, me=me.id, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(total), JobMine.from_rows(rows))
