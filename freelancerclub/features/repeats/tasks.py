"""The sweep of what nobody may repeat any more."""

from freelancerclub.context import Context
from freelancerclub.features.repeats.actions import do_sweep
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.every("37 * * * *", "repeats.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: answers older than a day."""
    await do_sweep(ctx.db, ctx.now)
