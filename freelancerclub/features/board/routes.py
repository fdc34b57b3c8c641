"""Finding a job."""

from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.board import queries
from freelancerclub.features.board.inputs import BoardSearch
from freelancerclub.kit.clock import today
from freelancerclub.shapes.work import JobCard
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import PageOrFalse
from freelancerclub.wire.paging import LENIENT, Paging

router = Router()


@router.get("/jobs", allow=member_along, paged=LENIENT, asks=BoardSearch, out=PageOrFalse[JobCard], pairs=True)
async def board(ctx: Context, paging: Paging, asked: BoardSearch) -> PageOrFalse[Any]:
    """The open jobs, the newest first, and whether one may apply; that none fits isn't an error. (L2822)"""
    on = today(ctx.now, ctx.settings.time_zone)
    found = await queries.find_page(ctx.db, ctx.claimant, asked, paging, on)
    ctx.made_of(ctx.claimant.id, found.account, found.total, found.page, paging)
    cards = await queries.get_cards(ctx.db, ctx.fragments, ctx.claimant.id, found)
    return PageOrFalse(paging.meta(found.total), cards or False)
