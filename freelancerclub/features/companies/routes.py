"""The list of companies and one of them."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.features.companies import queries
from freelancerclub.features.companies.inputs import CompanySearch
from freelancerclub.features.companies.queries import CompanyNotFound
from freelancerclub.shapes.reference import Company
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Page
from freelancerclub.wire.paging import STRICT_ECHO, BadLimit, BadOffset, Paging

router = Router()


@router.get(
    "/companies",
    allow=member,
    paged=STRICT_ECHO,
    asks=CompanySearch,
    out=Page[Company],
    refuses=[BadLimit, BadOffset],
    pairs=True,
)
async def companies(ctx: Context, paging: Paging, asked: CompanySearch) -> Page[Company]:
    """Companies by id, all or those whose name holds `search`. (L4945)"""
    version, total = await queries.find_state(ctx.db, asked.words)
    ctx.made_of(version, total, paging)
    return Page(paging.meta(total), await queries.find_companies(ctx.db, asked.words, paging))


@router.get("/companies/{company_id}", allow=member, out=Data[Company], refuses=[CompanyNotFound])
async def company(ctx: Context, company_id: int) -> Data[Company]:
    """One company. (L5024)"""
    if ctx.is_conditional:  # a version is read for less than half of what the company costs
        ctx.made_of(await queries.find_version(ctx.db), company_id, ctx.me.id, ctx.me.role)
    version, found = await queries.access_company(ctx.db, ctx.me, company_id)
    ctx.made_of(version, company_id, ctx.me.id, ctx.me.role)
    return Data(found)
