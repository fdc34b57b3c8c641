"""Discovering people."""

from datetime import timedelta
from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.profiles.queries import get_cards
from freelancerclub.features.search import queries
from freelancerclub.features.search.inputs import PeopleSearch
from freelancerclub.shapes.people import UserCard
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import PageOrFalse
from freelancerclub.wire.paging import LENIENT, Paging

router = Router()


@router.get(
    "/users",
    allow=member_along,
    paged=LENIENT,
    asks=PeopleSearch,
    out=PageOrFalse[UserCard],
    pairs=True,
    volatile=True,  # the moment that a page was found in is asked for with it
)
async def people(ctx: Context, paging: Paging, asked: PeopleSearch) -> PageOrFalse[Any]:
    """Freelancers by relevance to a text, else by rating or influence; whom nothing fits isn't an error. (L698)"""
    online_since = ctx.now - timedelta(seconds=ctx.settings.online_within)
    found = await queries.find_page(ctx.db, ctx.claimant, asked, paging, online_since, ctx.services.pages)
    if found.is_relaxed:
        ctx.headers["X-Search-Mode"] = "relaxed"
    ctx.made_of(ctx.claimant.id, found.viewer.is_administrator, found.total, found.page, paging)
    cards = await get_cards(ctx.db, ctx.fragments, found.viewer, found.page)
    return PageOrFalse(paging.meta(found.total), cards or False)
