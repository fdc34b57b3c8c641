"""Changes to who follows whom."""

from freelancerclub.context import Context
from freelancerclub.db.visibility import blocked, listed
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people
from freelancerclub.features.users.queries import PersonNotFound

CAN_BE_FOLLOWED = f"""
    SELECT p.id FROM person p
    WHERE p.id = %(other)s AND p.id <> %(me)s AND {listed("p")} AND NOT {blocked("%(me)s", "p.id")}"""

FOLLOW = """
    INSERT INTO follow (follower_id, followed_id, created_at) VALUES (%(me)s, %(other)s, %(now)s)
    ON CONFLICT (followed_id, follower_id) DO NOTHING
    RETURNING (SELECT slug FROM person WHERE id = follower_id)"""

UNFOLLOW = "DELETE FROM follow WHERE follower_id = %(me)s AND followed_id = %(other)s RETURNING followed_id"


async def do_follow(ctx: Context, other: int) -> None:
    """Follows somebody; twice is once. Raises PersonNotFound for whom the caller may not see, and for oneself."""
    await do_hold_people(ctx.db, ctx.me.id, other)
    if await ctx.db.value(CAN_BE_FOLLOWED, me=ctx.me.id, other=other) is None:
        raise PersonNotFound
    slug = await ctx.db.value(FOLLOW, me=ctx.me.id, other=other, now=ctx.now)
    if slug is not None:
        await notify(ctx, other, "follow", slug=slug)


async def do_unfollow(ctx: Context, other: int) -> None:
    """Follows somebody no more, whatever became of them; twice is once. Raises PersonNotFound."""
    await do_hold_people(ctx.db, ctx.me.id, other)
    ended = await ctx.db.value(UNFOLLOW, me=ctx.me.id, other=other)
    if ended is None and await ctx.db.value(CAN_BE_FOLLOWED, me=ctx.me.id, other=other) is None:
        raise PersonNotFound
