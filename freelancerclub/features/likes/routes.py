"""Liking pictures."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import NoSuchPicture
from freelancerclub.features.likes import actions, queries
from freelancerclub.features.likes.actions import NoLike, OwnPicture
from freelancerclub.shapes.gallery import Liker
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done, Whole
from freelancerclub.wire.paging import STRICT_WHOLE, BadLimit, BadOffset, Paging

router = Router()


@router.put("/images/{image_id}/like", allow=member, out=list[Done], refuses=[OwnPicture, NoSuchPicture])
async def like(ctx: Context, image_id: int) -> list[Done]:
    """Likes a picture; doing so twice is no error. (L2624)"""
    await actions.do_like(ctx, image_id)
    return [Done(message="Image Liked")]


@router.delete("/images/{image_id}/like", allow=member, out=list[Done], refuses=[NoLike, NoSuchPicture])
async def unlike(ctx: Context, image_id: int) -> list[Done]:
    """Takes one's like back. (L2665)"""
    await actions.do_unlike(ctx, image_id)
    return [Done(message="Image Un-liked")]


@router.get(
    "/images/{image_id}/likes",
    allow=member,
    paged=STRICT_WHOLE,
    out=Whole[list[Liker]],
    refuses=[BadLimit, BadOffset, NoSuchPicture],
    pairs=True,
)
async def likes(ctx: Context, image_id: int, paging: Paging) -> Whole[list[Liker]]:
    """Who likes a picture, in the order in which they did. (L2726)"""
    return await queries.access_likes(ctx.db, ctx.me, image_id, paging)
