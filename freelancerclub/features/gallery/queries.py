"""Reads of pictures: pages of them and one by itself, from what is written already where that still holds.

Each begins with one statement: who asks, what they may see of what they ask for, how fresh it has to be, and which
of it they like, which is all that differs between those who look.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.db.finding import MOST_WORDS
from freelancerclub.db.fragments import Fragments, Kind
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked_ids, page_shown, picture_shown
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.queries import access_along
from freelancerclub.shapes.gallery import (
    PICTURES,
    GalleryPicture,
    OpenPicture,
    OwnersPicture,
    PictureExtra,
    PictureOwner,
)
from freelancerclub.shapes.people import PEOPLE
from freelancerclub.shapes.pictures import PortfolioMini
from freelancerclub.wire.envelopes import written
from freelancerclub.wire.paging import MOST, Paging
from freelancerclub.wire.scalars import many
from freelancerclub.wire.shape import Shape

Sign = Callable[[str], str]  # an address of this site's, for a while

LIKED = "EXISTS (SELECT FROM picture_like l WHERE (l.picture_id, l.person_id) = ({}, %(me)s))"

# Who asks, how many there are, the page in its order, and what stands beside it; no row for a token that no longer
# counts.
FOUND = f"""
    SELECT p.role, {{total}}, found.ids, found.versions, found.liked, {{aside}}
    FROM person p, (
        SELECT array_agg(v.id ORDER BY v.id DESC) AS ids, array_agg(v.version ORDER BY v.id DESC) AS versions,
            array_agg({LIKED.format("v.id")} ORDER BY v.id DESC) AS liked
        FROM page JOIN picture_version v USING (id)
    ) found
    WHERE p.id = %(me)s"""

BLOCKED = f"blocked AS MATERIALIZED ({blocked_ids('%(me)s')})"
NOT_BLOCKED = "g.owner_id NOT IN (SELECT id FROM blocked)"

# What the clock has counted, what came and went since, but for those of whom the caller is not shown. The last limit
# tells the planner how few they are, so that it walks along the index.
ALL = f"""
    WITH {BLOCKED}, page AS (SELECT * FROM (
        SELECT g.id FROM gallery g WHERE {NOT_BLOCKED}
        ORDER BY g.id DESC LIMIT %(limit)s OFFSET %(offset)s
    ) few LIMIT {MOST})""" + FOUND.format(
    total="""(SELECT coalesce(sum(t.pictures), 0) FROM gallery_total t)
        + (SELECT coalesce(sum(c.pictures), 0) FROM gallery_change c)
        - (SELECT count(*) FROM blocked JOIN gallery g ON g.owner_id = blocked.id)""",
    aside="NULL",
)

# Every word has to be there, the last one at least as a beginning.
MATCHING = f"""
    WITH {BLOCKED}, matching AS MATERIALIZED (
        SELECT g.id FROM gallery g
        WHERE g.words @@ (SELECT search_words((array(SELECT folded_words(%(text)s)))[:{MOST_WORDS}], '', true, '&'))
          AND {NOT_BLOCKED}
    ), page AS (
        SELECT id FROM matching ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
    )""" + FOUND.format(total="(SELECT count(*) FROM matching)", aside="NULL")

# Of a person whom the caller may see: what is authorised, and what is not to the person and to administrators.
OWNER = f"""
    owner AS MATERIALIZED (
        SELECT o.id, o.id = p.id OR p.role = {ADMINISTRATOR} AS is_open
        FROM person p JOIN person o ON o.id = %(owner)s AND {page_shown("o", "p")} WHERE p.id = %(me)s
    )"""
OF_OWNER = "i.owner_id = %(owner)s AND i.deleted_at IS NULL"
SEEN = f"{OF_OWNER} AND (i.authorised OR owner.is_open)"


class Aside(Shape, frozen=True):
    """All portfolios of the owner, each with how many of its pictures the caller sees."""

    portfolios: Annotated[
        list[PortfolioMini],
        many("portfolio f WHERE f.owner_id = %(owner)s AND f.deleted_at IS NULL ORDER BY f.id"),
    ]


PORTFOLIOS = Aside.columns().replace("%(open)s::boolean", "(SELECT is_open FROM owner)")

OF_ONE = f"""
    WITH {OWNER}, page AS (
        SELECT i.id FROM owner CROSS JOIN picture i WHERE {SEEN}
        ORDER BY i.id DESC LIMIT %(limit)s OFFSET %(offset)s
    )""" + FOUND.format(
    total=f"""(SELECT CASE WHEN owner.is_open
            THEN (SELECT k.pictures FROM person_counter k WHERE k.person_id = %(owner)s)
            ELSE (SELECT count(*) FROM picture i WHERE {OF_OWNER} AND i.authorised) END FROM owner)""",
    aside=PORTFOLIOS,
)

IN_PORTFOLIO = f"""
    WITH {OWNER}, held AS MATERIALIZED (
        SELECT i.id FROM owner CROSS JOIN portfolio f
        JOIN portfolio_picture h ON h.portfolio_id = f.id JOIN picture i ON i.id = h.picture_id
        WHERE f.id = %(portfolio)s AND f.owner_id = %(owner)s AND f.deleted_at IS NULL AND {SEEN}
    ), page AS (
        SELECT id FROM held ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
    )""" + FOUND.format(total="(SELECT count(*) FROM held)", aside=PORTFOLIOS)

# What is fresh of picture and owner if the caller may see them, and whether there is no view to count.
LOOK = f"""
    SELECT p.role, o.id, v.version, w.version, {LIKED.format("i.id")}, o.id = p.id OR EXISTS (
        SELECT FROM picture_view s WHERE (s.picture_id, s.viewer_id, s.seen_on) = (i.id, p.id, %(today)s))
    FROM person p LEFT JOIN (
        picture i JOIN person o ON o.id = i.owner_id
        JOIN picture_version v ON v.id = i.id JOIN person_version w ON w.id = o.id
    ) ON i.id = %(picture)s AND {picture_shown("i", "o", "p")}
    WHERE p.id = %(me)s"""


_ADDRESS = re.compile(rb'(,"img_(?:thumb|full)":")([^"]+)"')

WRITTEN_FROM = f"FROM {PICTURES} JOIN picture_version v ON v.id = i.id WHERE i.id = ANY(%(ids)s)"
OWNERS = f"SELECT v.id, v.version, {PictureOwner.columns()} FROM {PEOPLE} JOIN person_version v ON v.id = p.id" + (
    " WHERE p.id = ANY(%(ids)s)"
)

UNDECIDED = """
    SELECT i.id, o.email, i.kind, i.authorised, i.created_at, i.title, i.file, i.owner_id
    FROM picture i JOIN person o ON o.id = i.owner_id
    WHERE i.decided_at IS NULL AND i.deleted_at IS NULL ORDER BY i.id LIMIT %(limit)s"""


class NoPictures(Refusal):
    status, message = 404, "No Images found for that user"


class PictureNotFound(Refusal):
    status, message = 404, "Sorry that Image was not found."


@dataclass(frozen=True, slots=True)
class Found:
    """A page of pictures: (id, version) each, which of them the caller likes, and how many there are altogether.

    portfolios: of the one person whose they are, written.
    """

    total: int
    page: list[tuple[int, int]]
    liked: list[bool]
    portfolios: str

    @property
    def aside(self) -> Any:
        """The portfolios, for the answer."""
        return msgspec.Raw(self.portfolios)


@dataclass(frozen=True, slots=True)
class Look:
    """At which picture somebody looks, how fresh it and its owner have to be, whether they see the open owner."""

    picture: tuple[int, int]
    owner: tuple[int, int]
    is_open: bool
    is_liked: bool
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Undecided:
    """A picture that waits for a moderator; `of` is an address, the file of a video is that of its thumbnail."""

    id: int
    of: str
    kind: str
    authorised: bool
    created_at: datetime
    title: str
    file: str
    owner_id: int

    @property
    def state(self) -> str:
        return "shown" if self.authorised else "not shown"


def _kind(name: str, shape: type[Any]) -> Kind:
    def write(row: Sequence[Any]) -> bytes:
        return written(shape.from_row(row))

    return Kind(name, f"SELECT v.id, v.version, {shape.columns()} {WRITTEN_FROM}", write)


def _owner(row: Sequence[Any]) -> bytes:
    return written(PictureOwner.from_row(row))


LISTED, OWN, BY_ITSELF = (
    _kind("listed picture", GalleryPicture),
    _kind("owner's picture", OwnersPicture),
    _kind("picture", OpenPicture),
)
EXTRA = _kind("picture's extra", PictureExtra)
OWNER_KIND = Kind("picture's owner", OWNERS, _owner, {"open": False})
OPEN_OWNER_KIND = Kind("picture's open owner", OWNERS, _owner, {"open": True})


def _with_like(fragment: bytes, is_liked: bool) -> bytes:
    """The fragment as its reader has to see it: no text can hold an unescaped quotation mark."""
    if not is_liked:
        return fragment
    return fragment.replace(b',"like":"0"', b',"like":"1"', 1).replace(b',"like":0', b',"like":1', 1)


def _with_extra(picture: bytes, extra: bytes | None) -> bytes:
    return picture if extra is None else picture[:-1] + b"," + extra[1:]


def _opened(fragment: bytes, sign: Sign) -> bytes:
    """With links that open a picture that waits: whoever is shown one may look at it."""
    if b',"authorised":"0"' not in fragment:
        return fragment
    return _ADDRESS.sub(lambda found: found[1] + sign(found[2].decode()).encode() + b'"', fragment)


def _found(row: Row) -> Found:
    _, total, ids, versions, liked, portfolios = row
    page = list(zip(ids or (), versions or (), strict=True))
    return Found(int(total or 0), page, liked or [], portfolios or "[]")


async def find_all(db: Database, claimant: Caller, text: str, paging: Paging) -> Found:
    """The pictures that are listed, or those of them that a text fits. Raises TokenInvalid."""
    statement = MATCHING if text else ALL
    values = {"me": claimant.id, "text": text, "limit": paging.limit, "offset": paging.offset}
    return _found(await access_along(db.steady, claimant, statement, **values))


async def access_pictures_of(
    db: Database, claimant: Caller, owner_id: int, portfolio_id: int | None, paging: Paging
) -> Found:
    """What the caller may see of a person's pictures. Raises NoPictures where nothing is left to show (R4)."""
    statement = OF_ONE if portfolio_id is None else IN_PORTFOLIO
    values = {"owner": owner_id, "portfolio": portfolio_id, "limit": paging.limit, "offset": paging.offset}
    found = _found(await access_along(db.steady, claimant, statement, me=claimant.id, **values))
    if not found.page:
        raise NoPictures
    return found


async def get_pictures(
    db: Database, fragments: Fragments, kind: Kind, found: Found, sign: Sign, *, extra: bool = False
) -> list[msgspec.Raw]:
    """The written pictures of a page in its order; who may see them was decided by whoever found it."""
    cards = await fragments.get(db, kind, found.page)
    extras = await fragments.get(db, EXTRA, found.page) if extra else {}
    pairs: Iterable[tuple[tuple[int, int], bool]] = zip(found.page, found.liked, strict=True)
    return [
        msgspec.Raw(_with_extra(_opened(_with_like(cards[id_], liked), sign), extras.get(id_)))
        for (id_, _), liked in pairs
        if id_ in cards
    ]


async def access_look(db: Database, claimant: Caller, picture_id: int, today: date) -> Look:
    """The caller's token and whether they may see the picture. Raises TokenInvalid, PictureNotFound."""
    found = await access_along(db.quick, claimant, LOOK, me=claimant.id, picture=picture_id, today=today)
    role, owner_id, version, owner_version, is_liked, is_counted = found
    if version is None:
        raise PictureNotFound
    is_open = role == ADMINISTRATOR or owner_id == claimant.id
    return Look((picture_id, version), (owner_id, owner_version), is_open, is_liked, is_counted)


async def get_picture(
    db: Database, fragments: Fragments, look: Look, sign: Sign, *, extra: bool = False
) -> msgspec.Raw:
    """The written `PicturePage`. Raises PictureNotFound for one that went this moment."""
    pictures = await fragments.get(db, BY_ITSELF, [look.picture])
    owners = await fragments.get(db, OPEN_OWNER_KIND if look.is_open else OWNER_KIND, [look.owner])
    picture, owner = pictures.get(look.picture[0]), owners.get(look.owner[0])
    if picture is None or owner is None:
        raise PictureNotFound
    extras = await fragments.get(db, EXTRA, [look.picture]) if extra else {}
    picture = _opened(_with_like(picture, look.is_liked), sign)
    return msgspec.Raw(_with_extra(picture[:-1] + b',"user":' + owner + b"}", extras.get(look.picture[0])))


async def find_undecided(db: Database, limit: int) -> list[Undecided]:
    """Those that wait for a moderator, the oldest first."""
    return [Undecided(*row) for row in await db.rows(UNDECIDED, limit=limit)]
