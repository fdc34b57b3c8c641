"""Adding a file to a job, and removing one."""

from freelancerclub.callers import member
from freelancerclub.context import Context
from freelancerclub.errors import InvalidInput, ServiceUnavailable, TooManyRequests
from freelancerclub.features.images.rules import LARGEST_BODY, UploadRefused, UploadTooLarge
from freelancerclub.features.jobfiles import actions
from freelancerclub.features.jobfiles.inputs import NewJobFile
from freelancerclub.features.jobfiles.rules import FileNotFound, ForeignFile, ForeignJob
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.shapes.work import FileAdded
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/jobs/file",
    allow=member,
    takes=NewJobFile,
    out=FileAdded,
    faults=Fault.THERE,
    refuses=[JobNotFound, ForeignJob, UploadRefused, UploadTooLarge, InvalidInput, TooManyRequests, ServiceUnavailable],
    body_limit=LARGEST_BODY,
    too_large=UploadTooLarge,
)
async def add_file(ctx: Context, sent: NewJobFile) -> FileAdded:
    """Adds a gif, jpg, jpeg, png or pdf of at most 8 MB to a job of one's own. (L3603)"""
    return await actions.do_add_file(ctx, sent)


@router.delete("/jobs/file/{file_id}", allow=member, out=Done, refuses=[FileNotFound, ForeignFile])
async def remove_file(ctx: Context, file_id: int) -> Done:
    """Removes a file from a job of one's own. (L3657)"""
    await actions.do_remove_file(ctx, file_id)
    return Done(message="File removed successfully")
