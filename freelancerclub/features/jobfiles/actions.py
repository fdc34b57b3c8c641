"""Changes to files of jobs. The file comes first and the row second, so that no row is without its file."""

import asyncio
import os
from contextlib import suppress
from typing import BinaryIO

import structlog

from freelancerclub.adapters.files import FilesAway
from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.features.images.actions import closed_aside, do_draw, taking_in
from freelancerclub.features.images.rules import UploadRefused, new_name, open_file
from freelancerclub.features.jobfiles import queries, rules
from freelancerclub.features.jobfiles.inputs import NewJobFile
from freelancerclub.features.jobfiles.rules import PDF, ForeignFile, ForeignJob
from freelancerclub.features.jobs.queries import access_job, access_own_job_to_change
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.shapes.work import FileAdded

ADD = """
    INSERT INTO job_file (job_id, owner_id, file, name, size, created_at, modified_at)
    VALUES (%(job)s, %(me)s, %(file)s, %(name)s, %(size)s, %(now)s, %(now)s) RETURNING id"""

REMOVE = "DELETE FROM job_file WHERE id = %(id)s RETURNING id"

log = structlog.get_logger("jobs")
security = structlog.get_logger("security")


async def do_add_file(ctx: Context, sent: NewJobFile) -> FileAdded:
    """Raises JobNotFound, ForeignJob, UploadRefused, TooManyRequests, ServiceUnavailable."""
    # First without a connection of its own while the file is decoded, then with the job held.
    await _check_own(ctx, ctx.services.database, sent.jobid)
    await _check_room(ctx.services.database, sent.jobid)
    file, kept = await _do_keep(ctx, sent)
    try:
        return await _do_add(ctx, sent, file, kept)
    except Exception:  # not left to the clock, or somebody could fill the disk meanwhile
        with suppress(FilesAway):
            await ctx.files.remove([rules.stored_name(file)])
        raise


async def _do_add(ctx: Context, sent: NewJobFile, file: str, kept: int) -> FileAdded:
    await _check_own(ctx, ctx.db, sent.jobid)
    await access_own_job_to_change(ctx.db, ctx.me, sent.jobid)
    await _check_room(ctx.db, sent.jobid)
    name = rules.name_of(sent, file.rpartition(".")[2])
    values = {"job": sent.jobid, "me": ctx.me.id, "file": file, "name": name, "size": kept, "now": ctx.now}
    return FileAdded(filename=file, file_id=await ctx.db.value(ADD, **values))


async def _check_own(ctx: Context, db: Database, job_id: int) -> None:
    """Raises JobNotFound, and ForeignJob, which is noted, where the caller may only see the job."""
    job = await access_job(db, ctx.me, job_id)
    if job.owner_id != ctx.me.id and not ctx.me.is_administrator:
        _note(ctx, "upload to a foreign job", job=job_id)
        raise ForeignJob


async def _check_room(db: Database, job_id: int) -> None:
    """Raises UploadRefused where the job has as many files as it may."""
    if await queries.get_count(db, job_id) >= rules.MOST_FILES:
        raise UploadRefused(rules.TOO_MANY)


async def _do_keep(ctx: Context, sent: NewJobFile) -> tuple[str, int]:
    """The new file's name and its size: a PDF as it came, of a picture what may be kept of it.

    Raises UploadRefused, TooManyRequests, ServiceUnavailable.
    """
    async with taking_in(ctx):
        async with closed_aside(await asyncio.to_thread(open_file, sent)) as upload:
            if rules.is_pdf(upload):
                return await _do_save(ctx, upload, PDF)
            drawn = await do_draw(ctx.services, upload)
        async with closed_aside(drawn.file):
            return await _do_save(ctx, drawn.file, drawn.extension)


async def _do_save(ctx: Context, content: BinaryIO, extension: str) -> tuple[str, int]:
    file = new_name(extension)
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    await ctx.files.save(rules.stored_name(file), content)
    return file, size


async def do_remove_file(ctx: Context, file_id: int) -> None:
    """A file is nobody's to read any more; the clock removes it. Raises FileNotFound, ForeignFile, which is noted."""
    try:
        job_id = await queries.access_job_of_file(ctx.db, ctx.me, file_id)
        await access_own_job_to_change(ctx.db, ctx.me, job_id)
    except ForeignFile:
        _note(ctx, "removal of a foreign file", file=file_id)
        raise
    except JobNotFound:
        raise rules.FileNotFound from None
    if await ctx.db.value(REMOVE, id=file_id) is None:
        raise rules.FileNotFound


def _note(ctx: Context, tried: str, **what: int) -> None:
    """What the answer promises: it has been logged."""
    security.warning("forbidden", tried=tried, caller=ctx.me.id, client=ctx.client, **what)
