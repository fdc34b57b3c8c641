"""Changes to applications: made once, withdrawn, decided all together or not at all."""

from freelancerclub.context import Context
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.applicants import queries, rules
from freelancerclub.features.applicants.inputs import Decision, NewApplication
from freelancerclub.features.applicants.rules import (
    SUCCESSFUL,
    TOLD,
    UNSUCCESSFUL,
    BadApplications,
    DecidedAlready,
    GivenAlready,
    NotApplied,
)
from freelancerclub.features.jobs.queries import access_job, access_job_to_change, access_own_job
from freelancerclub.features.jobs.rules import AlreadyApplied, check_may_apply
from freelancerclub.features.portfolios.queries import BadPortfolio
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people
from freelancerclub.kit.clock import today
from freelancerclub.wire.validate import Fault, invalid

SEND_SUCCESS = "applicants.send_success"

ADD = """
    INSERT INTO application (job_id, person_id, portfolio_id, notes, quote, currency, answer1, answer2, answer3,
        answer4, created_at)
    VALUES (%(job)s, %(me)s, %(portfolio)s, %(notes)s, %(quote)s, %(currency)s, %(answer1)s, %(answer2)s, %(answer3)s,
        %(answer4)s, %(now)s)
    ON CONFLICT ON CONSTRAINT application_once DO NOTHING RETURNING id"""

WITHDRAW = f"""
    DELETE FROM application WHERE job_id = %(job)s AND person_id = %(me)s
      AND status NOT IN ('{SUCCESSFUL}', '{UNSUCCESSFUL}') RETURNING id"""

DECIDE = """
    UPDATE application SET status = %(status)s, message = coalesce(%(message)s, message), modified_at = %(now)s
    WHERE id = ANY(%(ids)s)"""
NOTE = """
    INSERT INTO application_change (application_id, was, status, message, created_at)
    SELECT id, was, %(status)s, %(message)s, %(now)s FROM unnest(%(ids)s::bigint[], %(was)s::text[]) AS a (id, was)
    ORDER BY id RETURNING id"""


async def do_apply(ctx: Context, job_id: int, sent: NewApplication) -> None:
    """Applies for a job and tells its owner. Raises JobNotFound, one of WHY_NOT, InvalidInput, BadPortfolio."""
    job = await access_job(ctx.db, ctx.me, job_id)
    # Held, and looked at again: a block, or another change of the job, comes before or after.
    await do_hold_people(ctx.db, ctx.me.id, job.owner_id)
    job = await access_job_to_change(ctx.db, ctx.me, job_id)
    check_may_apply(job.standing(ctx.me, today(ctx.now, ctx.settings.time_zone)))
    sentences = list(rules.missing(job.kind, await queries.get_questions(ctx.db, job_id), sent))
    if sentences:
        raise invalid(sentences, Fault.THERE)
    if sent.portfolio is not None and not await queries.is_own_portfolio(ctx.db, ctx.me, sent.portfolio):
        raise BadPortfolio
    added = await ctx.db.value(
        ADD,
        job=job_id,
        me=ctx.me.id,
        portfolio=sent.portfolio,
        notes=sent.notes,
        quote=sent.jobquote,
        currency=sent.currency or "GBP",
        now=ctx.now,
        **{f"answer{number}": answer for number, answer in enumerate(sent.answers, 1)},
    )
    if added is None:
        raise AlreadyApplied
    await notify(ctx, job.owner_id, "application", target=job_id, job=job_id, title=job.title)


async def do_withdraw(ctx: Context, job_id: int) -> None:
    """Takes one's application back while it is not decided. Raises NotApplied, GivenAlready, DecidedAlready."""
    if await ctx.db.value(WITHDRAW, job=job_id, me=ctx.me.id) is None:
        status = await queries.find_status_of_mine(ctx.db, ctx.me, job_id)
        raise NotApplied if status is None else GivenAlready if status == SUCCESSFUL else DecidedAlready


async def do_decide(ctx: Context, job_id: int, sent: Decision) -> None:
    """Sets the status of applications, all of them or none, and tells whom it is news to.

    Raises JobNotFound, BadApplications, BadStatus, NoMessage, TooManyRequests.
    """
    job = await access_own_job(ctx.db, ctx.me, job_id)
    ids, status = rules.ids_of(sent.ids), rules.status_of(sent.status)
    message = rules.message_of(status, sent.message)
    held = await queries.access_to_decide(ctx.db, ctx.me, job.owner_id, job_id, ids)
    if len(held) < len(ids):
        raise BadApplications
    changed = [one for one in held if one.status != status]
    if not changed:
        return
    ids, limit = [one.id for one in changed], ctx.settings.decision_limit
    if await queries.have_changed(ctx.db, ids, limit.tries, limit.began(ctx.now)):
        raise TooManyRequests(limit.wait(ctx.now))
    values = {"ids": ids, "status": status, "message": message, "now": ctx.now}
    await ctx.db.do(DECIDE, **values)
    changes = [row[0] for row in await ctx.db.rows(NOTE, was=[one.status for one in changed], **values)]
    if status in TOLD:
        people = [one.person_id for one in changed]
        about = {"target": changes[-1], "job": job_id}
        await notify(ctx, people, TOLD[status], actor=job.owner_id, **about, title=job.title)
    if status == SUCCESSFUL:
        await ctx.later_each(SEND_SUCCESS, [{"change_id": change_id} for change_id in changes])
