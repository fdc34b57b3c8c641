"""Changes to what is said of pictures."""

from datetime import datetime

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import InvalidInput, Refusal
from freelancerclub.features.auth.actions import do_count_tries
from freelancerclub.features.comments import queries
from freelancerclub.features.telling.actions import do_unquote, notify
from freelancerclub.features.users.actions import do_hold_people
from freelancerclub.wire.validate import Fault

ADD = """
    INSERT INTO picture_comment (picture_id, author_id, comment, created_at)
    VALUES (%(picture)s, %(me)s, %(comment)s, %(now)s) RETURNING id"""

REMOVE = """
    UPDATE picture_comment SET deleted_at = %(now)s WHERE id = %(id)s AND deleted_at IS NULL RETURNING picture_id"""
QUOTED = ("comment", "comment.also")  # the kinds of what told of it


class NotAllowed(InvalidInput):
    message = Fault.THERE.value
    errors = "You are not allowed to comment on this image."


class CommentNotFound(Refusal):
    status, message = 404, "Sorry that comment was not found."


async def do_comment(ctx: Context, picture_id: int, comment: str) -> None:
    """Says something of a picture and tells its owner and who spoke before.

    Raises NoSuchPicture, TooManyRequests, NotAllowed.
    """
    subject = await queries.access_subject(ctx.services.database, ctx.me, picture_id)
    await do_count_tries(ctx.services.database, ctx.now, ("comment", str(ctx.me.id), ctx.settings.comment_limit))
    # Held, and looked at again: a block that comes now comes before or after.
    await do_hold_people(ctx.db, ctx.me.id, subject.owner_id)
    subject = await queries.access_subject(ctx.db, ctx.me, picture_id)
    if subject.is_blocked:
        raise NotAllowed
    comment_id = await ctx.db.value(ADD, picture=picture_id, me=ctx.me.id, comment=comment, now=ctx.now)
    about = {"target": comment_id, "picture": picture_id}
    await notify(ctx, subject.owner_id, "comment", **about, slug=subject.owner_slug, quote=comment)
    others = await queries.find_others(ctx.db, ctx.me, picture_id)
    if others:
        quote = f"{subject.author_name} - {comment}"
        await notify(ctx, others, "comment.also", **about, slug=subject.owner_slug, quote=quote)


async def do_remove(ctx: Context, picture_id: int, comment_id: int) -> None:
    """Takes a comment away. Raises CommentNotFound for what isn't the caller's to take."""
    if not await queries.may_remove(ctx.db, ctx.me, picture_id, comment_id):
        raise CommentNotFound
    await do_moderate(ctx.db, comment_id, ctx.now)


async def do_moderate(db: Database, comment_id: int, now: datetime) -> None:
    """A moderator takes a comment away, and what it says out of the inboxes. Raises CommentNotFound."""
    picture_id = await db.value(REMOVE, id=comment_id, now=now)
    if picture_id is None:
        raise CommentNotFound
    await do_unquote(db, await queries.find_told(db, picture_id), QUOTED, comment_id, now)
