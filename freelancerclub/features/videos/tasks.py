"""What the worker finds out about videos; what a request sent is never asked for."""

from freelancerclub.context import Context
from freelancerclub.features.videos import queries, rules
from freelancerclub.features.videos.actions import LOOK_UP, do_note
from freelancerclub.tasks.registry import Job, Tasks

tasks = Tasks()


@tasks.task(LOOK_UP)
async def look_up(ctx: Context, job: Job, picture_id: int) -> None:
    """Title, description, thumbnail and size of a video, once; while YouTube or Vimeo is away it is tried again."""
    video = await queries.find_unseen(ctx.db, picture_id)
    if video is None:
        return
    about = await ctx.videos.look_up(video)
    unseen = rules.unseen(video, ctx.settings.placeholder_image)
    shown = unseen if about is None else rules.seen(unseen, about)
    async with ctx.db.transaction() as changes:
        await do_note(changes, picture_id, unseen, shown, ctx.now)
