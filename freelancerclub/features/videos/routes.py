"""Adding videos."""

from freelancerclub.callers import oneself
from freelancerclub.context import Context
from freelancerclub.errors import InvalidInput
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.features.videos import actions
from freelancerclub.features.videos.inputs import NewVideo
from freelancerclub.features.videos.rules import UnknownVideoSource
from freelancerclub.shapes.pictures import VideoAdded
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/users/{user_id}/videos",
    allow=oneself(otherwise=PersonNotFound),
    takes=NewVideo,
    out=Data[VideoAdded],
    faults=Fault.THERE,
    refuses=[PersonNotFound, UnknownVideoSource, InvalidInput],
)
async def add(ctx: Context, user_id: int, sent: NewVideo) -> Data[VideoAdded]:
    """Adds a video of YouTube or Vimeo to one's pictures; what it is called and shows is found out later. (L1386)"""
    added = await actions.do_add(ctx, user_id, sent)
    return Data(VideoAdded(message="The video has been added", video_id=added))
