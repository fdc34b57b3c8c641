"""Reads of usage."""

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.features.usage.inputs import UsageAsked
from freelancerclub.shapes.reference import Usage
from freelancerclub.wire.envelopes import Stretch

# One row more than is shown tells whether there are more.
ROWS = f"""
    SELECT {Usage.columns()} FROM usage_day u JOIN person p ON p.id = u.person_id
    WHERE u.id > %(after)s AND (%(everybody)s OR u.person_id = %(me)s)
      AND u.day BETWEEN coalesce(%(first)s::date, '-infinity') AND coalesce(%(last)s::date, 'infinity')
    ORDER BY u.id LIMIT %(limit)s"""


async def access_usage(db: Database, me: Caller, asked: UsageAsked, limit: int) -> Stretch[Usage]:
    """One's own days, everybody's for an administrator, oldest first."""
    rows = await db.steady_rows(
        ROWS,
        after=asked.startingafter,
        everybody=me.is_administrator,
        me=me.id,
        first=asked.startdate,
        last=asked.enddate,
        limit=limit + 1,
    )
    return Stretch(len(rows) > limit, Usage.from_rows(rows[:limit]))
