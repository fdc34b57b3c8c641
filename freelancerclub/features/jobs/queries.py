"""Reads of single jobs: who may see one, and who may change one."""

from dataclasses import dataclass
from datetime import date

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import job_shown
from freelancerclub.features.jobs.rules import JobNotFound, Standing, is_open

# Viewer p and owner o; what the rules of applying ask about is told along.
FACTS = """j.id, j.owner_id, o.slug, j.title, j.kind, j.authorised, j.public, j.expires_on, p.account,
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


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job as far as decisions need it, and how the caller stands to it."""

    id: int
    owner_id: int
    owner_slug: str
    title: str
    kind: str
    authorised: bool
    public: bool
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
    await db.rows(HOLD, id=job_id)
    return await access_job(db, me, job_id)


async def access_own_job(db: Database, me: Caller, job_id: int) -> JobFacts:
    """A job of the caller's, any job for administrators (R90). Raises JobNotFound."""
    row = await db.row(OWN_JOB, id=job_id, me=me.id, is_administrator=me.is_administrator)
    if row is None:
        raise JobNotFound
    return JobFacts(*row)


async def access_own_job_to_change(db: Database, me: Caller, job_id: int) -> JobFacts:
    """As `access_own_job`, and holds it until the transaction ends. Raises JobNotFound."""
    await db.rows(HOLD, id=job_id)
    return await access_own_job(db, me, job_id)
