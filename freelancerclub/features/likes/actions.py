"""Changes to who likes what."""

from freelancerclub.context import Context
from freelancerclub.errors import Refusal
from freelancerclub.features.likes import queries
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people

LIKE = """
    INSERT INTO picture_like (picture_id, person_id, created_at) VALUES (%(picture)s, %(me)s, %(now)s)
    ON CONFLICT (picture_id, person_id) DO NOTHING
    RETURNING (SELECT o.slug FROM picture i JOIN person o ON o.id = i.owner_id WHERE i.id = picture_id),
        (SELECT title FROM picture WHERE id = picture_id)"""

UNLIKE = "DELETE FROM picture_like WHERE picture_id = %(picture)s AND person_id = %(me)s RETURNING picture_id"


class OwnPicture(Refusal):
    message = "Unable to like own image"


class NoLike(Refusal):
    status, message, in_list = 404, "There was no like to remove", True


async def do_like(ctx: Context, picture_id: int) -> None:
    """Likes a picture; twice is once. Raises NoSuchPicture, OwnPicture."""
    owner_id = await queries.access_owner(ctx.db, ctx.me, picture_id)
    if owner_id == ctx.me.id:
        raise OwnPicture
    # Held, and looked at again: a block that comes now comes before or after.
    await do_hold_people(ctx.db, ctx.me.id, owner_id)
    await queries.access_owner(ctx.db, ctx.me, picture_id)
    fresh = await ctx.db.row(LIKE, picture=picture_id, me=ctx.me.id, now=ctx.now)
    if fresh is not None:
        slug, title = fresh
        await notify(ctx, owner_id, "like", target=picture_id, picture=picture_id, slug=slug, title=title)


async def do_unlike(ctx: Context, picture_id: int) -> None:
    """Takes one's like back, whatever became of the picture. Raises NoSuchPicture, NoLike."""
    if await ctx.db.value(UNLIKE, picture=picture_id, me=ctx.me.id) is None:
        await queries.access_owner(ctx.db, ctx.me, picture_id)
        raise NoLike
