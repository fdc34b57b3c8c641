"""Changes to reports: one is made, all on one thing are closed."""

from datetime import datetime

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.actions import do_count_tries
from freelancerclub.features.reports import queries
from freelancerclub.features.reports.inputs import Report
from freelancerclub.features.reports.rules import HELD_BACK

# The index makes it one open report a person and thing, however many are sent at once.
REPORT = """
    INSERT INTO report (reporter_id, kind, target_id, reason, created_at)
    VALUES (%(me)s, %(kind)s, %(id)s, %(reason)s, %(now)s)
    ON CONFLICT (kind, target_id, reporter_id) WHERE closed_at IS NULL DO NOTHING"""

# Of each message that is held back the service says so itself; the index makes it once, decided or not.
REPORT_HELD = """
    INSERT INTO report (kind, target_id, reason, created_at, by_service)
    SELECT 'message', i.id, %(reason)s, %(now)s, true FROM thread_item i WHERE i.withheld ORDER BY i.id
    ON CONFLICT (kind, target_id) WHERE by_service DO NOTHING"""

CLOSE = """
    UPDATE report SET closed_at = %(now)s, closed_by = %(by)s, decision = %(decision)s
    WHERE kind = %(kind)s AND target_id = %(id)s AND closed_at IS NULL RETURNING id"""


class NoOpenReport(Refusal):
    status = 404


async def do_report(ctx: Context, sent: Report) -> None:
    """Notes that something should be looked at. Raises TooManyRequests, and the 404 of what can't be seen."""
    limit = ctx.settings.report_limit
    await do_count_tries(ctx.services.database, ctx.now, ("report", f"person {ctx.me.id}", limit))
    await queries.access_thing(ctx.db, ctx.me, sent.kind, sent.id)
    await ctx.db.do(REPORT, me=ctx.me.id, kind=sent.kind, id=sent.id, reason=sent.reason, now=ctx.now)


async def do_report_held(db: Database, now: datetime) -> None:
    """Shows moderators the messages that are held back."""
    await db.do(REPORT_HELD, reason=HELD_BACK, now=now)


async def do_close(db: Database, kind: str, thing_id: int, decision: str, by: int | None, now: datetime) -> int:
    """Closes every open report on a thing with one decision; how many there were. Raises NoOpenReport."""
    closed = await db.rows(CLOSE, kind=kind, id=thing_id, decision=decision, by=by, now=now)
    if not closed:
        raise NoOpenReport(f"No report of {kind} {thing_id} is open: `club report list` shows what is")
    return len(closed)
