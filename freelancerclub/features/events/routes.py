"""A stream of what is new for oneself, as it happens."""

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.events import queries
from freelancerclub.features.events.inputs import Since
from freelancerclub.shapes.events import Events
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.streaming import Following
from freelancerclub.wire.validate import Fault

router = Router()


@router.stream("/events", allow=member_along, asks=Since, faults=Fault.THERE, out=Events)
async def events(ctx: Context, asked: Since) -> Following:
    """One's new messages and notifications, and what was read meanwhile, as server-sent events. (ours)

    The answer goes on until the client leaves, and is `text/event-stream` whatever format is asked for. Each event
    has an `id`; whoever sends the last one back as `Last-Event-ID` misses nothing and gets nothing twice. The first
    event is `ready` and says where the stream goes on; it is `reset` where that can't be, because more than 30 days
    have passed: then the lists have to be read anew.
    """
    return await queries.access_stream(ctx, asked)
