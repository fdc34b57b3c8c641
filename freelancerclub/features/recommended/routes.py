"""Whom to invite."""

from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.features.recommended import queries
from freelancerclub.features.recommended.inputs import Explained
from freelancerclub.kit.clock import this_quarter
from freelancerclub.shapes.hiring import Recommended
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


@router.get(
    "/jobs/{job_id}/recommended",
    allow=member_along,
    paged=STRICT,
    asks=Explained,
    out=Page[Recommended],
    refuses=[BadLimit, BadOffset, JobNotFound],
    pairs=True,
)
async def recommended(ctx: Context, job_id: int, paging: Paging, asked: Explained) -> Page[Any]:
    """The freelancers who fit a job of one's own best, at most 300, but for those who applied or were invited.
    `explain` 1 adds the parts of each relevance, 0 to 1: distance, discipline, skills, recency and reviews. How recent
    something is, is told by the quarter of the hour. (L3391)"""
    now, candidates = this_quarter(ctx.now), ctx.services.candidates
    found = await queries.access_recommended(ctx.db, ctx.claimant, job_id, paging, now, candidates)
    ctx.made_of(found, paging, asked.explain)
    people = await queries.get_recommended(ctx.db, ctx.fragments, found, asked.explain)
    return Page(paging.meta(found.total), people)
