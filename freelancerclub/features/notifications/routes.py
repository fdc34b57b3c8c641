"""One's inbox, and the devices that push goes to."""

from freelancerclub.callers import in_person, member, member_along
from freelancerclub.context import Context
from freelancerclub.errors import Refusal
from freelancerclub.features.notifications import queries
from freelancerclub.features.notifications.inputs import Device, Seen
from freelancerclub.features.notifications.queries import NotificationForeign, NotificationNotFound
from freelancerclub.features.telling import actions
from freelancerclub.shapes.talk import Counts, Notification
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Inbox, InboxMeta
from freelancerclub.wire.paging import LENIENT, Paging
from freelancerclub.wire.validate import Fault

router = Router()
REGISTERED = Done(message="Registered Device")


class DeviceNotFound(Refusal):
    status, message = 404, "Sorry that device was not found."


@router.get("/notifications", allow=member_along, paged=LENIENT, out=Inbox[Notification], pairs=True)
async def inbox(ctx: Context, paging: Paging) -> Inbox[Notification]:
    """One's notifications, newest first, as before this call, which marks the returned ones as seen. (L4074)"""
    return await _inbox(ctx, paging)


async def _inbox(ctx: Context, paging: Paging) -> Inbox[Notification]:
    """One page; a short statement of its own marks it after it was read. (L4074)"""
    me, state = ctx.claimant.id, await queries.access_state(ctx.db, ctx.claimant)
    found = await queries.find_inbox(ctx.db, me, paging)
    new = [int(one.id) for one in found if one.notify == "1"]
    if not new:
        ctx.made_of(me, state, found, paging)
    counts = await queries.find_counts(ctx.db, me)
    if new:
        await actions.do_see(ctx.db, me, new, ctx.now)
    return Inbox(InboxMeta(counts.total, counts.new, paging.shown_limit, paging.shown_offset), found)


@router.get(
    "/users/notifications", allow=member_along, paged=LENIENT, out=Inbox[Notification], pairs=True, deprecated=True
)
async def former_inbox(ctx: Context, paging: Paging) -> Inbox[Notification]:
    """As GET /notifications, which took its place. (L2059)"""
    return await _inbox(ctx, paging)


@router.get("/notifications/count", allow=member_along, out=Data[Counts])
async def count(ctx: Context) -> Data[Counts]:
    """How many notifications one has, and how many of them are new. (L4211)"""
    ctx.made_of(ctx.claimant.id, await queries.access_state(ctx.db, ctx.claimant))
    return Data(await queries.find_counts(ctx.db, ctx.claimant.id))


@router.get(
    "/notification/{notification_id}",
    "/notifications/{notification_id}",
    allow=member_along,
    out=Data[Notification],
    refuses=[NotificationNotFound, NotificationForeign],
)
async def notification(ctx: Context, notification_id: int) -> Data[Notification]:
    """One notification as it was before this call, which marks it as seen. (L4153)"""
    found = await queries.access_notification(ctx.db, ctx.claimant, notification_id)
    if found.notify == "1":
        await actions.do_see(ctx.db, ctx.claimant.id, [notification_id], ctx.now)
    return Data(found)


@router.post("/notifications/read", allow=member, takes=Seen, faults=Fault.THERE, out=Done)
async def read(ctx: Context, sent: Seen) -> Done:
    """Marks notifications as seen: those of `ids`, or all. (ours)"""
    await actions.do_see(ctx.db, ctx.me.id, sent.ids, ctx.now)
    return Done(message="Notifications marked as read")


@router.post("/notifications/register", allow=member, takes=Device, faults=Fault.THERE, out=Done)
async def register(ctx: Context, sent: Device) -> Done:
    """Registers a device for push; it belongs to whoever registered it last. (L4256)"""
    await actions.do_register_device(ctx.db, ctx.me.id, sent.device_id, ctx.now)
    return REGISTERED


@router.get(
    "/notifications/register",
    allow=in_person,
    asks=Device,
    asks_body=True,
    faults=Fault.THERE,
    out=Done,
    writes=True,
    deprecated=True,
)
async def former_register(ctx: Context, asked: Device) -> Done:
    """As the POST, for clients that read the reference by its letter; it needs a token and has no HEAD. (L4256)"""
    await actions.do_register_device(ctx.db, ctx.me.id, asked.device_id, ctx.now)
    return REGISTERED


@router.delete("/notifications/register/{device_id}", allow=member, out=Done, refuses=[DeviceNotFound])
async def unregister(ctx: Context, device_id: str) -> Done:
    """Takes a device of one's own off push, as on logging out. (ours)"""
    if not await actions.do_forget_device(ctx.db, ctx.me.id, device_id):
        raise DeviceNotFound
    return Done(message="Unregistered Device")
