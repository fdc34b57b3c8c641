"""Reads of the inbox."""

from freelancerclub.callers import Caller
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids, deed_told, deed_told_by
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.queries import access_along
from freelancerclub.shapes.talk import ITS_IMAGE, ITS_JOB, Counts, Line, Notification
from freelancerclub.wire.paging import Paging

# Whose deeds a reader is told of: nobody's who is gone or blocked either way. A hidden profile hides no deed.
SHOWN = deed_told("note")
MINE = f"note.person_id = %(me)s AND note.listed AND {SHOWN}"
ROWS = "notification note JOIN person p ON p.id = note.person_id LEFT JOIN person a ON a.id = note.actor_id"

# ids first, the wide row joined after
PAGE = f"""
    SELECT {Notification.columns()} FROM {ROWS}
    JOIN (SELECT note.id FROM notification note WHERE {MINE}
          ORDER BY note.id DESC LIMIT %(limit)s OFFSET %(offset)s) page ON page.id = note.id
    ORDER BY note.id DESC"""

# Counted by actor from an index that holds all of it, then the actors looked at, who are few.
COUNT = f"""
    SELECT coalesce(sum(note.new), 0)::bigint, coalesce(sum(note.total), 0)::bigint FROM (
        SELECT person_id, actor_id, count(*) AS total, count(*) FILTER (WHERE seen_at IS NULL) AS new
        FROM notification WHERE person_id = %(me)s AND listed GROUP BY person_id, actor_id
    ) note WHERE {SHOWN}"""

# What a count hangs on: the events of their inbox, whoever is there no more, and whom a block hides.
STATE = f"""
    SELECT line.last, line.version, (SELECT version FROM list_freshness WHERE list = 'presence'),
        array({blocked_ids("%(me)s")})
    FROM person p LEFT JOIN event_line line ON line.person_id = p.id
    WHERE p.id = %(me)s"""

# Nothing but nulls where it isn't theirs, no row for a token that no longer counts.
ONE = f"""
    SELECT p.role, note.picture_id, note.job_id, {Line.columns()}
    FROM person p LEFT JOIN (notification note LEFT JOIN person a ON a.id = note.actor_id)
        ON note.id = %(id)s AND note.person_id = p.id AND note.listed AND {deed_told_by("note", "a")}
    WHERE p.id = %(me)s"""
READER = "(SELECT %(me)s::bigint AS id, %(role)s::int AS role) p"
ABOUT_IMAGE = f"SELECT {ITS_IMAGE} FROM (SELECT %(id)s::bigint AS picture_id) note, {READER}"
ABOUT_JOB = f"SELECT {ITS_JOB} FROM (SELECT %(id)s::bigint AS job_id) note, {READER}"
SOMEBODYS = "SELECT 1 FROM notification WHERE id = %(id)s AND person_id <> %(me)s AND listed"


class NotificationNotFound(Refusal):
    status, message = 404, "Sorry that message was not found."


class NotificationForeign(Refusal):
    status, message = 403, "You do not have access to this message"


async def find_inbox(db: Database, me: int, paging: Paging) -> list[Notification]:
    """A page of it, newest first."""
    rows = await db.steady_rows(PAGE, me=me, limit=paging.limit, offset=paging.offset)
    return Notification.from_rows(rows)


async def access_state(db: Database, claimant: Caller) -> Row:
    """What tells whether the counts are as they were. Raises TokenInvalid."""
    return await access_along(db.quick, claimant, STATE, me=claimant.id)


async def find_counts(db: Database, me: int) -> Counts:
    row = await db.steady(COUNT, me=me)
    assert row is not None
    return Counts(*row)


async def access_notification(db: Database, claimant: Caller, notification_id: int) -> Notification:
    """Raises TokenInvalid, NotificationForeign, NotificationNotFound. An inbox is its owner's alone, administrators
    included."""
    me = claimant.id
    role, picture, job, *line = await access_along(db.quick, claimant, ONE, id=notification_id, me=me)
    if line[0] is None:
        raise NotificationForeign if await db.quick(SOMEBODYS, id=notification_id, me=me) else NotificationNotFound
    image = await db.quick(ABOUT_IMAGE, id=picture, me=me, role=role) if picture else None
    about = await db.quick(ABOUT_JOB, id=job, me=me, role=role) if job else None
    return Notification.from_row((*line, *(image or [None]), *(about or [None])))
