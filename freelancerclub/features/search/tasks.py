"""What the clock does about searches."""

from freelancerclub.context import Context
from freelancerclub.features.search.actions import do_fold_totals, do_forget_changes
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.every("* * * * *", "search.fold")
async def fold(ctx: Context, job: Job) -> None:
    """Every minute: who came and went in the lists, so that a total stays a sum of few rows."""
    await do_fold_totals(ctx.db)


@tasks.every("* * * * *", "search.forget")
async def forget(ctx: Context, job: Job) -> None:
    """Every minute: the changes that no remembered page is compared with any more."""
    await do_forget_changes(ctx.db)
