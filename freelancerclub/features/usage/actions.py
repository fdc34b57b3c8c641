"""Writes of usage: what a process counted in memory, added up in one statement."""

from collections.abc import Mapping
from datetime import date

from freelancerclub.db.pool import Database

# Numbers are given in the order of commits: whoever reads on from one must not find a smaller one later.
IN_TURN = "SELECT pg_advisory_xact_lock(hashtext('usage_day'))"
# In one order in all processes, so that none waits in a circle; people erased meanwhile are left out. A day is one of
# the service's zone, which is that of its connections too.
ADD = """
    INSERT INTO usage_day (person_id, day, upload, download, first_day)
    SELECT p.id, sent.day, sent.upload, sent.download, p.created_at::date = sent.day
    FROM unnest(%(people)s::bigint[], %(days)s::date[], %(uploads)s::bigint[], %(downloads)s::bigint[])
        AS sent (person_id, day, upload, download)
    JOIN person p ON p.id = sent.person_id
    ORDER BY p.id, sent.day
    ON CONFLICT (person_id, day) DO UPDATE
        SET upload = usage_day.upload + excluded.upload, download = usage_day.download + excluded.download"""


async def do_add_usage(db: Database, counted: Mapping[tuple[int, date], tuple[int, int]]) -> None:
    """Adds (upload, download) bytes by person and day."""
    if not counted:
        return
    await db.do(IN_TURN)
    await db.do(
        ADD,
        people=[person_id for person_id, _ in counted],
        days=[day for _, day in counted],
        uploads=[upload for upload, _ in counted.values()],
        downloads=[download for _, download in counted.values()],
    )
