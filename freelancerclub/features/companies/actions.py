"""Changes to companies: the operator's, from the command line."""

from collections.abc import Mapping
from typing import Any

from psycopg.sql import SQL, Identifier, Placeholder

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.companies import queries
from freelancerclub.features.companies.inputs import CompanyEntry
from freelancerclub.kit.slugs import slug_of

# Changes come one after the other, so that looking before writing is enough; readers don't wait.
ALONE = "LOCK TABLE company IN SHARE ROW EXCLUSIVE MODE"
ADD = SQL("INSERT INTO company ({}) VALUES ({}) RETURNING id")
CHANGE = SQL("UPDATE company SET {} WHERE id = {}")
SET_PICTURES = """
    UPDATE company SET logo = coalesce(%(logo)s, logo), cover = coalesce(%(cover)s, cover), modified_at = %(now)s
    WHERE id = %(id)s"""
REMOVE = "UPDATE company SET deleted_at = %(now)s WHERE id = %(id)s AND deleted_at IS NULL"

NEVER_NULL = {"name", "description", "category"}
MAY_BE_CLEARED = {"latitude", "longitude", "coupon_date_at", "coupon_expires_at", "feature_expires_at"}


class CompanyNameMissing(Refusal):
    message = "The Name field is required."


class SlugTaken(Refusal):
    message = "The Slug field is that of another company."


class OwnerUnknown(Refusal):
    message = "The Owner field must contain the email address of a member."


async def do_add_company(ctx: Context, sent: CompanyEntry) -> int:
    """Raises CompanyNameMissing, SlugTaken, OwnerUnknown."""
    if not sent.name.strip():
        raise CompanyNameMissing
    await ctx.db.do(ALONE)
    columns = await _columns(ctx.db, 0, sent)
    columns |= {"slug": sent.slug or await _free_slug(ctx.db, sent.name), "created_at": ctx.now}
    names, values = (SQL(", ").join(map(kind, columns)) for kind in (Identifier, Placeholder))
    added: int = await ctx.db.value(ADD.format(names, values), **columns)
    return added


async def do_change_company(ctx: Context, company_id: int, sent: CompanyEntry) -> None:
    """Changes what was sent. Raises CompanyNameMissing, SlugTaken, OwnerUnknown."""
    if "name" in sent.model_fields_set and not sent.name.strip():
        raise CompanyNameMissing
    await ctx.db.do(ALONE)
    columns = await _columns(ctx.db, company_id, sent) | {"modified_at": ctx.now}
    pairs = SQL(", ").join(SQL("{} = {}").format(Identifier(name), Placeholder(name)) for name in columns)
    await ctx.db.do(CHANGE.format(pairs, Placeholder("id")), id=company_id, **columns)


async def do_set_pictures(ctx: Context, company_id: int, files: Mapping[str, str]) -> None:
    """The names of its `logo` and `cover`, kept already; the clock removes the files that they replace."""
    await ctx.db.do(SET_PICTURES, id=company_id, now=ctx.now, logo=files.get("logo"), cover=files.get("cover"))


async def do_remove_company(ctx: Context, company_id: int) -> None:
    """It is shown to nobody any more."""
    await ctx.db.do(REMOVE, id=company_id, now=ctx.now)


async def _columns(db: Database, company_id: int, sent: CompanyEntry) -> dict[str, Any]:
    """The columns that were sent; an empty text becomes null where it may."""
    columns: dict[str, Any] = {}
    for name in sorted(sent.model_fields_set - {"owner", "slug"}):
        value = getattr(sent, name)
        if value == "" and name not in NEVER_NULL:
            columns[name] = None
        elif value is not None or name in MAY_BE_CLEARED:
            columns[name] = value
    if sent.slug:
        if await queries.find_slug_holder(db, sent.slug) not in (None, company_id):
            raise SlugTaken
        columns["slug"] = sent.slug
    if "owner" in sent.model_fields_set:
        columns["owner_id"] = await queries.find_owner(db, sent.owner) if sent.owner else None
        if sent.owner and columns["owner_id"] is None:
            raise OwnerUnknown
    return columns


async def _free_slug(db: Database, name: str) -> str:
    slug, number = slug_of(name), 1
    candidate = slug
    while await queries.find_slug_holder(db, candidate) is not None:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
