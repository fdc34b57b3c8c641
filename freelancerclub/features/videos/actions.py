"""Changes to videos, which stand among the pictures: adding one, and noting what is said of it."""

from datetime import datetime

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.features.videos import queries, rules
from freelancerclub.features.videos.inputs import NewVideo
from freelancerclub.features.videos.rules import Shown

LOOK_UP = "videos.look_up"

ADD = """
    INSERT INTO picture (owner_id, kind, title, description, file, public, created_at, authorised, width, height,
        video_source, video_id, video_hash)
    VALUES (%(owner)s, 'video', %(title)s, %(description)s, %(thumbnail)s, %(public)s, %(now)s, %(authorised)s,
        %(width)s, %(height)s, %(source)s, %(video)s, %(key)s)
    RETURNING id"""

# What the owner has written meanwhile stays. The counters are held before the picture, as by whoever changes one.
NOTE = """
    WITH held AS MATERIALIZED (
        SELECT FROM person_counter WHERE person_id = (SELECT owner_id FROM picture WHERE id = %(id)s)
        FOR NO KEY UPDATE
    )
    UPDATE picture SET looked_up_at = %(now)s, file = %(thumbnail)s, width = %(width)s, height = %(height)s,
        title = CASE WHEN title = %(title_before)s THEN %(title)s ELSE title END,
        description = CASE WHEN description = %(description_before)s THEN %(description)s ELSE description END
    WHERE id = %(id)s AND looked_up_at IS NULL AND deleted_at IS NULL AND EXISTS (SELECT FROM held)"""


async def do_add(ctx: Context, owner: int, sent: NewVideo) -> int:
    """Adds a video to somebody's pictures, to be looked up later. Raises UnknownVideoSource, PersonNotFound."""
    video = rules.video_at(sent.video_url)
    if not await queries.access_owner(ctx.db, owner):
        raise PersonNotFound
    shown = rules.unseen(video, ctx.settings.placeholder_image)
    added: int = await ctx.db.value(
        ADD,
        owner=owner,
        public=sent.public is not False,
        now=ctx.now,
        authorised=ctx.settings.moderate_images == "after",
        source=video.source,
        video=video.id,
        key=video.key,
        **_columns(shown),
    )
    await ctx.later(LOOK_UP, picture_id=added)
    return added


async def do_note(db: Database, picture_id: int, unseen: Shown, shown: Shown, now: datetime) -> None:
    """What is known of it now; once, and nothing for a video that is gone. `unseen` is what it was added with."""
    before = {"title_before": unseen.title, "description_before": unseen.description}
    await db.do(NOTE, id=picture_id, now=now, **before, **_columns(shown))


def _columns(shown: Shown) -> dict[str, str | int]:
    return {name: getattr(shown, name) for name in Shown.__slots__}
