"""Changes to what is kept for searches; what people are found by is kept by the database itself."""

from freelancerclub.db.pool import Database

FOLD = "SELECT person_rank_fold()"
FORGET = "SELECT person_search_forget(%(most)s)"
MOST = 1_000  # changes; many times as many as a remembered page is compared with


async def do_fold_totals(db: Database) -> None:
    """Adds who came and went to the totals of the lists, which are right before and after."""
    await db.do(FOLD)


async def do_forget_changes(db: Database) -> None:
    """Of what has changed for searches only the latest is of use to anybody."""
    await db.do(FORGET, most=MOST)
