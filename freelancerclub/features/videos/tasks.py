"""What the worker finds out about videos; what a request sent is never asked for."""

from freelancerclub.context import Context
from freelancerclub.features.videos import queries, rules
from freelancerclub.features.videos.actions import LOOK_UP, do_note
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.task(LOOK_UP)
async def look_up(ctx: Context, job: Job, picture_id: int) -> None:
    """Title, description, thumbnail and size of a video, once; while YouTube or Vimeo is away it is tried again."""
    unseen = await queries.find_unseen(ctx.db, picture_id)
    if unseen is None:
        return
    about = await ctx.videos.look_up(unseen.video)
    shown = unseen.shown if about is None else rules.seen(unseen.shown, about)
    async with ctx.db.transaction() as changes:
        await do_note(changes, picture_id, unseen, shown, ctx.now)
