"""Reads of pictures as files: who is asked about before one is served, and which of them nobody needs."""

from collections.abc import Sequence
from typing import Literal

from freelancerclub.db.pool import Database

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

IS_THERE = "SELECT id FROM person WHERE id = %(id)s AND deleted_at IS NULL"

UNNEEDED = """
    SELECT n.file FROM unnest(%(names)s::text[]) n (file)
    WHERE NOT EXISTS (SELECT FROM picture i WHERE i.file = n.file AND i.deleted_at IS NULL)
        AND NOT EXISTS (SELECT FROM person p WHERE p.picture = n.file)
        AND NOT EXISTS (SELECT FROM company c WHERE c.logo = n.file)
        AND NOT EXISTS (SELECT FROM company c WHERE c.cover = n.file)
        AND NOT EXISTS (SELECT FROM job_file f JOIN job j ON j.id = f.job_id
            WHERE f.file = n.file AND j.deleted_at IS NULL)"""


async def find_standing(db: Database, kind: str, file: str, owner_id: int) -> Standing | None:
    """Whether a picture may be served under this kind of address; None where there is none of that name."""
    row = await db.quick(SERVED[kind], **({"file": file, "owner": owner_id} if kind in OWNED else {"file": file}))
    return None if row is None else row[0]


OWNED = {kind for kind, statement in SERVED.items() if statement is PICTURE}
"""Kinds of addresses that name the owner."""


async def is_there(db: Database, person_id: int) -> bool:
    return await db.value(IS_THERE, id=person_id) is not None


async def find_unneeded(db: Database, names: Sequence[str]) -> set[str]:
    """Those that no row names: left by an upload that ended early, or whose picture was deleted."""
    return {row[0] for row in await db.rows(UNNEEDED, names=list(names))}
