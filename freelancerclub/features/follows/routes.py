"""Following and following no more."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.follows import actions
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done

router = Router()


@router.put("/users/{user_id}/follow", allow=member, out=Data[Done], refuses=[PersonNotFound])
async def follow(ctx: Context, user_id: int) -> Data[Done]:
    """Follows a person; doing so twice is no error. (ours)"""
    await actions.do_follow(ctx, user_id)
    return Data(Done(message="User Followed"))


@router.delete("/users/{user_id}/follow", allow=member, out=Data[Done], refuses=[PersonNotFound])
async def unfollow(ctx: Context, user_id: int) -> Data[Done]:
    """Follows a person no more; it doesn't matter whether one did. (ours)"""
    await actions.do_unfollow(ctx, user_id)
    return Data(Done(message="User Unfollowed"))
