"""The lists of disciplines and skills."""

from freelancerclub.callers import anyone, member
from freelancerclub.context import Context
from freelancerclub.features.disciplines import queries
from freelancerclub.shapes.reference import Discipline, DisciplineWithSubs, Skill
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Page
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


async def _look(ctx: Context) -> None:
    """Whoever has the list already is told so without it being read; else its version comes with its rows. (L297)"""
    if ctx.is_conditional:
        ctx.made_of(await queries.find_version(ctx.db))


@router.get("/auth/disciplines", allow=anyone, out=Data[list[DisciplineWithSubs]], pairs=True)
async def every_discipline(ctx: Context) -> Data[list[DisciplineWithSubs]]:
    """All disciplines with their sub-disciplines, by name; needed before registering. (L297)"""
    await _look(ctx)
    version, found = await queries.find_disciplines_with_subs(ctx.db)
    if version is not None:
        ctx.made_of(version)
    return Data(found)


@router.get("/users/discipines", "/users/disciplines", allow=anyone, out=Data[list[Discipline]], pairs=True)
async def searchable_disciplines(ctx: Context) -> Data[list[Discipline]]:
    """The disciplines to search people by, by name; the misspelt path is the documented one. (L880)"""
    await _look(ctx)
    version, found = await queries.find_searchable_disciplines(ctx.db)
    if version is not None:
        ctx.made_of(version)
    return Data(found)


@router.get("/skills", allow=member, paged=STRICT, out=Page[Skill], refuses=[BadLimit, BadOffset], pairs=True)
async def skills(ctx: Context, paging: Paging) -> Page[Skill]:
    """Skills to suggest, oldest first. (L4834)"""
    version, total = await queries.find_skill_state(ctx.db)
    ctx.made_of(version, total, paging)
    return Page(paging.meta(total), await queries.find_skills(ctx.db, paging))
