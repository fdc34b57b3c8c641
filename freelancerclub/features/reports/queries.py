"""Reads of reports, and who may report what."""

from dataclasses import dataclass
from datetime import datetime

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import has_blocked, heard_by, job_shown, page_shown, picture_shown
from freelancerclub.features.reports.rules import NOT_FOUND

# By kind, whether there is such a thing that the caller may see. Whoever has blocked somebody may report them still:
# to block comes first and to report second. Administrators are no members of threads either.
SEEN = {
    "person": f"""
        SELECT p.id FROM person p JOIN person v ON v.id = %(me)s
        WHERE p.id = %(id)s AND {page_shown("p", "v", has_blocked)}""",
    "picture": f"""
        SELECT i.id FROM picture i JOIN person o ON o.id = i.owner_id JOIN person v ON v.id = %(me)s
        WHERE i.id = %(id)s AND {picture_shown("i", "o", "v", has_blocked)}""",
    "comment": f"""
        SELECT c.id FROM picture_comment c JOIN person a ON a.id = c.author_id
        JOIN picture i ON i.id = c.picture_id JOIN person o ON o.id = i.owner_id JOIN person v ON v.id = %(me)s
        WHERE c.id = %(id)s AND c.deleted_at IS NULL AND {picture_shown("i", "o", "v", has_blocked)}
          AND {heard_by("a", "v", has_blocked)}""",
    "job": f"""
        SELECT j.id FROM job j JOIN person o ON o.id = j.owner_id JOIN person v ON v.id = %(me)s
        WHERE j.id = %(id)s AND {job_shown("j", "o", "v", has_blocked)}""",
    "message": """
        SELECT t.id FROM thread_item t JOIN thread_member m ON m.thread_id = t.thread_id
        WHERE t.id = %(id)s AND m.person_id = %(me)s AND NOT m.withheld
          AND (NOT t.withheld OR t.author_id = m.person_id)""",
}

# What is reported, as it is now: whose it is and what it says.
THING = """
    SELECT p.id AS owner_id, p.display_name AS says FROM person p WHERE r.kind = 'person' AND p.id = r.target_id
    UNION ALL SELECT owner_id, title FROM picture WHERE r.kind = 'picture' AND id = r.target_id
    UNION ALL SELECT author_id, comment FROM picture_comment WHERE r.kind = 'comment' AND id = r.target_id
    UNION ALL SELECT owner_id, title FROM job WHERE r.kind = 'job' AND id = r.target_id
    UNION ALL SELECT author_id, message FROM thread_item WHERE r.kind = 'message' AND id = r.target_id"""

OPEN = f"""
    SELECT r.kind, r.target_id, coalesce(o.email, ''), coalesce(thing.says, '(gone)'), r.many, r.since, r.by, r.reasons
    FROM (SELECT e.kind, e.target_id, min(e.id) AS id, count(*) AS many, min(e.created_at) AS since,
              array_agg(coalesce(w.email, CASE WHEN e.by_service THEN '(the service)' ELSE '(erased)' END)
                  ORDER BY e.id) AS by,
              array_agg(e.reason ORDER BY e.id) FILTER (WHERE e.reason <> '') AS reasons
          FROM report e LEFT JOIN person w ON w.id = e.reporter_id
          WHERE e.closed_at IS NULL GROUP BY e.kind, e.target_id) r
    LEFT JOIN LATERAL ({THING}) thing ON true
    LEFT JOIN person o ON o.id = thing.owner_id
    ORDER BY r.id LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Reported:
    """A thing that somebody has reported: whose it is, what it says, who reported it and why."""

    kind: str
    id: int
    of: str
    says: str
    many: int
    since: datetime
    by: list[str]
    reasons: list[str] | None


async def access_thing(db: Database, me: Caller, kind: str, thing_id: int) -> None:
    """Raises the kind's 404 for what isn't there or is hidden from the caller."""
    seen = await db.value(SEEN[kind], id=thing_id, me=me.id)
    if seen is None:
        raise NOT_FOUND[kind]


async def find_open(db: Database, limit: int) -> list[Reported]:
    """The things that wait for a decision, those reported first first."""
    return [Reported(*row) for row in await db.rows(OPEN, limit=limit)]
