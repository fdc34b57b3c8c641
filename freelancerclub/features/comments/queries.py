"""Reads of comments: what is said of a picture, who may say more, and who hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, heard, is_administrator, picture_shown, picture_there
from freelancerclub.errors import NoSuchPicture
from freelancerclub.shapes.gallery import Comment
from freelancerclub.wire.envelopes import Page
from freelancerclub.wire.paging import Paging

SEEN = "picture i JOIN person o ON o.id = i.owner_id, person me WHERE me.id = %(me)s AND i.id = %(picture)s"
COMMENTS = f"""
    picture_comment c JOIN person p ON p.id = c.author_id JOIN person me ON me.id = %(me)s
    WHERE c.picture_id = %(picture)s AND c.deleted_at IS NULL AND {heard("p", "me", "%(me)s")}"""

TOTAL = f"SELECT (SELECT count(*) FROM {COMMENTS}) FROM {SEEN} AND {picture_shown('i', 'o', 'me')}"

PAGE = f"""
    SELECT {Comment.columns()} FROM {COMMENTS}
    ORDER BY c.id DESC LIMIT %(limit)s OFFSET %(offset)s"""

# A picture that the caller may see but for a block, and whether there is one.
SUBJECT = f"""
    SELECT i.owner_id, o.slug, me.display_name, {blocked("o.id", "me.id")}
    FROM {SEEN} AND {picture_there("i", "o", "me")}"""

# Who said something of the picture that still stands, and may still see it.
OTHERS = f"""
    SELECT a.id FROM picture i JOIN person o ON o.id = i.owner_id, person a
    WHERE i.id = %(picture)s AND a.id <> o.id AND a.id <> %(me)s AND {picture_shown("i", "o", "a")}
      AND a.id IN (SELECT c.author_id FROM picture_comment c WHERE c.picture_id = i.id AND c.deleted_at IS NULL)
    ORDER BY a.id"""

# Whoever may have been told of a comment to a picture.
TOLD = """
    SELECT owner_id FROM picture WHERE id = %(picture)s
    UNION SELECT author_id FROM picture_comment WHERE picture_id = %(picture)s"""

# Its author, whose the picture is, and administrators may take a comment away.
REMOVABLE = f"""
    SELECT c.id FROM picture_comment c JOIN picture i ON i.id = c.picture_id JOIN person me ON me.id = %(me)s
    WHERE c.id = %(comment)s AND i.id = %(picture)s AND c.deleted_at IS NULL AND i.deleted_at IS NULL
      AND (me.id IN (c.author_id, i.owner_id) OR {is_administrator("me")})"""


@dataclass(frozen=True, slots=True)
class Subject:
    """The picture that somebody wants to say something of: whose it is, and the name of who speaks."""

    owner_id: int
    owner_slug: str
    author_name: str
    is_blocked: bool


async def access_comments(db: Database, me: Caller, picture_id: int, paging: Paging) -> Page[Comment]:
    """What is said of a picture, the newest first. Raises NoSuchPicture for what the caller may not see."""
    total = await db.steady_value(TOTAL, me=me.id, picture=picture_id)
    if total is None:
        raise NoSuchPicture
    rows = await db.steady_rows(PAGE, me=me.id, picture=picture_id, limit=paging.limit, offset=paging.offset)
    return Page(paging.meta(total), Comment.from_rows(rows))


async def access_subject(db: Database, me: Caller, picture_id: int) -> Subject:
    """A picture that the caller may see, but for a block. Raises NoSuchPicture."""
    row = await db.row(SUBJECT, me=me.id, picture=picture_id)
    if row is None:
        raise NoSuchPicture
    return Subject(*row)


async def find_others(db: Database, me: Caller, picture_id: int) -> Sequence[int]:
    """Who else has said something of the picture and may still see it, but for its owner."""
    return [row[0] for row in await db.rows(OTHERS, me=me.id, picture=picture_id)]


async def find_told(db: Database, picture_id: int) -> list[int]:
    """Whose picture it is and whoever spoke of it, also those who took back what they said."""
    return [row[0] for row in await db.rows(TOLD, picture=picture_id)]


async def may_remove(db: Database, me: Caller, picture_id: int, comment_id: int) -> bool:
    """Whether there is such a comment that is the caller's to take away."""
    return await db.value(REMOVABLE, me=me.id, picture=picture_id, comment=comment_id) is not None
