"""What looking leaves behind, and how many pictures are listed."""

from datetime import date

from freelancerclub.db.pool import Database
from freelancerclub.features.profiles.actions import do_count_look

COUNT_VIEW = """
    INSERT INTO picture_view (picture_id, viewer_id, seen_on) VALUES (%(picture)s, %(viewer)s, %(today)s)
    ON CONFLICT DO NOTHING"""

FOLD = "SELECT gallery_fold()"


async def do_count_view(db: Database, viewer_id: int, picture_id: int, today: date) -> bool:
    """Counts a look at a picture: once a viewer and day."""
    return await do_count_look(db, COUNT_VIEW, picture=picture_id, viewer=viewer_id, today=today)


async def do_fold_total(db: Database) -> None:
    """Adds what came and went to the total of the list, which is right before and after."""
    await db.do(FOLD)
