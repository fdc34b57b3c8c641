"""Changes to what is kept for searches; what people are found by is kept by the database itself."""

from freelancerclub.db.pool import Database

FOLD = "SELECT person_rank_fold()"


async def do_fold_totals(db: Database) -> None:
    """Adds who came and went to the totals of the lists, which are right before and after."""
    await db.rows(FOLD)
