"""Writing: to somebody first, about a job, in reply; and putting a conversation away."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.messages import actions, rules
from freelancerclub.features.messages.inputs import NewMessage, NewThread, Reply
from freelancerclub.features.messages.rules import ThreadForeign, ThreadNotFound
from freelancerclub.shapes.messages import ThreadCreated
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done
from freelancerclub.wire.validate import Fault

router = Router()


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
