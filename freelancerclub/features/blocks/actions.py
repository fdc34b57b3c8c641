"""Changes to blocks."""

from freelancerclub.context import Context
from freelancerclub.errors import Refusal
from freelancerclub.features.users.actions import do_hold_people

# Again for somebody blocked before it is the same block; hidden and suspended people can be blocked as well.
BLOCK = """
    INSERT INTO block (blocker_id, blocked_id, created_at)
    SELECT %(me)s, p.id, %(now)s FROM person p WHERE p.id = %(other)s AND p.id <> %(me)s AND p.deleted_at IS NULL
    ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET blocker_id = excluded.blocker_id
    RETURNING blocked_id"""

END_FOLLOWS = """
    DELETE FROM follow
    WHERE (follower_id, followed_id) IN ((%(me)s, %(other)s), (%(other)s, %(me)s))"""

UNBLOCK = "DELETE FROM block WHERE blocker_id = %(me)s AND blocked_id = %(other)s RETURNING blocked_id"
KNOWN = "SELECT id FROM person WHERE id = %(other)s AND id <> %(me)s AND deleted_at IS NULL"


class NobodyToBlock(Refusal):
    status, message = 404, "Unable to find that user"


class NobodyToUnblock(Refusal):
    status, message = 404, "That user could not be found"


async def do_block(ctx: Context, other: int) -> None:
    """Blocks somebody, which ends their following each other. Raises NobodyToBlock, for oneself too."""
    await do_hold_people(ctx.db, ctx.me.id, other)
    if await ctx.db.value(BLOCK, me=ctx.me.id, other=other, now=ctx.now) is None:
        raise NobodyToBlock
    await ctx.db.do(END_FOLLOWS, me=ctx.me.id, other=other)


async def do_unblock(ctx: Context, other: int) -> None:
    """Takes one's own block back, where there is one; that of the other stays. Raises NobodyToUnblock (R37)."""
    ended = await ctx.db.value(UNBLOCK, me=ctx.me.id, other=other)
    if ended is None and await ctx.db.value(KNOWN, me=ctx.me.id, other=other) is None:
        raise NobodyToUnblock
