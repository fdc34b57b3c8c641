"""What looking leaves behind, a moderator's decisions on pictures, and how many are listed."""

from collections.abc import Sequence
from datetime import date, datetime

from freelancerclub.db.checks import COUNTERS, hold_of
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.gallery import queries
from freelancerclub.features.profiles.actions import do_count_look

HOLD = next(hold_of(counters) for counters in COUNTERS if counters.table == "person_counter")

COUNT_VIEW = """
    INSERT INTO picture_view (picture_id, viewer_id, seen_on) VALUES (%(picture)s, %(viewer)s, %(today)s)
    ON CONFLICT DO NOTHING"""

DECIDE = """
    UPDATE picture SET authorised = %(authorised)s, decided_at = %(now)s
    WHERE id = ANY(%(ids)s) AND deleted_at IS NULL"""

FOLD = "SELECT gallery_fold()"


class NoSuchPictures(Refusal):
    status = 404


async def do_count_view(db: Database, viewer_id: int, picture_id: int, today: date) -> bool:
    """Counts a look at a picture: once a viewer and day."""
    return await do_count_look(db, COUNT_VIEW, picture=picture_id, viewer=viewer_id, today=today)


async def do_decide(db: Database, ids: Sequence[int], authorised: bool, now: datetime) -> None:
    """Pictures are shown from now on, or to nobody but their owner. Raises NoSuchPictures, and nothing is done."""
    found = await queries.find_there(db, ids)
    missing = sorted(set(ids) - found.keys())
    if missing:
        raise NoSuchPictures(f"There is no picture {', '.join(map(str, missing))}")
    # Before the pictures, as an erasure holds them, so that neither waits in a circle.
    await db.rows(HOLD, ids=sorted(set(found.values())))
    await db.rows(DECIDE, ids=list(ids), authorised=authorised, now=now)


async def do_fold_total(db: Database) -> None:
    """Adds what came and went to the total of the list, which is right before and after."""
    await db.rows(FOLD)
