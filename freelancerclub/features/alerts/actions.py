"""Changes to alerts, and telling those whom a job fits."""

from collections.abc import Sequence
from datetime import date

from freelancerclub.context import Context
from freelancerclub.db.visibility import blocked, present
from freelancerclub.features.alerts import queries
from freelancerclub.features.alerts.inputs import NewAlert
from freelancerclub.features.alerts.rules import MOST, AlertNotFound, NothingToFollow, NothingWanted, TooManyAlerts
from freelancerclub.features.disciplines.queries import find_discipline_names
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people
from freelancerclub.features.users.rules import chosen_disciplines
from freelancerclub.wire.validate import Fault, invalid

ADD = """
    INSERT INTO alert (person_id, disciplines, search, city, country, latitude, longitude, miles, created_at)
    VALUES (%(me)s, %(disciplines)s, %(search)s, nullif(%(city)s, ''), nullif(%(country)s, ''), %(latitude)s,
        %(longitude)s, %(miles)s, %(now)s)
    RETURNING id"""

# The one that follows the profile stays where it is, off, or the next change of the profile would make it again.
REMOVE = """
    WITH off AS (
        UPDATE alert SET is_off = true, modified_at = %(now)s
        WHERE id = %(id)s AND person_id = %(me)s AND from_profile AND NOT is_off RETURNING id
    ), gone AS (
        DELETE FROM alert WHERE id = %(id)s AND person_id = %(me)s AND NOT from_profile RETURNING id
    )
    SELECT id FROM off UNION ALL SELECT id FROM gone"""
TURN_ON = "UPDATE alert SET is_off = false, modified_at = %(now)s WHERE person_id = %(me)s AND from_profile AND is_off"
FOLLOW = "SELECT alert_follow(array[%(me)s::bigint])"

# Once a person and job ever, however many alerts match and however often this is tried.
NOTE = f"""
    INSERT INTO alert_sent (job_id, person_id, created_at)
    SELECT %(job)s, p.id, %(now)s FROM person p
    WHERE p.id = ANY(%(people)s) AND {present("p")} AND NOT {blocked("p.id", "%(owner)s::bigint")}
    ORDER BY p.id
    ON CONFLICT DO NOTHING RETURNING person_id"""


async def do_add(ctx: Context, sent: NewAlert) -> int:
    """A new alert's id. Raises InvalidInput for an unlisted discipline, NothingWanted, TooManyAlerts."""
    disciplines = await _listed(ctx, sent.discipline)
    if not (disciplines or sent.text or sent.miles or sent.country.strip()):
        raise NothingWanted
    await do_hold_people(ctx.db, ctx.me.id)
    if await queries.find_count(ctx.db, ctx.me) >= MOST:
        raise TooManyAlerts
    alert_id: int = await ctx.db.value(
        ADD,
        me=ctx.me.id,
        disciplines=disciplines,
        search=sent.text,
        city=sent.city.strip(),
        country=sent.country.strip(),
        latitude=sent.latitude if sent.miles else None,
        longitude=sent.longitude if sent.miles else None,
        miles=sent.miles,
        now=ctx.now,
    )
    return alert_id


async def _listed(ctx: Context, sent: Sequence[str]) -> list[str]:
    if not sent:
        return []
    chosen = chosen_disciplines(sent, await find_discipline_names(ctx.db))
    if chosen is None:
        raise invalid(["The Discipline field must contain valid disciplines."], Fault.THERE)
    return list(chosen)


async def do_follow_profile(ctx: Context) -> int:
    """Brings the alert that follows the profile back; its id. Raises NothingToFollow."""
    await do_hold_people(ctx.db, ctx.me.id)
    await ctx.db.do(TURN_ON, me=ctx.me.id, now=ctx.now)
    await ctx.db.do(FOLLOW, me=ctx.me.id)
    alert_id = await queries.find_from_profile(ctx.db, ctx.me)
    if alert_id is None:
        raise NothingToFollow
    return alert_id


async def do_remove(ctx: Context, alert_id: int) -> None:
    """Raises AlertNotFound for what isn't the caller's."""
    if await ctx.db.value(REMOVE, id=alert_id, me=ctx.me.id, now=ctx.now) is None:
        raise AlertNotFound


async def do_announce(ctx: Context, job_id: int, people: Sequence[int], today: date) -> None:
    """Tells those of the people who may still hear of it, unless the job left the board meanwhile."""
    job = await queries.find_announced(ctx.db, job_id, today)
    if job is None:
        return
    rows = await ctx.db.rows(NOTE, job=job.id, owner=job.owner_id, people=list(people), now=ctx.now)
    if rows:
        told = [person_id for (person_id,) in rows]
        await notify(ctx, told, "job.alert", actor=job.owner_id, target=job.id, job=job.id, title=job.title)
