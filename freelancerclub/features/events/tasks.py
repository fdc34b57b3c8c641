"""What the clock does about events."""

from freelancerclub.context import Context
from freelancerclub.features.events.actions import do_sweep
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.every("11 * * * *", "events.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: events older than a month."""
    await do_sweep(ctx.db, ctx.now)
