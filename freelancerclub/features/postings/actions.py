"""Changes to jobs: posting, editing, withdrawing, a moderator's decision, and the word before it closes."""

from collections.abc import Sequence
from datetime import date

from psycopg.sql import SQL, Identifier, Placeholder

from freelancerclub.context import Context
from freelancerclub.db.checks import hold_counters
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.actions import do_count_tries
from freelancerclub.features.auth.queries import get_registered
from freelancerclub.features.disciplines.queries import find_discipline_names
from freelancerclub.features.jobs.queries import JobFacts, access_own_job_to_change
from freelancerclub.features.jobs.rules import NORMAL, JobClosed, is_open
from freelancerclub.features.postings import queries, rules
from freelancerclub.features.postings.inputs import JobChange, NewJob
from freelancerclub.features.postings.rules import ChangeRefused, JobRefused
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people
from freelancerclub.features.users.rules import chosen_disciplines
from freelancerclub.kit.clock import today

MATCH_ALERTS = "match_alerts"  # the task that tells those whom a new job may suit

HOLD = hold_counters("job_counter")

POST = """
    INSERT INTO job (owner_id, kind, title, description, public, created_at, modified_at, authorised, expires_on,
        ends_on, expiry_told, disciplines, price, currency, duration, question1, question2, question3, question4,
        tags, city, country, location_type, latitude, longitude)
    VALUES (%(me)s, %(kind)s, %(title)s, %(description)s, %(public)s, %(now)s, %(now)s, %(authorised)s, %(expires_on)s,
        %(expires_on)s, %(told)s, %(disciplines)s, %(price)s, %(currency)s, %(duration)s, %(q1)s, %(q2)s, %(q3)s,
        %(q4)s, %(tags)s, %(city)s, %(country)s, %(place)s, %(latitude)s, %(longitude)s)
    RETURNING id"""

CHANGE = SQL("UPDATE job SET {}, modified_at = %(now)s WHERE id = %(id)s")
WITHDRAW = "UPDATE job SET deleted_at = %(now)s, modified_at = %(now)s WHERE id = %(id)s"
DECIDE = "UPDATE job SET authorised = %(authorised)s, decided_at = %(now)s WHERE id = ANY(%(ids)s)"
TELL = "UPDATE job SET expiry_told = expires_on WHERE id = ANY(%(ids)s)"

# By field of the form; those of the second only a normal job has.
COLUMNS = {
    "title": "title",
    "description": "description",
    "city": "city",
    "country": "country",
    "longitude": "longitude",
    "latitude": "latitude",
    "locationtype": "location_type",
    "public": "public",
}
NORMAL_COLUMNS = {"currency": "currency", "duration": "duration", "price": "price"} | {
    f"q{number}": f"question{number}" for number in (1, 2, 3, 4)
}


class NoSuchJobs(Refusal):
    status = 404


async def do_post(ctx: Context, sent: NewJob) -> int:
    """Posts a job and tells its id; whom it may suit is told once everybody may see it.

    Raises JobRefused, TooManyRequests.
    """
    disciplines = chosen_disciplines(sent.discipline, await find_discipline_names(ctx.db))
    if disciplines is None:
        raise JobRefused(rules.UNKNOWN_DISCIPLINE)
    database = ctx.services.database
    limit = rules.limit_of(ctx.settings, await get_registered(database, ctx.me), ctx.now)
    await do_count_tries(database, ctx.now, ("job", f"person {ctx.me.id}", limit))
    on = _today(ctx)
    expires_on = sent.expiry_date or on + rules.OPEN_FOR
    is_normal = sent.type == NORMAL
    authorised = ctx.settings.moderate_jobs == "after"
    values = sent.model_dump(include={*COLUMNS, *NORMAL_COLUMNS}) | {
        "disciplines": list(disciplines),
        "kind": sent.type,
        "public": sent.public is not False,
        "place": sent.locationtype,
        "tags": ", ".join(sent.tags) or None,
        "told": rules.told_already(expires_on, on),
    }
    for name in NORMAL_COLUMNS:
        values[name] = (values[name] or None) if is_normal else None
    values["currency"] = values["currency"] or rules.CURRENCIES[0]
    await do_hold_people(ctx.db, ctx.me.id)  # whoever leaves at the same moment takes it along, or is gone before
    job_id: int = await ctx.db.value(
        POST, me=ctx.me.id, now=ctx.now, authorised=authorised, expires_on=expires_on, **values
    )
    if authorised and values["public"] and is_open(expires_on, on):
        await ctx.later(MATCH_ALERTS, job_id=job_id)
    return job_id


async def do_change(ctx: Context, job_id: int, sent: JobChange) -> None:
    """Changes what was sent; a later last day reopens a closed job. Raises JobNotFound, JobClosed, ChangeRefused."""
    job = await access_own_job_to_change(ctx.db, ctx.me, job_id)
    on = _today(ctx)
    if sent.expiry_date is not None and sent.expiry_date < on:
        raise ChangeRefused(rules.OVER)
    if not is_open(sent.expiry_date or job.expires_on, on):
        raise JobClosed
    values = await _changes(ctx, job, sent, on)
    if not values:
        return
    sets = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in values)
    await ctx.db.do(CHANGE.format(sets), id=job_id, now=ctx.now, **values)
    was_shown = job.authorised and job.public and job.is_open(on)
    if job.authorised and values.get("public", job.public) and not was_shown:
        await ctx.later(MATCH_ALERTS, job_id=job_id)


async def _changes(ctx: Context, job: JobFacts, sent: JobChange, on: date) -> dict[str, object]:
    """The columns that change. Raises ChangeRefused."""
    fields = COLUMNS | (NORMAL_COLUMNS if job.kind == NORMAL else {})
    values: dict[str, object] = {
        column: None if value == "" else value
        for name, column in fields.items()
        if (value := getattr(sent, name)) is not None
    }
    if sent.discipline:
        disciplines = chosen_disciplines(sent.discipline, await find_discipline_names(ctx.db), job.disciplines)
        if disciplines is None:
            raise ChangeRefused(rules.UNKNOWN_DISCIPLINE)
        values["disciplines"] = list(disciplines)
    if sent.tags is not None:
        values["tags"] = ", ".join(sent.tags) or None
    if sent.expiry_date is not None:
        told = rules.told_already(sent.expiry_date, on)
        values |= {"expires_on": sent.expiry_date, "ends_on": sent.expiry_date, "expiry_told": told}
    if values and job.is_rejected:
        values["decided_at"] = None  # changed, so that a moderator looks at it again
    return values


async def do_withdraw(ctx: Context, job_id: int) -> None:
    """Takes a job back, which tells everybody who applied. Raises JobNotFound."""
    job = await access_own_job_to_change(ctx.db, ctx.me, job_id)
    applicants = await queries.find_applicants(ctx.db, job_id)
    await ctx.db.do(WITHDRAW, id=job_id, now=ctx.now)
    if applicants:
        # Told of by its title alone: what is about a job that is gone is not mailed.
        await notify(ctx, applicants, "job.withdrawn", actor=job.owner_id, target=job_id, title=job.title)


async def do_decide(ctx: Context, ids: Sequence[int], authorised: bool) -> None:
    """Jobs are on the board from now on, which tells their owners, or no more. Raises NoSuchJobs, doing nothing."""
    found = await queries.find_to_decide(ctx.db, ids)
    missing = sorted(set(ids) - {job.id for job in found})
    if missing:
        raise NoSuchJobs(f"There is no job {', '.join(map(str, missing))}: nothing was changed")
    # Before their versions, as whoever writes several jobs holds them.
    await ctx.db.do(HOLD, ids=sorted(set(ids)))
    await ctx.db.do(DECIDE, ids=list(ids), authorised=authorised, now=ctx.now)
    fresh = [job for job in found if authorised and not job.authorised]
    for job in fresh:
        await notify(ctx, job.owner_id, "job.authorised", actor=None, target=job.id, job=job.id, title=job.title)
    await ctx.later_each(MATCH_ALERTS, [{"job_id": job.id} for job in fresh])


async def do_tell_owners(ctx: Context, limit: int) -> int:
    """Tells owners whose jobs close within three days, once a last day; how many jobs were due."""
    on = _today(ctx)
    closing = await queries.find_closing(ctx.db, on, on + rules.TOLD_BEFORE, limit)
    ids = [job.id for job in closing]
    await ctx.db.do(HOLD, ids=sorted(ids))
    await ctx.db.do(TELL, ids=ids)
    for job in closing:
        day = rules.day_in_words(job.expires_on)
        await notify(ctx, job.owner_id, "job.closing", actor=None, target=job.id, job=job.id, title=job.title, day=day)
    return len(closing)


def _today(ctx: Context) -> date:
    return today(ctx.now, ctx.settings.time_zone)
