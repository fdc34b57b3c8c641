"""Reads of job files: who may have one, and whose they are."""

from dataclasses import dataclass

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import job_shown
from freelancerclub.features.jobfiles.rules import FileNotFound, ForeignFile

# Of a job that viewer p may see. Two files can have one address: 20 + 719 and 207 + 19 begin alike (R58).
TO_READ = f"""
    SELECT f.file, f.name FROM person p CROSS JOIN job_file f
    JOIN job j ON j.id = f.job_id JOIN person o ON o.id = j.owner_id
    WHERE p.id = %(me)s AND f.path = %(path)s AND {job_shown("j", "o", "p")}
    ORDER BY f.id LIMIT 1"""

TO_REMOVE = f"""
    SELECT f.job_id, j.owner_id = p.id FROM person p CROSS JOIN job_file f
    JOIN job j ON j.id = f.job_id JOIN person o ON o.id = j.owner_id
    WHERE p.id = %(me)s AND f.id = %(id)s AND {job_shown("j", "o", "p")}"""

COUNT = "SELECT count(*) FROM job_file WHERE job_id = %(id)s"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept, and what its owner calls it."""

    file: str
    name: str


async def access_file(db: Database, me: Caller, path: str) -> Kept:
    """The file at an address, looked up whole. Raises FileNotFound."""
    row = await db.row(TO_READ, me=me.id, path=path)
    if row is None:
        raise FileNotFound
    return Kept(*row)


async def access_job_of_file(db: Database, me: Caller, file_id: int) -> int:
    """The job of a file that the caller may remove. Raises FileNotFound, and ForeignFile where they only see it."""
    row = await db.row(TO_REMOVE, me=me.id, id=file_id)
    if row is None:
        raise FileNotFound
    job_id, is_own = row
    if not is_own and not me.is_administrator:
        raise ForeignFile
    found: int = job_id
    return found


async def get_count(db: Database, job_id: int) -> int:
    """How many files a job has."""
    found: int = await db.value(COUNT, id=job_id)
    return found
