"""Reads of videos."""

from freelancerclub.adapters.video import Video
from freelancerclub.db.pool import Database

# Whoever adds something to a person waits for their erasure, and the other way round.
HOLD_OWNER = "SELECT id FROM person WHERE id = %(id)s AND deleted_at IS NULL FOR NO KEY UPDATE"

UNSEEN = """
    SELECT video_source, video_id, video_hash FROM picture
    WHERE id = %(id)s AND kind = 'video' AND looked_up_at IS NULL AND deleted_at IS NULL"""


async def access_owner(db: Database, person_id: int) -> bool:
    """Whether the person is there, who then stays until the end of the transaction."""
    return await db.value(HOLD_OWNER, id=person_id) is not None


async def find_unseen(db: Database, picture_id: int) -> Video | None:
    """None once it was looked up or deleted."""
    row = await db.row(UNSEEN, id=picture_id)
    return None if row is None else Video(*row)
