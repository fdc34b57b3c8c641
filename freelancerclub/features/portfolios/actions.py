"""Changes to portfolios, each made while their owner is held, so that parallel tries come one after the other."""

from freelancerclub.callers import Caller
from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal
from freelancerclub.features.portfolios import queries, rules
from freelancerclub.features.portfolios.inputs import Arranging, NewPortfolio, PortfolioChange
from freelancerclub.features.portfolios.rules import BadPicture, ForeignPicture
from freelancerclub.features.users.actions import do_hold_people

# The first of the three places that is free; portfolio_place sees to it that none is taken twice.
CREATE = """
    INSERT INTO portfolio (owner_id, place, title, discipline, created_at)
    SELECT %(me)s, free.place, %(title)s, %(discipline)s, %(now)s FROM generate_series(1, 3) free (place)
    WHERE NOT EXISTS (
        SELECT FROM portfolio f WHERE (f.owner_id, f.place) = (%(me)s, free.place) AND f.deleted_at IS NULL)
    ORDER BY free.place LIMIT 1
    ON CONFLICT (owner_id, place) WHERE deleted_at IS NULL DO NOTHING
    RETURNING id"""

CHANGE = """
    UPDATE portfolio SET title = coalesce(%(title)s::text, title),
        discipline = coalesce(%(discipline)s::text, discipline), modified_at = %(now)s
    WHERE id = %(id)s"""

DELETE = "UPDATE portfolio SET deleted_at = %(now)s WHERE id = %(id)s"

# At the end; one that is there already stays where it is.
ATTACH = """
    INSERT INTO portfolio_picture (portfolio_id, picture_id, position)
    SELECT %(id)s, %(picture)s, coalesce(max(position), 0) + 1 FROM portfolio_picture WHERE portfolio_id = %(id)s
    ON CONFLICT (portfolio_id, picture_id) DO NOTHING"""

DETACH = """
    DELETE FROM portfolio_picture WHERE portfolio_id = %(id)s AND picture_id = %(picture)s
    RETURNING picture_id"""

EMPTY = "DELETE FROM portfolio_picture WHERE portfolio_id = %(id)s"
FILL = """
    INSERT INTO portfolio_picture (portfolio_id, picture_id, default_place, position)
    SELECT %(id)s, * FROM unnest(%(pictures)s::bigint[], %(places)s::smallint[]) WITH ORDINALITY"""


class PortfolioLimit(Refusal):
    status, message = 403, "Portfolio limit reached. You already have 3 portfolios"


async def do_create(ctx: Context, sent: NewPortfolio) -> int:
    """Makes a portfolio and tells its id. Raises one of NAMING, PortfolioLimit."""
    discipline = sent.discipline or sent.portfolio
    rules.check_title(sent.title)
    rules.check_discipline(discipline)
    await do_hold_people(ctx.db, ctx.me.id)
    made: int | None = await ctx.db.value(CREATE, me=ctx.me.id, title=sent.title, discipline=discipline, now=ctx.now)
    if made is None:
        raise PortfolioLimit
    return made


async def do_change(ctx: Context, portfolio_id: int, sent: PortfolioChange) -> None:
    """Renames it, or says what discipline it is for. Raises BadPortfolio, one of NAMING."""
    await queries.access_owner_to_change(ctx.db, ctx.me, portfolio_id)
    if sent.title is not None:
        rules.check_title(sent.title)
    if sent.discipline is not None:
        rules.check_discipline(sent.discipline)
    await ctx.db.do(CHANGE, id=portfolio_id, title=sent.title, discipline=sent.discipline, now=ctx.now)


async def do_delete(ctx: Context, portfolio_id: int) -> None:
    """Its place is free again; the pictures stay. Raises BadPortfolio."""
    await queries.access_owner_to_change(ctx.db, ctx.me, portfolio_id)
    await ctx.db.do(DELETE, id=portfolio_id, now=ctx.now)


async def do_attach(db: Database, me: Caller, portfolio_id: int, picture: int) -> None:
    """Adds a picture; twice is once. Raises BadPortfolio, and BadPicture unless it is the portfolio's owner's."""
    owner = await queries.access_owner_to_change(db, me, portfolio_id)
    if not await queries.find_owned(db, owner, [picture]):
        raise BadPicture
    await db.do(ATTACH, id=portfolio_id, picture=picture)


async def do_detach(db: Database, me: Caller, portfolio_id: int, picture: int) -> None:
    """Takes a picture out. Raises BadPortfolio, and BadPicture for one that isn't in it."""
    await queries.access_owner_to_change(db, me, portfolio_id)
    if await db.value(DETACH, id=portfolio_id, picture=picture) is None:
        raise BadPicture


async def do_arrange(db: Database, me: Caller, portfolio_id: int, sent: Arranging) -> None:
    """The list becomes the portfolio's pictures (R92), or nothing is changed. Raises BadPortfolio, and ARRANGING."""
    owner = await queries.access_owner_to_change(db, me, portfolio_id)
    wanted = rules.arrangement_of(sent.images, sent.defaults)
    owned = await queries.find_owned(db, owner, wanted.pictures)
    for picture in wanted.pictures:
        if picture not in owned:
            raise ForeignPicture(wanted.sent[picture])
    places = wanted.places(await queries.find_defaults(db, portfolio_id))
    await db.do(EMPTY, id=portfolio_id)
    await db.do(FILL, id=portfolio_id, pictures=list(wanted.pictures), places=places)
