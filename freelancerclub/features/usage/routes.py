"""The report of usage."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.usage import queries
from freelancerclub.features.usage.inputs import BadDay, BadStartingAfter, UsageAsked
from freelancerclub.shapes.reference import Usage
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Stretch
from freelancerclub.wire.paging import STRICT, BadLimit, Paging

router = Router()


@router.get(
    "/usage",
    allow=member,
    paged=STRICT,
    asks=UsageAsked,
    out=Stretch[Usage],
    refuses=[BadLimit, BadStartingAfter, BadDay],
    pairs=True,
)
async def usage(ctx: Context, paging: Paging, asked: UsageAsked) -> Stretch[Usage]:
    """Bytes sent and received by day, oldest first; `startingafter` goes on where `hasmore` was true. (L53)"""
    return await queries.access_usage(ctx.db, ctx.me, asked, paging.limit)
