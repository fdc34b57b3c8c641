"""What the clock does about the board."""

from freelancerclub.context import Context
from freelancerclub.features.board.actions import do_fold_total, do_take_off
from freelancerclub.kit.clock import today
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
AT_ONCE = 1_000


@tasks.every("* * * * *", "board.fold")
async def fold(ctx: Context, job: Job) -> None:
    """Every minute: what came and went on the board, so that its total stays a sum of few rows."""
    await do_fold_total(ctx.db)


@tasks.every("43 * * * *", "board.take_off")
async def take_off(ctx: Context, job: Job) -> None:
    """Every hour: jobs whose last day is over, which nobody is shown any more."""
    taken = AT_ONCE
    while taken == AT_ONCE:
        taken = await do_take_off(ctx.db, today(ctx.now, ctx.settings.time_zone), AT_ONCE)
