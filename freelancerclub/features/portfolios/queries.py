"""Reads of portfolios."""

from collections.abc import Sequence

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import page_shown
from freelancerclub.errors import Refusal
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.pictures import Portfolio
from freelancerclub.wire.envelopes import Total, Whole

# Viewer p, owner o as far as p may see them; without a portfolio of theirs one row without an id.
OF_PERSON = f"""
    SELECT {Portfolio.columns()}
    FROM person p JOIN person o ON o.id = %(owner)s AND {page_shown("o", "p")}
    LEFT JOIN portfolio f ON f.owner_id = o.id AND f.deleted_at IS NULL
    WHERE p.id = %(me)s ORDER BY f.id"""

ONE = f"""
    SELECT {Portfolio.columns()}
    FROM person p JOIN person o ON o.id = %(owner)s AND {page_shown("o", "p")}
    JOIN portfolio f ON f.owner_id = o.id AND f.deleted_at IS NULL AND f.id = %(id)s
    WHERE p.id = %(me)s"""

MINE = "id = %(id)s AND deleted_at IS NULL AND (owner_id = %(me)s OR %(is_administrator)s)"

# Whatever changes a person's portfolios holds the person first, as their erasure does: one after the other, in no
# circle. What was there is looked at only then.
HOLD_OWNER = f"SELECT FROM person WHERE id = (SELECT owner_id FROM portfolio WHERE {MINE}) FOR NO KEY UPDATE"
OWNER = f"SELECT owner_id FROM portfolio WHERE {MINE}"

OWNED = "SELECT id FROM picture WHERE id = ANY(%(ids)s) AND owner_id = %(owner)s AND deleted_at IS NULL"
DEFAULTS = "SELECT picture_id FROM portfolio_picture WHERE portfolio_id = %(id)s AND is_default"


class PortfolioNotFound(Refusal):
    status, message = 404, "Sorry that portfolio was not found."


class BadPortfolio(Refusal):
    message = "Please provide a valid portfolio_id"


async def access_portfolios(db: Database, me: Caller, owner: int) -> Whole[list[Portfolio]]:
    """All portfolios of somebody. Raises PersonNotFound for whom the caller may not see."""
    rows = await db.steady_rows(OF_PERSON, owner=owner, me=me.id, open=_sees_pending(me, owner))
    if not rows:
        raise PersonNotFound
    portfolios = Portfolio.from_rows(row for row in rows if row[0] is not None)
    return Whole(Total(len(portfolios)), portfolios)


async def access_portfolio(db: Database, me: Caller, owner: int, portfolio_id: int) -> Whole[Portfolio]:
    """One of somebody's. Raises PortfolioNotFound, for whom the caller may not see too."""
    row = await db.quick(ONE, id=portfolio_id, owner=owner, me=me.id, open=_sees_pending(me, owner))
    if row is None:
        raise PortfolioNotFound
    return Whole(Total(1), Portfolio.from_row(row))


def _sees_pending(me: Caller, owner: int) -> bool:
    return me.is_administrator or me.id == owner


async def access_owner_to_change(db: Database, me: Caller, portfolio_id: int) -> int:
    """Holds the owner of a portfolio that the caller may change, and tells who it is. Raises BadPortfolio."""
    asked = {"id": portfolio_id, "me": me.id, "is_administrator": me.is_administrator}
    await db.do(HOLD_OWNER, **asked)
    owner: int | None = await db.value(OWNER, **asked)
    if owner is None:
        raise BadPortfolio
    return owner


async def find_owned(db: Database, owner: int, ids: Sequence[int]) -> set[int]:
    """Those of them that are pictures or videos of the owner's."""
    return {row[0] for row in await db.rows(OWNED, ids=list(ids), owner=owner)}


async def find_defaults(db: Database, portfolio_id: int) -> frozenset[int]:
    return frozenset(row[0] for row in await db.rows(DEFAULTS, id=portfolio_id))
