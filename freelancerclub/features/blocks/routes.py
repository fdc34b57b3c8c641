"""Blocking, unblocking, and whom one has blocked."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.blocks import actions, queries
from freelancerclub.features.blocks.actions import NobodyToBlock, NobodyToUnblock
from freelancerclub.features.blocks.inputs import Block
from freelancerclub.shapes.people import BlockedPerson
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


@router.post("/users/block", allow=member, takes=Block, out=Data[Done], refuses=[NobodyToBlock])
async def block(ctx: Context, sent: Block) -> Data[Done]:
    """Blocks a person: neither meets the other any more, and they no longer follow each other. (L2113)"""
    await actions.do_block(ctx, sent.block_user_id)
    return Data(Done(message="User Blocked"))


@router.remove("/users/block/{user_id}", allow=member, out=Data[Done], refuses=[NobodyToUnblock])
async def unblock(ctx: Context, user_id: int) -> Data[Done]:
    """Takes a block back; it doesn't matter whether there was one. (L2167)"""
    await actions.do_unblock(ctx, user_id)
    return Data(Done(message="User Unblocked"))


@router.get(
    "/users/blocks",
    allow=member,
    paged=STRICT,
    out=Page[BlockedPerson],
    refuses=[BadLimit, BadOffset],
    pairs=True,
)
async def blocks(ctx: Context, paging: Paging) -> Page[BlockedPerson]:
    """Whom one has blocked, the last first; not by whom one is blocked. (ours)"""
    return await queries.find_blocked(ctx.db, ctx.me.id, paging)
