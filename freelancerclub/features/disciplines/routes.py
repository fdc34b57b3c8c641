"""The lists of disciplines and skills."""

from freelancerclub.callers import anyone, member
from freelancerclub.context import Context
from freelancerclub.features.disciplines import queries
from freelancerclub.shapes.reference import Discipline, DisciplineWithSubs, Skill
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


@router.get("/auth/disciplines", allow=anyone, out=Data[list[DisciplineWithSubs]], pairs=True)
async def every_discipline(ctx: Context) -> Data[list[DisciplineWithSubs]]:
    """All disciplines with their sub-disciplines, by name; needed before registering. (L297)"""
    return Data(await queries.find_disciplines_with_subs(ctx.db))


@router.get("/users/discipines", "/users/disciplines", allow=anyone, out=Data[list[Discipline]], pairs=True)
async def searchable_disciplines(ctx: Context) -> Data[list[Discipline]]:
    """The disciplines to search people by, by name; the misspelt path is the documented one. (L880)"""
    return Data(await queries.find_searchable_disciplines(ctx.db))


@router.get("/skills", allow=member, paged=STRICT, out=Page[Skill], refuses=[BadLimit, BadOffset], pairs=True)
async def skills(ctx: Context, paging: Paging) -> Page[Skill]:
    """Skills to suggest, oldest first. (L4834)"""
    return await queries.find_skills(ctx.db, paging)
