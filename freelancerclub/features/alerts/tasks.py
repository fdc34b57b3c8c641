"""What follows a job that comes on the board: everybody whose alerts fit it is told, once."""

from dataclasses import replace

from freelancerclub.context import Context
from freelancerclub.features.alerts import queries
from freelancerclub.features.alerts.actions import do_announce
from freelancerclub.features.postings.actions import MATCH_ALERTS
from freelancerclub.kit.clock import today
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
AT_ONCE = 1_000  # told in one transaction, which holds the counters of the job


@tasks.task(MATCH_ALERTS)
async def match_alerts(ctx: Context, job: Job, job_id: int) -> None:
    """Tells of a job whoever has an alert for it. Tried again, it goes on where it was."""
    day = today(ctx.now, ctx.settings.time_zone)
    if await queries.find_announced(ctx.db, job_id, day) is None:
        return
    people = await queries.find_matching(ctx.db, job_id)
    for first in range(0, len(people), AT_ONCE):
        async with ctx.db.transaction() as changes:
            await do_announce(replace(ctx, db=changes), job_id, people[first : first + AT_ONCE], day)
