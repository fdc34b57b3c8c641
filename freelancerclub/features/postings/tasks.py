"""What the clock does about postings."""

from freelancerclub.context import Context
from freelancerclub.features.postings.actions import do_tell_owners
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
AT_ONCE = 100


@tasks.every("7 * * * *", "postings.tell_owners")
async def tell_owners(ctx: Context, job: Job) -> None:
    """Every hour: owners hear three days before that their job closes, once a last day."""
    due = AT_ONCE
    while due == AT_ONCE:
        async with ctx.db.transaction() as changes:
            due = await do_tell_owners(Context(ctx.services, changes, ctx.now), AT_ONCE)
