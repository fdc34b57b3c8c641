"""A person's page."""

from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.profiles import actions, queries
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.kit.clock import today
from freelancerclub.shapes.people import UserPublic
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data

router = Router()


@router.get("/users/{user_id}", allow=member_along, out=Data[UserPublic], refuses=[PersonNotFound])
async def show(ctx: Context, user_id: int) -> Data[Any]:
    """One person's page; the first look of a day counts as a view. (L826)"""
    day = today(ctx.now, ctx.settings.time_zone)
    look = await queries.access_look(ctx.db, ctx.claimant, user_id, day)
    if not look.is_counted and await actions.do_count_view(ctx.db, ctx.claimant.id, user_id, day):
        look = await queries.access_look(ctx.db, ctx.claimant, user_id, day)
    ctx.made_of(look.person_id, look.version, look.is_open)
    return Data(await queries.get_page(ctx.db, ctx.fragments, look))
