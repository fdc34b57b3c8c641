"""What keeps the board small: its totals are folded, and what has expired is taken off."""

from datetime import date

from freelancerclub.db.pool import Database

FOLD = "SELECT board_fold()"

# Nobody is shown them any more; a job whose last day is moved is put back by the change.
TAKE_OFF = """
    DELETE FROM board WHERE job_id IN (
        SELECT job_id FROM board WHERE expires_on < %(today)s ORDER BY expires_on, job_id LIMIT %(limit)s)
    RETURNING job_id"""


async def do_fold_total(db: Database) -> None:
    """Adds what came and went to the totals, which are right before and after."""
    await db.do(FOLD)


async def do_take_off(db: Database, today: date, limit: int) -> int:
    """Takes jobs off the board whose last day is over; how many."""
    return len(await db.rows(TAKE_OFF, today=today, limit=limit))
