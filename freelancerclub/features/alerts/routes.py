"""One's own job alerts."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import InvalidInput
from freelancerclub.features.alerts import actions, queries
from freelancerclub.features.alerts.inputs import NewAlert
from freelancerclub.features.alerts.rules import AlertNotFound, NothingToFollow, NothingWanted, TooManyAlerts
from freelancerclub.shapes.hiring import Alert, AlertSaved
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging
from freelancerclub.wire.validate import Fault

router = Router()


@router.get("/alerts", allow=member, paged=STRICT, out=Page[Alert], refuses=[BadLimit, BadOffset], pairs=True)
async def alerts(ctx: Context, paging: Paging) -> Page[Alert]:
    """What new jobs one wants to hear of; the one with `from_profile` 1 follows the profile by itself. (ours)"""
    return await queries.find_alerts(ctx.db, ctx.me, paging)


@router.post(
    "/alerts",
    allow=member,
    takes=NewAlert,
    faults=Fault.THERE,
    out=Data[AlertSaved],
    refuses=[InvalidInput, NothingWanted, NothingToFollow, TooManyAlerts],
)
async def add(ctx: Context, sent: NewAlert) -> Data[AlertSaved]:
    """Asks to hear of jobs: of these disciplines, within `distance` miles (40) of the place or in the country, whose
    words hold all of the text. `from_profile` 1 brings back the one that follows the profile. (ours)"""
    alert_id = await (actions.do_follow_profile(ctx) if sent.from_profile else actions.do_add(ctx, sent))
    return Data(AlertSaved(message="Alert Created", alert_id=alert_id))


@router.delete("/alerts/{alert_id}", allow=member, out=Data[Done], refuses=[AlertNotFound])
async def remove(ctx: Context, alert_id: int) -> Data[Done]:
    """Asks to hear of such jobs no more. (ours)"""
    await actions.do_remove(ctx, alert_id)
    return Data(Done(message="Alert Deleted"))
