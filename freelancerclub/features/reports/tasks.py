"""What the clock does about reports."""

from freelancerclub.context import Context
from freelancerclub.features.reports.actions import do_report_held
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.every("* * * * *", "reports.held")
async def held(ctx: Context, job: Job) -> None:
    """Every minute: messages that were held back, to be decided on."""
    await do_report_held(ctx.db, ctx.now)
