"""Changes to what is kept for the event streams."""

from datetime import datetime, timedelta

from freelancerclub.db.pool import Database

KEPT = timedelta(days=30)

SWEEP = "DELETE FROM event WHERE created_at < %(before)s"


async def do_sweep(db: Database, now: datetime) -> None:
    """Removes what no stream resumes from any more."""
    await db.do(SWEEP, before=now - KEPT)
