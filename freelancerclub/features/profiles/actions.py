"""What looking leaves behind: a view once a viewer and day, and when a person was here last."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime

import psycopg
import structlog

from freelancerclub.db.pool import Database, DatabaseAway

PATIENCE = 1.0  # seconds that a page may wait for its view to be counted

COUNT_VIEW = """
    INSERT INTO person_view (person_id, viewer_id, seen_on) VALUES (%(person)s, %(viewer)s, %(today)s)
    ON CONFLICT DO NOTHING"""

# In id order, so that no two processes wait for each other; once a minute, whichever process saw the person.
NOTE_SEEN = """
    UPDATE person_seen s SET last_seen_at = seen.moment
    FROM (SELECT held.person_id, sent.moment
          FROM unnest(%(people)s::bigint[], %(moments)s::timestamptz[]) AS sent (person_id, moment)
          JOIN person_seen held USING (person_id)
          WHERE held.last_seen_at IS NULL OR held.last_seen_at <= sent.moment - interval '1 minute'
          ORDER BY held.person_id FOR NO KEY UPDATE OF held) seen
    WHERE s.person_id = seen.person_id"""

log = structlog.get_logger("profiles")


async def do_count_view(db: Database, viewer_id: int, person_id: int, today: date) -> bool:
    """Counts a look at a page."""
    return await do_count_look(db, COUNT_VIEW, person=person_id, viewer=viewer_id, today=today)


async def do_count_look(db: Database, statement: str, **look: object) -> bool:
    """Counts a look by itself: where that can't be done now (False), what was asked for is shown nevertheless."""
    try:
        async with asyncio.timeout(PATIENCE):
            await db.do(statement, **look)
    except (psycopg.Error, DatabaseAway, TimeoutError) as failure:
        log.warning("a view was not counted", reason=type(failure).__name__)
        return False
    return True


async def do_note_seen(db: Database, seen: Mapping[int, datetime]) -> None:
    """When people were last here, by their id."""
    if seen:
        await db.do(NOTE_SEEN, people=list(seen), moments=list(seen.values()))
