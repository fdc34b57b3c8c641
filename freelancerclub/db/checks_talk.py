"""Checks of what is kept of conversations: what stands last, who is shut out, what messages are found by."""

from freelancerclub.db.pool import Database

WRONG_LAST = """
    SELECT count(*) FROM thread t
    WHERE t.last_item IS DISTINCT FROM coalesce(
            (SELECT max(i.id) FROM thread_item i WHERE i.thread_id = t.id AND NOT i.withheld),
            (SELECT max(i.id) FROM thread_item i WHERE i.thread_id = t.id))
        OR EXISTS (SELECT FROM thread_item i WHERE i.id = t.last_item AND i.created_at <> t.last_at)
        OR EXISTS (SELECT FROM thread_member m WHERE m.thread_id = t.id AND m.last_at <> t.last_at)"""

WRONG_SHUT = """
    SELECT count(*) FROM thread_member m WHERE m.shut <> coalesce((
        SELECT bool_and(are_blocked(m.person_id, o.person_id)) FROM thread_member o
        WHERE o.thread_id = m.thread_id AND o.person_id <> m.person_id), false)"""

WRONG_WORDS = """
    SELECT count(*) FROM thread_item i LEFT JOIN thread_search s USING (id)
    WHERE s.words IS DISTINCT FROM thread_words(i)"""

# Whoever writes there waits, so that nothing is said between the look and its end.
REPAIR = (
    "LOCK TABLE block, thread, thread_member, thread_item IN SHARE ROW EXCLUSIVE MODE",
    "SELECT thread_last(array(SELECT id FROM thread ORDER BY id))",
    "UPDATE thread_member m SET last_at = t.last_at FROM thread t WHERE t.id = m.thread_id AND m.last_at <> t.last_at",
    "SELECT thread_shut(array(SELECT id FROM thread ORDER BY id), NULL)",
    "SELECT thread_search_write(array(SELECT id FROM thread_item ORDER BY id))",
)


async def find_wrong_talk(db: Database) -> dict[str, int]:
    """By what it is, how much is kept wrong; only what is."""
    found = {
        "conversations with another last message": await db.value(WRONG_LAST),
        "members shown or shut out against the blocks": await db.value(WRONG_SHUT),
        "messages found by something else than they say": await db.value(WRONG_WORDS),
    }
    return {what: number for what, number in found.items() if number}


async def do_repair_talk(db: Database) -> None:
    """Makes all of it anew, in the caller's transaction."""
    for statement in REPAIR:
        await db.rows(statement)
