"""What the clock does about reviews."""

from freelancerclub.context import Context
from freelancerclub.features.reviews.actions import do_halve
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
AT_ONCE = 1_000


@tasks.every("23 3 * * *", "reviews.halve")
async def halve(ctx: Context, job: Job) -> None:
    """Every day: the points of reviews that were authorised more than two years ago, once (R76)."""
    due = AT_ONCE
    while due == AT_ONCE:
        async with ctx.db.transaction() as changes:
            due = await do_halve(changes, ctx.now, AT_ONCE)
