"""Looking at pictures."""

from typing import Any

from freelancerclub.callers import member_along
from freelancerclub.context import Context
from freelancerclub.features.gallery import actions, queries
from freelancerclub.features.gallery.inputs import Extra, PictureSearch, PicturesOf
from freelancerclub.features.gallery.queries import LISTED, OWN, NoPictures, PictureNotFound
from freelancerclub.kit.clock import today
from freelancerclub.shapes.gallery import GalleryPicture, OwnersPicture, PicturePage
from freelancerclub.shapes.pictures import PortfolioMini
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Page, PageAside
from freelancerclub.wire.paging import STRICT, BadLimit, BadOffset, Paging

router = Router()


@router.get(
    "/users/{user_id}/images",
    allow=member_along,
    paged=STRICT,
    asks=PicturesOf,
    out=PageAside[OwnersPicture, PortfolioMini],
    refuses=[BadLimit, BadOffset, NoPictures],
    pairs=True,
)
async def pictures_of(ctx: Context, user_id: int, paging: Paging, asked: PicturesOf) -> PageAside[Any, Any]:
    """The pictures and videos of a person, the newest first, and the person's portfolios. (L1261)"""
    found = await queries.access_pictures_of(ctx.db, ctx.claimant, user_id, asked.portfolioid, paging)
    parts = found.total, found.page, found.liked, found.portfolios, paging, ctx.links.turn(ctx.now)
    ctx.made_of(*parts)
    pictures = await queries.get_pictures(ctx.db, ctx.fragments, OWN, found, ctx.signed, extra=bool(asked.extra))
    return PageAside(paging.meta(found.total), pictures, found.aside)


@router.get(
    "/images",
    "/users/images",
    allow=member_along,
    paged=STRICT,
    asks=PictureSearch,
    out=Page[GalleryPicture],
    refuses=[BadLimit, BadOffset],
    pairs=True,
)
async def gallery(ctx: Context, paging: Paging, asked: PictureSearch) -> Page[Any]:
    """The public pictures and videos of everybody, the newest first. (L2330)"""
    found = await queries.find_all(ctx.db, ctx.claimant, asked.text, paging)
    ctx.made_of(found.total, found.page, found.liked, paging, ctx.links.turn(ctx.now))
    pictures = await queries.get_pictures(ctx.db, ctx.fragments, LISTED, found, ctx.signed, extra=bool(asked.extra))
    return Page(paging.meta(found.total), pictures)


@router.get("/images/{image_id}", allow=member_along, asks=Extra, out=Data[PicturePage], refuses=[PictureNotFound])
async def picture(ctx: Context, image_id: int, asked: Extra) -> Data[Any]:
    """One picture and whose it is; the first look of a day counts as a view. (L2457)"""
    day = today(ctx.now, ctx.settings.time_zone)
    look = await queries.access_look(ctx.db, ctx.claimant, image_id, day)
    if not look.is_counted and await actions.do_count_view(ctx.db, ctx.claimant.id, image_id, day):
        look = await queries.access_look(ctx.db, ctx.claimant, image_id, day)
    parts = look.picture, look.owner, look.is_open, look.is_liked, ctx.links.turn(ctx.now)
    ctx.made_of(*parts)
    return Data(await queries.get_picture(ctx.db, ctx.fragments, look, ctx.signed, extra=bool(asked.extra)))
