"""What the clock does about the files of pictures."""

import structlog

from freelancerclub.context import Context
from freelancerclub.features.images.actions import do_sketch, do_sweep
from freelancerclub.features.images.queries import find_sketched
from freelancerclub.tasks.registry import Job, Tasks

SKETCHED_PEOPLE = 200  # of a demo, however many it has
MOST_SKETCHES = 1_500
SKETCHING = 2.0  # seconds at a time

tasks = Tasks()
log = structlog.get_logger("pictures")


@tasks.every("37 * * * *", "images.sweep")
async def sweep(ctx: Context, job: Job) -> None:
    """Every hour: files that no row names, of uploads that ended early and of deleted pictures."""
    removed = await do_sweep(ctx, ctx.now)
    if removed:
        log.info("files removed", files=removed)


@tasks.task("images.sketch")
async def sketch(ctx: Context, job: Job, begin: int = 0) -> None:
    """The demo's pictures, a few at a time: nobody waits for them, and a worker that is to stop doesn't either."""
    sketches = await find_sketched(ctx.db, SKETCHED_PEOPLE, MOST_SKETCHES)
    begin += await do_sketch(ctx, sketches[begin:], SKETCHING)
    if begin < len(sketches):
        async with ctx.db.transaction() as changes:
            await ctx.services.queue.defer(changes, "images.sketch", {"begin": begin})
    else:
        log.info("demo pictures drawn", files=begin)
