"""The portfolios of a person, and changing one's own."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.portfolios import actions, queries
from freelancerclub.features.portfolios.actions import PortfolioLimit
from freelancerclub.features.portfolios.inputs import Arranging, NewPortfolio, PortfolioChange
from freelancerclub.features.portfolios.queries import BadPortfolio, PortfolioNotFound
from freelancerclub.features.portfolios.rules import ARRANGING, NAMING, BadPicture
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.pictures import Portfolio, PortfolioChanged, PortfolioCreated
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done, Whole

router = Router()


@router.get(
    "/users/{user_id}/portfolios", allow=member, out=Whole[list[Portfolio]], refuses=[PersonNotFound], pairs=True
)
async def portfolios(ctx: Context, user_id: int) -> Whole[list[Portfolio]]:
    """A person's portfolios, each with up to three pictures: the defaults, then the best liked. (L1635)"""
    return await queries.access_portfolios(ctx.db, ctx.me, user_id)


@router.get(
    "/users/{user_id}/portfolios/{portfolio_id}", allow=member, out=Whole[Portfolio], refuses=[PortfolioNotFound]
)
async def show(ctx: Context, user_id: int, portfolio_id: int) -> Whole[Portfolio]:
    """One portfolio with up to three pictures: the defaults, then the best liked. (L1754)"""
    return await queries.access_portfolio(ctx.db, ctx.me, user_id, portfolio_id)


@router.post(
    "/users/portfolios",
    allow=member,
    takes=NewPortfolio,
    out=Data[PortfolioCreated],
    refuses=[*NAMING, PortfolioLimit],
)
async def create(ctx: Context, sent: NewPortfolio) -> Data[PortfolioCreated]:
    """Makes a portfolio; everybody may have three. (L1815)"""
    return Data(PortfolioCreated(message="Portfolio Created", portfolio_id=await actions.do_create(ctx, sent)))


@router.put(
    "/users/portfolios/{portfolio_id}",
    allow=member,
    takes=PortfolioChange,
    out=Data[PortfolioChanged],
    refuses=[BadPortfolio, *NAMING],
)
async def change(ctx: Context, portfolio_id: int, sent: PortfolioChange) -> Data[PortfolioChanged]:
    """Renames a portfolio, or says what discipline it is for; what isn't sent stays. (ours)"""
    await actions.do_change(ctx, portfolio_id, sent)
    return Data(PortfolioChanged(message="Portfolio Updated", portfolio_id=str(portfolio_id)))


@router.delete("/users/portfolios/{portfolio_id}", allow=member, out=Data[PortfolioChanged], refuses=[BadPortfolio])
async def delete(ctx: Context, portfolio_id: int) -> Data[PortfolioChanged]:
    """Deletes a portfolio; its pictures stay. (L1872)"""
    await actions.do_delete(ctx, portfolio_id)
    return Data(PortfolioChanged(message="Portfolio Deleted", portfolio_id=str(portfolio_id)))


@router.put(
    "/users/portfolios/{portfolio_id}/images/{image_id}",
    allow=member,
    out=Done,
    refuses=[BadPortfolio, BadPicture],
)
async def attach(ctx: Context, portfolio_id: int, image_id: int) -> Done:
    """Adds a picture or video to a portfolio; doing so twice is no error. (L1923)"""
    await actions.do_attach(ctx.db, ctx.me, portfolio_id, image_id)
    return Done(message="The image has been attached to the portfolio")


@router.delete(
    "/users/portfolios/{portfolio_id}/images/{image_id}",
    allow=member,
    out=Done,
    refuses=[BadPortfolio, BadPicture],
)
async def detach(ctx: Context, portfolio_id: int, image_id: int) -> Done:
    """Takes a picture or video out of a portfolio. (L1976)"""
    await actions.do_detach(ctx.db, ctx.me, portfolio_id, image_id)
    return Done(message="The image has been removed from the portfolio")


@router.post(
    "/users/portfolios/{portfolio_id}/images",
    allow=member,
    takes=Arranging,
    out=Done,
    refuses=[BadPortfolio, *ARRANGING],
)
async def arrange(ctx: Context, portfolio_id: int, sent: Arranging) -> Done:
    """Says which pictures a portfolio has, in which order, and which three stand for it; all or nothing. (L2039)"""
    await actions.do_arrange(ctx.db, ctx.me, portfolio_id, sent)
    return Done(message="Images assigned and ordered")
