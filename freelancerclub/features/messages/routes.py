"""Conversations: the inbox, one of them, writing, replying, putting away, finding."""

from typing import Any

from freelancerclub.callers import member, member_along
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.messages import actions, queries, rules
from freelancerclub.features.messages.inputs import MessageSearch, NewMessage, NewThread, Reply, Since
from freelancerclub.features.messages.rules import ThreadForeign, ThreadNotFound
from freelancerclub.shapes.messages import Thread, ThreadCreated, ThreadItem, ThreadPage
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Page, Threads
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging, PagingRule
from freelancerclub.wire.validate import Fault

router = Router()

ITEMS = PagingRule(default=1_000)  # the reference doesn't page them (R95)


@router.get(
    "/messages", allow=member_along, paged=STRICT, out=Threads[Thread], refuses=[BadLimit, BadOffset], pairs=True
)
async def inbox(ctx: Context, paging: Paging) -> Threads[Thread]:
    """One's conversations, those last written in first. (L4331)"""
    return await queries.access_inbox(ctx.db, ctx.fragments, ctx.claimant, paging)


@router.get(
    "/messages/search",
    allow=member,
    paged=STRICT,
    asks=MessageSearch,
    out=Page[ThreadItem],
    refuses=[BadLimit, BadOffset],
    pairs=True,
)
async def search(ctx: Context, paging: Paging, asked: MessageSearch) -> Page[ThreadItem]:
    """The messages of one's conversations that hold all words of a text, the newest first. (ours)"""
    return await queries.find_messages(ctx.db, ctx.me, asked.text, paging)


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
    page = await queries.get_page(ctx.db, ctx.fragments, ctx.claimant, look, paging, asked.after)
    if not look.is_read:
        await actions.do_mark_read(ctx.db, ctx.claimant.id, thread_id, look.newest)
    return Data(page)


@router.post(
    "/messages",
    allow=member,
    takes=NewThread,
    faults=Fault.THERE,
    out=Data[ThreadCreated],
    refuses=[rules.NoRecipient, rules.TooManyRecipients, rules.BlockedRecipient, TooManyRequests],
)
async def begin(ctx: Context, sent: NewThread) -> Data[ThreadCreated]:
    """Begins a conversation with one person or several, at most 50. (L4553)"""
    return Data(ThreadCreated(message="Message Thread Created", message_id=await actions.do_begin(ctx, sent)))


@router.post(
    "/messages/job/{job_id}",
    allow=member,
    takes=NewMessage,
    faults=Fault.THERE,
    out=Data[ThreadCreated],
    refuses=[rules.JobNotFound, rules.BlockedOwner, rules.NoRecipient, TooManyRequests],
)
async def write_about_job(ctx: Context, job_id: int, sent: NewMessage) -> Data[ThreadCreated]:
    """Writes to the owner of a job; again goes on with the same conversation. (L4734)"""
    thread_id = await actions.do_write_about_job(ctx, job_id, sent.message)
    return Data(ThreadCreated(message="Job Message Thread Created", message_id=thread_id))


@router.post(
    "/messages/{thread_id}/reply",
    allow=member,
    takes=Reply,
    faults=Fault.THERE,
    out=Done,
    refuses=[ThreadNotFound, ThreadForeign, rules.ReplyTooShort, rules.BlockedInThread, TooManyRequests],
)
async def reply(ctx: Context, thread_id: int, sent: Reply) -> Done:
    """Adds a message to a conversation. (L4669)"""
    await actions.do_reply(ctx, thread_id, sent.message)
    return Done(message="Reply added")


@router.delete("/messages/{thread_id}", allow=member, out=Done, refuses=[ThreadNotFound, ThreadForeign])
async def put_away(ctx: Context, thread_id: int) -> Done:
    """Takes a conversation out of one's own inbox; a new message brings it back. (L4606)"""
    await actions.do_put_away(ctx, thread_id)
    return Done(message="The thread has been deleted")
