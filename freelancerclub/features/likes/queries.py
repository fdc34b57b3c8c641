"""Reads of likes: who likes a picture, and who may."""

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, heard, picture_shown, picture_there
from freelancerclub.errors import NoSuchPicture
from freelancerclub.shapes.gallery import Liker
from freelancerclub.wire.envelopes import Total, Whole
from freelancerclub.wire.paging import Paging

SEEN = "picture i JOIN person o ON o.id = i.owner_id, person me WHERE me.id = %(me)s AND i.id = %(picture)s"
LIKES = f"""
    picture_like l JOIN person p ON p.id = l.person_id JOIN person me ON me.id = %(me)s
    WHERE l.picture_id = %(picture)s AND {heard("p", "me", "%(me)s")}"""

TOTAL = f"SELECT (SELECT count(*) FROM {LIKES}) FROM {SEEN} AND {picture_shown('i', 'o', 'me')}"

PAGE = f"""
    SELECT {Liker.columns()} FROM {LIKES}
    ORDER BY l.created_at, p.id LIMIT %(limit)s OFFSET %(offset)s"""

# An administrator may look at whatever is blocked, but likes nothing there.
OWNER = f"""
    SELECT i.owner_id FROM {SEEN} AND {picture_there("i", "o", "me")} AND NOT {blocked("o.id", "me.id")}"""


async def access_likes(db: Database, me: Caller, picture_id: int, paging: Paging) -> Whole[list[Liker]]:
    """Who likes a picture, the first of them first. Raises NoSuchPicture for what the caller may not see."""
    total = await db.steady_value(TOTAL, me=me.id, picture=picture_id)
    if total is None:
        raise NoSuchPicture
    rows = await db.steady_rows(PAGE, me=me.id, picture=picture_id, limit=paging.limit, offset=paging.offset)
    return Whole(Total(total), Liker.from_rows(rows))


async def access_owner(db: Database, me: Caller, picture_id: int) -> int:
    """Whose a picture is that the caller may see. Raises NoSuchPicture."""
    owner_id = await db.value(OWNER, me=me.id, picture=picture_id)
    if owner_id is None:
        raise NoSuchPicture
    return int(owner_id)
