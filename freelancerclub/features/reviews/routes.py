"""The reviews of a person."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.reviews import queries
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.reviews import Review
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import STRICT_ECHO, BadLimit, BadOffset, Paging

router = Router()


@router.get(
    "/users/{user_id}/reviews",
    allow=member,
    paged=STRICT_ECHO,
    out=Page[Review],
    refuses=[BadLimit, BadOffset, PersonNotFound],
    pairs=True,
)
async def reviews(ctx: Context, user_id: int, paging: Paging) -> Page[Review]:
    """What others say of a person, newest first, as far as it is authorised. (L2224)"""
    return await queries.access_reviews(ctx.db, ctx.me, user_id, paging)
