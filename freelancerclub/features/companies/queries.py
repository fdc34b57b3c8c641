"""Reads of companies."""

from typing import Any

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.shapes.reference import Company
from freelancerclub.wire.paging import Paging

# ids first, the wide row joined after
PAGE = f"""
    SELECT {Company.columns()} FROM company c
    JOIN (SELECT id FROM company WHERE authorised AND deleted_at IS NULL AND name ILIKE %(pattern)s
          ORDER BY id LIMIT %(limit)s OFFSET %(offset)s) page USING (id)
    ORDER BY c.id"""

VERSION = "SELECT version FROM list_freshness WHERE list = 'company'"

COUNT = f"""
    SELECT ({VERSION}), count(*)
    FROM company WHERE authorised AND deleted_at IS NULL AND name ILIKE %(pattern)s"""

ONE = f"""
    SELECT ({VERSION}), {Company.columns()} FROM company c
    WHERE c.id = %(id)s AND c.deleted_at IS NULL
      AND (c.authorised OR c.owner_id = %(me)s OR %(is_administrator)s)"""

# What the operator reads and may send back: our names, true types.
ENTRIES = """
    SELECT row_to_json(entry) FROM (
        SELECT c.id, c.name, c.slug, p.email AS owner, c.description, c.category, c.tagline, c.industry, c.website,
            c.city, c.country, c.latitude::text, c.longitude::text, c.affiliate, c.exclusive, c.coupon, c.coupon_code,
            c.coupon_description, c.coupon_url, c.coupon_date_at, c.coupon_expires_at, c.featured,
            c.feature_expires_at, c.authorised
        FROM company c LEFT JOIN person p ON p.id = c.owner_id
        WHERE c.deleted_at IS NULL
    ) entry ORDER BY entry.id"""

OWNER = "SELECT id FROM person WHERE lower(email) = lower(%(email)s) AND deleted_at IS NULL"
SLUG_HOLDER = "SELECT id FROM company WHERE slug = %(slug)s AND deleted_at IS NULL"


class CompanyNotFound(Refusal):
    status, message = 404, "Sorry that Company was not found."


def _pattern(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


async def find_state(db: Database, words: str) -> tuple[int, int]:
    """How fresh the companies are, and how many have the words in their name."""
    row = await db.steady(COUNT, pattern=_pattern(words))
    assert row is not None, "a count is always told"
    return row[0], row[1]


async def find_companies(db: Database, words: str, paging: Paging) -> list[Company]:
    """Those whose name holds the words, in any case, oldest first."""
    return Company.from_rows(
        await db.steady_rows(PAGE, pattern=_pattern(words), limit=paging.limit, offset=paging.offset)
    )


async def find_version(db: Database) -> int:
    """How fresh the companies are."""
    row = await db.quick(VERSION)
    assert row is not None, "the migration made it"
    return int(row[0])


async def access_company(db: Database, me: Caller, company_id: int) -> tuple[int, Company]:
    """With how fresh it is. Raises CompanyNotFound, for one that isn't authorised yet too unless it is one's own."""
    row = await db.quick(ONE, id=company_id, me=me.id, is_administrator=me.is_administrator)
    if row is None:
        raise CompanyNotFound
    return row[0], Company.from_row(row[1:])


async def find_company_entries(db: Database) -> list[dict[str, Any]]:
    """All that aren't removed, authorised or not."""
    return [row[0] for row in await db.rows(ENTRIES)]


async def find_owner(db: Database, email: str) -> int | None:
    """The member whom a company is to belong to."""
    found: int | None = await db.value(OWNER, email=email.strip())
    return found


async def find_slug_holder(db: Database, slug: str) -> int | None:
    found: int | None = await db.value(SLUG_HOLDER, slug=slug)
    return found
