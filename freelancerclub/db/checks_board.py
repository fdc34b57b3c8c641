"""Checks of the board: which jobs are listed, by what they are found, and how many there are a kind and last day.

What has expired is no difference: nobody is shown it, and the clock takes it off in its own time.
"""

from datetime import date

from freelancerclub.db.pool import Database

# Said here a second time, without the functions that keep the board: the words alone are theirs.
SHOULD_BE = """
    SELECT j.id AS job_id, j.owner_id, j.kind, coalesce(j.expires_on, 'infinity') AS expires_on,
        cosd(j.latitude) * cosd(j.longitude) AS x, cosd(j.latitude) * sind(j.longitude) AS y, sind(j.latitude) AS z,
        found.words
    FROM job j JOIN person p ON p.id = j.owner_id JOIN job_words(array(SELECT id FROM job)) found ON found.id = j.id
    WHERE j.public AND j.authorised AND j.deleted_at IS NULL AND p.deleted_at IS NULL AND p.suspended_at IS NULL"""

WRONG = f"""
    SELECT count(*) FROM board b FULL JOIN ({SHOULD_BE}) s USING (job_id)
    WHERE (b.owner_id, b.kind, b.expires_on, b.x, b.y, b.z, b.words)
            IS DISTINCT FROM (s.owner_id, s.kind, s.expires_on, s.x, s.y, s.z, s.words)
        AND NOT (b.job_id IS NULL AND s.expires_on < %(today)s)"""

WRONG_TOTALS = """
    SELECT count(*) FROM (
        SELECT FROM (
            SELECT kind, expires_on, jobs FROM board_total UNION ALL SELECT kind, expires_on, jobs FROM board_change
            UNION ALL SELECT kind, expires_on, -1 FROM board
        ) counted GROUP BY kind, expires_on HAVING sum(jobs) <> 0
    ) wrong"""

# Whoever writes a job or a person waits, so that nothing comes or goes between the counting and its end.
REPAIR = (
    "LOCK TABLE person, job, board IN SHARE ROW EXCLUSIVE MODE",
    "DELETE FROM board",
    "SELECT board_write(array(SELECT id FROM job WHERE coalesce(expires_on >= %(today)s, true) ORDER BY id))",
    "DELETE FROM board_change",
    "DELETE FROM board_total",
    "INSERT INTO board_total (kind, expires_on, jobs) SELECT kind, expires_on, count(*) FROM board GROUP BY 1, 2",
)


async def find_wrong_board(db: Database, today: date) -> tuple[int, int]:
    """How many jobs are listed wrongly, or not though they should be, and how many totals are wrong."""
    return await db.value(WRONG, today=today), await db.value(WRONG_TOTALS)


async def do_repair_board(db: Database, today: date) -> None:
    """Makes all of it anew, in the caller's transaction."""
    for statement in REPAIR:
        await db.rows(statement, today=today)
