"""What the clock does about the gallery."""

from freelancerclub.context import Context
from freelancerclub.features.gallery.actions import do_fold_total
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.every("* * * * *", "gallery.fold")
async def fold(ctx: Context, job: Job) -> None:
    """Every minute: what came and went in the gallery, so that its total stays a sum of few rows."""
    await do_fold_total(ctx.db)
