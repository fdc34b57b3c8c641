"""Comments on pictures."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import NoSuchPicture, TooManyRequests
from freelancerclub.features.comments import actions, queries
from freelancerclub.features.comments.actions import CommentNotFound, NotAllowed
from freelancerclub.features.comments.inputs import NewComment
from freelancerclub.shapes.gallery import Comment
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done, Page
from freelancerclub.wire.paging import STRICT_ECHO, BadLimit, BadOffset, Paging
from freelancerclub.wire.validate import Fault

router = Router()


@router.get(
    "/images/{image_id}/comments",
    allow=member,
    paged=STRICT_ECHO,
    out=Page[Comment],
    refuses=[BadLimit, BadOffset, NoSuchPicture],
    pairs=True,
)
async def comments(ctx: Context, image_id: int, paging: Paging) -> Page[Comment]:
    """What is said of a picture, the newest first. (L2523)"""
    return await queries.access_comments(ctx.db, ctx.me, image_id, paging)


@router.post(
    "/images/{image_id}/comments",
    allow=member,
    takes=NewComment,
    faults=Fault.THERE,
    out=list[Done],
    refuses=[NotAllowed, NoSuchPicture, TooManyRequests],
)
async def comment(ctx: Context, image_id: int, sent: NewComment) -> list[Done]:
    """Says something of a picture, in at most 300 characters. (L2580)"""
    await actions.do_comment(ctx, image_id, sent.comment)
    return [Done(message="Comment Added Succesfully")]


@router.delete("/images/{image_id}/comments/{comment_id}", allow=member, out=list[Done], refuses=[CommentNotFound])
async def uncomment(ctx: Context, image_id: int, comment_id: int) -> list[Done]:
    """Takes away a comment of one's own, or one on a picture of one's own. (ours)"""
    await actions.do_remove(ctx, image_id, comment_id)
    return [Done(message="Comment Deleted")]
