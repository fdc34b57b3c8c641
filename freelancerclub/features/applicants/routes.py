"""Applying for a job, and deciding who gets it."""

from typing import Any

from freelancerclub.callers import member, member_along
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.applicants import actions, queries, rules
from freelancerclub.features.applicants.inputs import Decision, Filter, NewApplication
from freelancerclub.features.applicants.rules import (
    BadApplications,
    BadStatus,
    BadType,
    DecidedAlready,
    GivenAlready,
    NoMessage,
    NotApplied,
)
from freelancerclub.features.jobs.rules import WHY_NOT, JobNotFound
from freelancerclub.features.portfolios.queries import BadPortfolio
from freelancerclub.shapes.hiring import Applicant, ApplicantsMeta, PageOfType
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/jobs/{job_id}/apply",
    allow=member,
    takes=NewApplication,
    faults=Fault.THERE,
    out=Done,
    refuses=[JobNotFound, *WHY_NOT, BadPortfolio],
)
async def apply(ctx: Context, job_id: int, sent: NewApplication) -> Done:
    """Applies for a job: with an answer to each of its questions, a quote where it is paid, perhaps notes and one of
    one's own portfolios. Its owner is told. (L3032)"""
    await actions.do_apply(ctx, job_id, sent)
    return Done(message="Application sent successfully")


@router.delete("/jobs/{job_id}/apply", allow=member, out=Done, refuses=[NotApplied, GivenAlready, DecidedAlready])
async def withdraw(ctx: Context, job_id: int) -> Done:
    """Takes one's application back, while it is not decided. (ours)"""
    await actions.do_withdraw(ctx, job_id)
    return Done(message="Application withdrawn successfully")


@router.get(
    "/applicants/{job_id}",
    allow=member_along,
    paged=STRICT,
    asks=Filter,
    faults=Fault.THERE,
    out=PageOfType[Applicant],
    refuses=[BadLimit, BadOffset, BadType, JobNotFound],
    pairs=True,
)
async def applicants(ctx: Context, job_id: int, paging: Paging, asked: Filter) -> PageOfType[Any]:
    """Who applied for a job of one's own, the newest first. (L3846)"""
    shown = rules.filter_of(asked.type)
    found = await queries.access_applicants(ctx.db, ctx.claimant, job_id, shown, paging)
    ctx.made_of(found.row, shown, paging)
    meta = ApplicantsMeta(found.total, shown, paging.shown_limit, paging.shown_offset)
    return PageOfType(meta, await queries.get_applicants(ctx.db, ctx.fragments, found))


@router.put(
    "/applicants/{job_id}",
    allow=member,
    takes=Decision,
    faults=Fault.THERE,
    out=Done,
    refuses=[JobNotFound, BadApplications, BadStatus, NoMessage, TooManyRequests],
)
async def decide(ctx: Context, job_id: int, sent: Decision) -> Done:
    """Sets the status of applications for a job of one's own, of all that are named or of none. Who is put on the
    shortlist, chosen or not chosen is told; `successful` needs a message, which is mailed to each. (L3898)"""
    await actions.do_decide(ctx, job_id, sent)
    return Done(message="Applicants Updated")
