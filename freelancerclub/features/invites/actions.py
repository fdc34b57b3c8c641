"""Inviting people: each once a job, so many a day."""

from collections.abc import Sequence

from freelancerclub.context import Context
from freelancerclub.features.invites import queries, rules
from freelancerclub.features.invites.rules import JobNotOpen, quota_of
from freelancerclub.features.jobs.queries import access_own_job, access_own_job_to_change
from freelancerclub.features.telling.actions import notify
from freelancerclub.kit.clock import today
from freelancerclub.wire.validate import NOBODY, id_of

ADD = """
    INSERT INTO invite (job_id, person_id, created_at)
    SELECT %(job)s, id, %(now)s FROM unnest(%(ids)s::bigint[]) AS guest (id) ORDER BY id
    ON CONFLICT DO NOTHING"""


async def do_invite(ctx: Context, job_id: int, sent: Sequence[str]) -> list[str]:
    """Invites whom it may, tells them, and says what became of each. Raises JobNotFound, JobNotOpen."""
    job = await access_own_job(ctx.db, ctx.me, job_id)
    created_at = await queries.access_host(ctx.db, job.owner_id)
    job = await access_own_job_to_change(ctx.db, ctx.me, job_id)
    if not job.authorised or not job.is_open(today(ctx.now, ctx.settings.time_zone)):
        raise JobNotOpen
    wanted = {text: id_of(text) or NOBODY for text in sent}
    guests = await queries.find_guests(ctx.db, job.owner_id, job_id, list(wanted.values()))
    quota = quota_of(created_at, ctx.now)
    left = quota - await queries.find_sent(ctx.db, job.owner_id, ctx.now - rules.DAY)
    fresh: list[int] = []
    notes = []
    for text, person_id in wanted.items():
        guest = guests.get(person_id)
        if guest is None:
            notes.append(rules.NOT_FOUND.format(text))
        elif guest.is_invited or guest.has_applied:
            notes.append((rules.INVITED if guest.is_invited else rules.APPLIED).format(text))
        elif len(fresh) >= left:
            notes.append(rules.TOO_MANY.format(text, quota))
        else:
            fresh.append(person_id)
            notes.append(rules.SENT.format(text))
    if fresh:
        await ctx.db.do(ADD, job=job_id, ids=fresh, now=ctx.now)
        await notify(ctx, fresh, "invite", actor=job.owner_id, target=job_id, job=job_id, title=job.title)
    return notes
