"""Changes to pictures. The file comes first and the row second, so that no row is without its file."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import datetime, timedelta
from typing import BinaryIO

import structlog

from freelancerclub.adapters.files import FilesAway, disk_free
from freelancerclub.adapters.pictures import Drawn, NotAPicture, PicturesBusy
from freelancerclub.adapters.pictures import PictureTooLarge as TooManyPixels
from freelancerclub.adapters.sketches import Sketch, draw
from freelancerclub.context import Context, Services
from freelancerclub.db.checks import hold_counters
from freelancerclub.db.pool import Database
from freelancerclub.errors import NoSuchPicture, Refusal, ServiceUnavailable
from freelancerclub.features.auth.actions import do_count_tries
from freelancerclub.features.images import queries, rules
from freelancerclub.features.images.inputs import NewPicture, PictureChange, PictureFile
from freelancerclub.features.images.rules import PictureRefused, UploadRefused
from freelancerclub.features.users.actions import do_hold_people, do_set_picture
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.pictures import Uploaded

BUSY = 10  # seconds until another try
REFUSING = 0.1  # seconds
GRACE = timedelta(hours=1)  # a file without a row may still be getting its row

# Of a person who is there: the account may be deleted while its picture is decoded.
# The owner is held: whoever leaves at the same moment takes it along, or is gone before.
ADD = """
    INSERT INTO picture (owner_id, title, description, public, file, created_at, authorised, width, height)
    SELECT id, %(title)s, %(description)s, %(public)s, %(file)s, %(now)s, %(authorised)s, %(width)s, %(height)s
    FROM person WHERE id = %(owner)s AND deleted_at IS NULL FOR NO KEY UPDATE
    RETURNING id"""

# What changes nothing leaves the row as it was, the time of its last change included.
CHANGE = """
    WITH sent AS (
        SELECT id, coalesce(%(title)s, title) AS title, coalesce(%(description)s, description) AS description,
            coalesce(%(public)s, public) AS public, coalesce(%(image_tags)s, keywords) AS keywords,
            coalesce(%(alt_text)s, alt_text) AS alt_text
        FROM picture WHERE id = %(id)s AND owner_id = %(owner)s AND deleted_at IS NULL FOR NO KEY UPDATE
    ), changed AS (
        UPDATE picture i SET title = sent.title, description = sent.description, public = sent.public,
            keywords = sent.keywords, alt_text = sent.alt_text, modified_at = %(now)s
        FROM sent WHERE i.id = sent.id
            AND (i.title, i.description, i.public, i.keywords, i.alt_text)
                IS DISTINCT FROM (sent.title, sent.description, sent.public, sent.keywords, sent.alt_text)
    )
    SELECT id FROM sent"""

# Its places in portfolios go with it, by a trigger; whoever changes those holds the person first.
DELETE = """
    UPDATE picture SET deleted_at = %(now)s
    WHERE id = %(id)s AND owner_id = %(owner)s AND deleted_at IS NULL
    RETURNING id"""

HOLD_PICTURES, HOLD_OWNERS = hold_counters("picture_counter"), hold_counters("person_counter")
DECIDE = """
    UPDATE picture SET authorised = %(authorised)s, decided_at = %(now)s
    WHERE id = ANY(%(ids)s) AND deleted_at IS NULL"""

log = structlog.get_logger("pictures")


class NoSuchPictures(Refusal):
    status = 404


async def do_set_profile_picture(ctx: Context, person_id: int, sent: PictureFile) -> str:
    """The name of the new file. Raises UploadRefused, PersonNotFound, TooManyRequests, ServiceUnavailable."""
    file, _ = await _do_keep(ctx, person_id, sent)
    await do_set_picture(ctx.db, person_id, file)
    return file


async def do_add_picture(ctx: Context, person_id: int, sent: NewPicture) -> Uploaded:
    """Raises PictureRefused, PersonNotFound, TooManyRequests, ServiceUnavailable."""
    title = rules.check_title(sent.title)
    try:
        file, drawn = await _do_keep(ctx, person_id, sent)
    except UploadRefused as no:
        raise PictureRefused(errors=no.sentence) from None
    picture_id = await ctx.db.value(
        ADD,
        owner=person_id,
        title=title,
        description=sent.description,
        public=sent.public is not False,
        file=file,
        now=ctx.now,
        authorised=ctx.settings.moderate_images == "after",
        width=drawn.width,
        height=drawn.height,
    )
    if picture_id is None:
        raise PersonNotFound
    return Uploaded(image_id=picture_id, width=drawn.width, height=drawn.height, filename=file)


async def _do_keep(ctx: Context, person_id: int, sent: PictureFile) -> tuple[str, Drawn]:
    """Decodes an upload and keeps what may be kept of it, under a new name; holds no connection meanwhile.

    Raises UploadRefused, PersonNotFound, TooManyRequests, ServiceUnavailable.
    """
    if not await queries.is_there(ctx.services.database, person_id):
        raise PersonNotFound
    async with taking_in(ctx):
        return await do_take_in(ctx.services, sent)


@asynccontextmanager
async def taking_in(ctx: Context) -> AsyncIterator[None]:
    """What may go wrong with an upload. Raises UploadRefused, TooManyRequests, and ServiceUnavailable for our faults.

    A person is told of one refused file after the other, and not at once: what can't be decoded costs most for its
    size, and whoever sends nothing else, on as many connections as they like, leaves the others their share.
    """
    try:
        if disk_free(ctx.settings.data_dir) < ctx.settings.disk_free * 1_000_000:
            raise OSError("the disk is nearly full")  # what is left is the database's
        tried = ("upload", f"person {ctx.me.id}", ctx.settings.upload_limit)  # so that nobody fills it for everybody
        await do_count_tries(ctx.services.database, ctx.now, tried)
        yield
    except UploadRefused:
        async with ctx.services.refusals.of(ctx.me.id):
            await asyncio.sleep(REFUSING)
        raise
    except (PicturesBusy, FilesAway, OSError) as trouble:
        log.error("upload failed", reason=str(trouble))
        raise ServiceUnavailable(BUSY) from trouble


async def do_take_in(services: Services, sent: PictureFile) -> tuple[str, Drawn]:
    """The name of the new file, and what it holds. Raises UploadRefused, PicturesBusy, FilesAway, OSError."""
    # In a thread: base64 takes a while, and so does a disk.
    async with closed_aside(await asyncio.to_thread(rules.open_file, sent)) as upload:
        drawn = await do_draw(services, upload)
    async with closed_aside(drawn.file):
        file = rules.new_name(drawn.extension)
        await services.files.save(rules.stored_name(file), drawn.file)
    return file, drawn


@asynccontextmanager
async def closed_aside(file: BinaryIO) -> AsyncIterator[BinaryIO]:
    """Closed in a thread: the system takes a millisecond to forget a large file without a name."""
    try:
        yield file
    finally:
        await asyncio.to_thread(file.close)


async def do_draw(services: Services, upload: BinaryIO) -> Drawn:
    """What may be kept of a picture, its file to be closed. Raises UploadRefused, PicturesBusy."""
    try:
        return await services.pictures.take_in(upload)
    except NotAPicture:
        raise UploadRefused(rules.why_not(upload)) from None
    except TooManyPixels:
        raise UploadRefused(rules.TOO_MANY_PIXELS) from None


async def do_change_picture(ctx: Context, person_id: int, picture_id: int, sent: PictureChange) -> None:
    """Changes what was sent. Raises PictureRefused, NoSuchPicture."""
    title = None if sent.title is None else rules.check_title(sent.title)
    changes = sent.model_dump() | {"title": title}
    await do_hold_counters(ctx.db, [picture_id], [person_id])
    if await ctx.db.value(CHANGE, id=picture_id, owner=person_id, now=ctx.now, **changes) is None:
        raise NoSuchPicture


async def do_delete_picture(ctx: Context, person_id: int, picture_id: int) -> None:
    """A picture or video is shown no more; the clock removes its files. Raises NoSuchPicture."""
    await do_hold_people(ctx.db, person_id)
    await do_hold_counters(ctx.db, [picture_id], [person_id])
    if await ctx.db.value(DELETE, id=picture_id, owner=person_id, now=ctx.now) is None:
        raise NoSuchPicture


async def do_decide(db: Database, ids: Sequence[int], authorised: bool, now: datetime) -> None:
    """Pictures are shown from now on, or to nobody but their owner. Raises NoSuchPictures, and nothing is done."""
    found = await queries.find_there(db, ids)
    missing = sorted(set(ids) - found.keys())
    if missing:
        raise NoSuchPictures(f"There is no picture {', '.join(map(str, missing))}: nothing was changed")
    await do_hold_counters(db, ids, found.values())
    await db.do(DECIDE, ids=list(ids), authorised=authorised, now=now)


async def do_hold_counters(db: Database, pictures: Iterable[int], owners: Iterable[int]) -> None:
    """Before the pictures themselves, as an erasure and the triggers hold them, so that none waits in a circle."""
    await db.do(HOLD_PICTURES, ids=sorted(set(pictures)))
    await db.do(HOLD_OWNERS, ids=sorted(set(owners)))


async def do_keep_size(services: Services, file: str, size: str) -> bytes | None:
    """A picture in one of the sizes: the kept one, else drawn now, by one at a time, and kept.

    None where there is no picture of that name. Raises FilesAway, PicturesBusy.
    """
    name = rules.stored_name(file, size)
    kept = await services.files.read(name)
    if kept is not None:
        return kept
    async with services.pictures.alone(name):
        kept = await services.files.read(name)
        if kept is not None:
            return kept
        original = await services.files.open(rules.stored_name(file))
        if original is None:
            return None
        try:
            with original:
                drawn = await services.pictures.in_size(original, rules.SIZES[size])
        except (NotAPicture, TooManyPixels):
            log.error("kept picture can't be drawn", file=file)
            return None
        with drawn.file:
            data = drawn.file.read()
        await _do_try_to_save(services, name, data)
        return data


async def _do_try_to_save(services: Services, name: str, data: bytes) -> None:
    """A full disk is no reason not to show what is drawn."""
    try:
        await services.files.save(name, data)
    except FilesAway as trouble:
        log.warning("size not kept", name=name, reason=str(trouble))


async def do_sketch(ctx: Context, sketches: Sequence[Sketch], seconds: float) -> int:
    """Draws and keeps them, for a while; how many of them are done. Raises FilesAway."""
    done, until = 0, time.monotonic() + seconds
    async with aclosing(draw(sketches)) as drawn:
        async for file, path in drawn:
            with await asyncio.to_thread(path.open, "rb") as sketch:
                await ctx.files.save(rules.stored_name(file), sketch)
            done += 1
            if time.monotonic() > until:
                break
    return done


async def do_sweep(ctx: Context, now: datetime) -> int:
    """Removes the files that no row names any more, or never did; how many."""
    removed = 0
    async for stored in ctx.files.saved_before(now - GRACE):
        unneeded = await queries.find_unneeded(ctx.db, sorted({rules.file_of(name) for name in stored}))
        left = [name for name in stored if rules.file_of(name) in unneeded]
        await ctx.files.remove(left)
        removed += len(left)
    return removed
