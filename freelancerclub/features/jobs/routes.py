"""One job, one's own jobs, and the watch list."""

from typing import Any

from freelancerclub.callers import member, member_along
from freelancerclub.context import Context
from freelancerclub.features.jobs import actions, queries
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.kit.clock import today
from freelancerclub.shapes.work import JobMine, JobOne
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


@router.get("/jobs/{job_id}", allow=member_along, out=Data[JobOne], refuses=[JobNotFound])
async def job(ctx: Context, job_id: int) -> Data[Any]:
    """One job with its files, how many applied, and whether one may; from then on it counts as seen. (L2979)"""
    look = await queries.access_look(ctx.db, ctx.claimant, job_id, today(ctx.now, ctx.settings.time_zone))
    if not look.is_seen:
        await actions.do_mark_seen(ctx.db, ctx.claimant, job_id, ctx.now)
    ctx.made_of(look.job, look.standing, look.is_watched)
    return Data(await queries.get_page(ctx.db, ctx.fragments, look))


@router.get("/jobs/my", allow=member, paged=STRICT, out=Page[JobMine], refuses=[BadLimit, BadOffset], pairs=True)
async def my_jobs(ctx: Context, paging: Paging) -> Page[JobMine]:
    """The jobs that one posted and didn't withdraw, the newest first. (L3541)"""
    return await queries.find_own_jobs(ctx.db, ctx.me, paging)


@router.put("/jobs/watchlist/{job_id}", allow=member, out=Done, refuses=[JobNotFound])
async def watch(ctx: Context, job_id: int) -> Done:
    """Puts a job on one's watch list; doing so twice is no error. (L3087)"""
    await actions.do_watch(ctx.db, ctx.me, job_id, ctx.now)
    return Done(message="Added to Watchlist")


@router.delete("/jobs/watchlist/{job_id}", allow=member, out=Done, refuses=[JobNotFound])
async def unwatch(ctx: Context, job_id: int) -> Done:
    """Takes a job off one's watch list; one that isn't on it is no error. (L3133)"""
    await actions.do_unwatch(ctx.db, ctx.me, job_id)
    return Done(message="Deleted from Watchlist")
