"""Posting a job, changing it, withdrawing it."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.jobs.rules import JobClosed, JobNotFound
from freelancerclub.features.postings import actions
from freelancerclub.features.postings.inputs import JobChange, NewJob
from freelancerclub.features.postings.rules import ChangeRefused, JobRefused
from freelancerclub.shapes.work import PostedJob
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done, DoneWith

router = Router()


@router.post("/jobs", allow=member, takes=NewJob, out=DoneWith[PostedJob], refuses=[JobRefused, TooManyRequests])
async def post(ctx: Context, sent: NewJob) -> DoneWith[PostedJob]:
    """Posts a job: `normal` ones are paid, `test` ones are not. (L3202)"""
    return DoneWith(message="Job Posted Successfully", data=PostedJob(await actions.do_post(ctx, sent)))


@router.post("/jobs/{job_id}", allow=member, takes=JobChange, out=Done, refuses=[JobNotFound, JobClosed, ChangeRefused])
async def change(ctx: Context, job_id: int, sent: JobChange) -> Done:
    """Changes a job of one's own while it is open, or opens it again by a later `expiry_date`. (ours)

    What isn't sent stays; a job stays `normal` or `test`.
    """
    await actions.do_change(ctx, job_id, sent)
    return Done(message="Job Updated Successfully")


@router.delete("/jobs/{job_id}", allow=member, out=Done, refuses=[JobNotFound])
async def withdraw(ctx: Context, job_id: int) -> Done:
    """Withdraws a job of one's own: nobody sees it any more, and those who applied are told. (ours)"""
    await actions.do_withdraw(ctx, job_id)
    return Done(message="Job Withdrawn")
