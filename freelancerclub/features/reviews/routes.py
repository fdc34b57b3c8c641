"""The reviews of a person."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.reviews import actions, queries
from freelancerclub.features.reviews.inputs import NewReview
from freelancerclub.features.reviews.rules import NotParties, ReviewedAlready
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.reviews import Review
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done, Page
from freelancerclub.wire.paging import STRICT_ECHO, BadLimit, BadOffset, Paging
from freelancerclub.wire.validate import Fault

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


@router.post(
    "/users/{user_id}/reviews",
    allow=member,
    takes=NewReview,
    faults=Fault.THERE,
    out=Done,
    refuses=[PersonNotFound, NotParties, ReviewedAlready],
)
async def review(ctx: Context, user_id: int, sent: NewReview) -> Done:
    """Says something of the other party of a job that one gave the other, once a job: 1 to 5 stars, in halves, and a
    message. It is shown once a moderator has read it, unless the operator wants it at once. (ours)"""
    await actions.do_review(ctx, user_id, sent)
    return Done(message="Review Added Successfully")
