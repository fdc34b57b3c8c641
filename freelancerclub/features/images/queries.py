"""Reads of pictures as files: who is asked about before one is served, and which of them nobody needs."""

from collections.abc import Sequence
from typing import Literal

from freelancerclub.adapters.sketches import Sketch
from freelancerclub.db.pool import Database
from freelancerclub.features.images.rules import FILE

Standing = Literal["shown", "pending", "gone", "hidden"]

GONE = "CASE WHEN {} THEN 'gone' WHEN {} THEN 'hidden' {} ELSE 'shown' END"
OF_PERSON = GONE.format("p.deleted_at IS NOT NULL", "p.suspended_at IS NOT NULL", "")
OF_PICTURE = GONE.format(
    "i.deleted_at IS NOT NULL OR p.deleted_at IS NOT NULL",
    "p.suspended_at IS NOT NULL",
    "WHEN NOT i.authorised THEN 'pending'",
)
OF_COMPANY = GONE.format("c.deleted_at IS NOT NULL", "NOT c.authorised", "")

PROFILE = f"SELECT {OF_PERSON} FROM person p WHERE p.picture = %(file)s ORDER BY p.deleted_at IS NULL DESC, id LIMIT 1"
PICTURE = f"""
    SELECT {OF_PICTURE} FROM picture i JOIN person p ON p.id = i.owner_id
    WHERE i.file = %(file)s AND i.owner_id = %(owner)s AND i.kind = 'image'
    ORDER BY i.deleted_at IS NULL DESC, i.id LIMIT 1"""
LOGO = f"SELECT {OF_COMPANY} FROM company c WHERE c.logo = %(file)s ORDER BY c.deleted_at IS NULL DESC, id LIMIT 1"
COVER = f"SELECT {OF_COMPANY} FROM company c WHERE c.cover = %(file)s ORDER BY c.deleted_at IS NULL DESC, id LIMIT 1"

# By the first part of the address.
SERVED = {
    "profile": PROFILE,
    "portfolio": PICTURE,
    "portfoliocrop": PICTURE,
    "companycrop": LOGO,
    "companycovercrop": COVER,
}

# The demo's rows, as far as anybody can look at their pictures: those of the people of the examples first.
SMALLEST, ANY_SIZE = 30, (1200, 800)
SKETCHED = """
    WITH first AS (SELECT p.id, p.picture FROM person p WHERE p.deleted_at IS NULL ORDER BY p.id LIMIT %(people)s)
    SELECT file, kind, width, height FROM (
        SELECT picture, 'profile', 480, 480, first.id, 1, id FROM first WHERE picture IS NOT NULL
        UNION ALL
        SELECT logo, 'logo', 300, 300, owner_id, 2, c.id FROM company c JOIN first ON first.id = owner_id
        WHERE logo <> '' AND deleted_at IS NULL
        UNION ALL
        SELECT cover, 'cover', 1366, 442, owner_id, 3, c.id FROM company c JOIN first ON first.id = owner_id
        WHERE cover <> '' AND deleted_at IS NULL
        UNION ALL
        SELECT i.file, 'picture', width, height, owner_id, 4, i.id FROM picture i JOIN first ON first.id = owner_id
        WHERE i.kind = 'image' AND i.deleted_at IS NULL
    ) demo (file, kind, width, height, owner_id, place, id)
    ORDER BY owner_id, place, id LIMIT %(most)s"""

IS_THERE = "SELECT id FROM person WHERE id = %(id)s AND deleted_at IS NULL"

THERE = "SELECT id, owner_id FROM picture WHERE id = ANY(%(ids)s) AND deleted_at IS NULL"

# Every column that names a stored file: the column, its rows, and what else has to be true of one.
NAMING = (
    ("i.file", "picture i", "i.kind = 'image' AND i.deleted_at IS NULL"),
    ("p.picture", "person p", "true"),
    ("c.logo", "company c", "true"),
    ("c.cover", "company c", "true"),
    ("f.file", "job_file f JOIN job j ON j.id = f.job_id", "j.deleted_at IS NULL"),
)
NAMED = " UNION ".join(
    f"SELECT {column} FROM {rows} WHERE {column} <> '' AND {condition}" for column, rows, condition in NAMING
)
UNNEEDED = "SELECT n.file FROM unnest(%(names)s::text[]) n (file) WHERE " + " AND ".join(
    f"NOT EXISTS (SELECT FROM {rows} WHERE {column} = n.file AND {condition})" for column, rows, condition in NAMING
)


async def find_standing(db: Database, kind: str, file: str, owner_id: int) -> Standing | None:
    """Whether a picture may be served under this kind of address; None where there is none of that name."""
    row = await db.quick(SERVED[kind], **({"file": file, "owner": owner_id} if kind in OWNED else {"file": file}))
    return None if row is None else row[0]


OWNED = {kind for kind, statement in SERVED.items() if statement is PICTURE}
"""Kinds of addresses that name the owner."""


async def is_there(db: Database, person_id: int) -> bool:
    return await db.value(IS_THERE, id=person_id) is not None


async def find_sketched(db: Database, people: int, most: int) -> list[Sketch]:
    """The pictures of the demo's first people and their companies, each in a size that can be drawn."""
    rows = await db.rows(SKETCHED, people=people, most=most)
    return [
        Sketch(file, kind, *((width, height) if min(width, height) >= SMALLEST else ANY_SIZE))
        for file, kind, width, height in rows
        if FILE.match(file)
    ]


async def find_unneeded(db: Database, names: Sequence[str]) -> set[str]:
    """Those that no row names: left by an upload that ended early, or whose picture was deleted."""
    return {row[0] for row in await db.rows(UNNEEDED, names=list(names))}


async def find_there(db: Database, ids: Sequence[int]) -> dict[int, int]:
    """By its id, whose each of those is that are there."""
    return {row[0]: row[1] for row in await db.rows(THERE, ids=list(ids))}
