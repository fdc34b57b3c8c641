"""What looking at a job leaves behind, and the watch list."""

from datetime import datetime

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.features.jobs import queries
from freelancerclub.features.profiles.actions import do_count_look

MARK_SEEN = """
    INSERT INTO job_seen (person_id, job_id, created_at) VALUES (%(me)s, %(id)s, %(now)s) ON CONFLICT DO NOTHING"""

WATCH = """
    INSERT INTO watch (person_id, job_id, created_at) VALUES (%(me)s, %(id)s, %(now)s) ON CONFLICT DO NOTHING"""

UNWATCH = "DELETE FROM watch WHERE person_id = %(me)s AND job_id = %(id)s RETURNING job_id"


async def do_mark_seen(db: Database, me: Caller, job_id: int, now: datetime) -> bool:
    """Notes that the caller has opened a job; a page is shown where that can't be noted now."""
    return await do_count_look(db, MARK_SEEN, me=me.id, id=job_id, now=now)


async def do_watch(db: Database, me: Caller, job_id: int, now: datetime) -> None:
    """Puts a job on the caller's watch list; twice is once. Raises JobNotFound."""
    await queries.access_job(db, me, job_id)
    await db.do(WATCH, me=me.id, id=job_id, now=now)


async def do_unwatch(db: Database, me: Caller, job_id: int) -> None:
    """Takes a job off the list, also one that the caller may see no more. Raises JobNotFound."""
    if await db.value(UNWATCH, me=me.id, id=job_id) is None:
        await queries.access_job(db, me, job_id)
