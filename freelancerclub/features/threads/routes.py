"""Conversations: the inbox, one of them, and what is found in all."""

from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.messages import actions
from freelancerclub.features.messages.rules import ThreadForeign, ThreadNotFound
from freelancerclub.features.threads import queries
from freelancerclub.features.threads.inputs import MessageSearch, Since
from freelancerclub.shapes.messages import Thread, ThreadItem, ThreadPage
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Page, Threads
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging, PagingRule
from freelancerclub.wire.validate import Fault

router = Router()

ITEMS = PagingRule(default=1_000)  # the reference doesn't page them (R95)


@router.get(
    "/messages", allow=member_along, paged=STRICT, out=Threads[Thread], refuses=[BadLimit, BadOffset], pairs=True
)
async def inbox(ctx: Context, paging: Paging) -> Threads[Thread]:
    """One's conversations, those last written in first. (L4331)"""
    found = await queries.access_inbox(ctx.db, ctx.claimant, paging)
    ctx.made_of(ctx.claimant.id, found, paging)
    return await queries.get_inbox(ctx.db, ctx.fragments, ctx.claimant, found, paging)


@router.get(
    "/messages/search",
    allow=member_along,
    paged=STRICT,
    asks=MessageSearch,
    out=Page[ThreadItem],
    refuses=[BadLimit, BadOffset],
    pairs=True,
)
async def search(ctx: Context, paging: Paging, asked: MessageSearch) -> Page[ThreadItem]:
    """The messages of one's conversations that hold all words of a text, the newest first. (ours)"""
    state = await queries.access_state(ctx.db, ctx.claimant)
    ctx.made_of(ctx.claimant.id, state, asked.text, paging)
    return await queries.find_messages(ctx.db, ctx.claimant.id, asked.text, paging)


@router.get(
    "/messages/{thread_id}",
    allow=member_along,
    paged=ITEMS,
    asks=Since,
    faults=Fault.THERE,
    out=Data[ThreadPage],
    refuses=[BadLimit, BadOffset, ThreadNotFound, ThreadForeign],
)
async def thread(ctx: Context, thread_id: int, paging: Paging, asked: Since) -> Data[Any]:
    """One conversation, which marks it as read: its newest 1,000 messages, or those after one. (L4489)"""
    look = await queries.access_look(ctx.db, ctx.claimant, thread_id)
    if look.is_read:
        ctx.made_of(ctx.claimant.id, look, paging, asked.after)
    page = await queries.get_page(ctx.db, ctx.fragments, ctx.claimant, look, paging, asked.after)
    if not look.is_read:
        await actions.do_mark_read(ctx.db, ctx.claimant.id, thread_id, look.newest, ctx.now)
    return Data(page)
