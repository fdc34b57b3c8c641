"""What the clock does about the files of pictures."""

import structlog

from freelancerclub.context import Context
from freelancerclub.features.images.actions import do_sweep
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()
log = structlog.get_logger("pictures")


@tasks.every("37 * * * *", "images.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: files that no row names, of uploads that ended early and of deleted pictures."""
    removed = await do_sweep(ctx, ctx.now)
    if removed:
        log.info("files removed", files=removed)
