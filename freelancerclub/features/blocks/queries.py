"""Reads of blocks."""

from freelancerclub.db.pool import Database
from freelancerclub.shapes.people import BlockedPerson
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import Paging

PAGE = f"""
    SELECT {BlockedPerson.columns()}
    FROM (SELECT b.blocked_id AS id, b.created_at FROM block b JOIN person o ON o.id = b.blocked_id
          WHERE b.blocker_id = %(me)s AND o.deleted_at IS NULL
          ORDER BY b.created_at DESC, o.id DESC LIMIT %(limit)s OFFSET %(offset)s) b
    JOIN person p ON p.id = b.id
    ORDER BY b.created_at DESC, b.id DESC"""

COUNT = """
    SELECT count(*) FROM block b JOIN person o ON o.id = b.blocked_id
    WHERE b.blocker_id = %(me)s AND o.deleted_at IS NULL"""


async def find_blocked(db: Database, me: int, paging: Paging) -> Page[BlockedPerson]:
    """Whom somebody has blocked, the last first; who left is nobody's business any more."""
    rows = await db.steady_rows(PAGE, me=me, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(await db.steady_value(COUNT, me=me)), BlockedPerson.from_rows(rows))
