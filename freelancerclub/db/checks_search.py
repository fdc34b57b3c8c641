"""Checks of what people are found by: the words, ratings and lists of each, and how many stand in a list."""

from freelancerclub.db.pool import Database

# A row of people whose search row or lists are not what the person's own rows say.
WRONG = """
    SELECT count(*) FROM person p LEFT JOIN person_search s ON s.person_id = p.id
        LEFT JOIN person_counter k ON k.person_id = p.id
        LEFT JOIN person_words(array(SELECT id FROM person)) found ON found.id = p.id
    WHERE (s.words, s.social_total, s.rating) IS DISTINCT FROM (found.words, p.social_total, k.rating * 1000)
        OR array(SELECT list FROM person_rank r WHERE r.person_id = p.id ORDER BY 1)
            <> array(SELECT person_lists(found.words) COLLATE "C" ORDER BY 1)
        OR EXISTS (SELECT FROM person_rank r WHERE r.person_id = p.id
                   AND (r.rating, r.social_total) IS DISTINCT FROM (s.rating, s.social_total))"""

WRONG_TOTALS = """
    SELECT count(*) FROM (
        SELECT FROM (
            SELECT list, people FROM person_rank_total UNION ALL SELECT list, people FROM person_rank_change
            UNION ALL SELECT list, -1 FROM person_rank
        ) counted GROUP BY list HAVING sum(people) <> 0
    ) wrong"""

# Whoever writes there waits, so that nobody comes or goes between the counting and its end.
REPAIR = (
    "LOCK TABLE person, person_counter, person_rank IN SHARE ROW EXCLUSIVE MODE",
    "DELETE FROM person_search",
    "DELETE FROM person_rank",
    "SELECT person_search_write(array(SELECT id FROM person ORDER BY id))",
    "DELETE FROM person_rank_change",
    "DELETE FROM person_rank_total",
    "INSERT INTO person_rank_total (list, people) SELECT list, count(*) FROM person_rank GROUP BY list",
)


async def find_wrong_search(db: Database) -> tuple[int, int]:
    """How many people are found by something else than their rows say, and how many lists have a wrong total."""
    return await db.value(WRONG), await db.value(WRONG_TOTALS)


async def do_repair_search(db: Database) -> None:
    """Makes all of it anew, in the caller's transaction."""
    for statement in REPAIR:
        await db.rows(statement)
