"""Reporting something to the moderators."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.reports import actions
from freelancerclub.features.reports.inputs import Report
from freelancerclub.features.reports.rules import NOT_FOUND
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/reports",
    allow=member,
    takes=Report,
    out=Done,
    faults=Fault.THERE,
    refuses=[*NOT_FOUND.values(), TooManyRequests],
)
async def report(ctx: Context, sent: Report) -> Done:
    """Reports a person, picture, comment, job or message; again while it isn't decided is once. (ours)"""
    await actions.do_report(ctx, sent)
    return Done(message="Report received")
