"""Uploading pictures, changing and deleting them."""

from freelancerclub.callers import oneself
from freelancerclub.context import Context
from freelancerclub.errors import InvalidInput, NoSuchPicture, ServiceUnavailable, TooManyRequests
from freelancerclub.features.images import actions
from freelancerclub.features.images.inputs import NewPicture, PictureChange, PictureFile
from freelancerclub.features.images.rules import (
    LARGEST_BODY,
    PictureRefused,
    PictureTooLarge,
    UploadRefused,
    UploadTooLarge,
)
from freelancerclub.features.users.queries import PersonNotFound
from freelancerclub.shapes.pictures import ProfilePicture, Uploaded
from freelancerclub.wire.endpoint import Router
from freelancerclub.wire.envelopes import Data, Done
from freelancerclub.wire.validate import Fault

router = Router()


@router.post(
    "/users/{user_id}/profile",
    allow=oneself(otherwise=PersonNotFound),
    takes=PictureFile,
    out=ProfilePicture,
    faults=Fault.THERE,
    refuses=[UploadRefused, UploadTooLarge, PersonNotFound, TooManyRequests, ServiceUnavailable],
    body_limit=LARGEST_BODY,
    too_large=UploadTooLarge,
)
async def set_profile_picture(ctx: Context, user_id: int, sent: PictureFile) -> ProfilePicture:
    """Changes one's profile picture: a gif, jpg, jpeg or png of at most 8 MB. (L1124)"""
    return ProfilePicture(filename=await actions.do_set_profile_picture(ctx, user_id, sent))


@router.post(
    "/users/{user_id}/images",
    allow=oneself(otherwise=PersonNotFound),
    takes=NewPicture,
    out=Data[Uploaded],
    faults=Fault.THERE,
    refuses=[PictureRefused, PictureTooLarge, InvalidInput, PersonNotFound, TooManyRequests, ServiceUnavailable],
    body_limit=LARGEST_BODY,
    too_large=PictureTooLarge,
)
async def add_picture(ctx: Context, user_id: int, sent: NewPicture) -> Data[Uploaded]:
    """Uploads a picture: a gif, jpg, jpeg or png of at most 8 MB. (L1322)"""
    return Data(await actions.do_add_picture(ctx, user_id, sent))


@router.post(
    "/users/{user_id}/images/{image_id}",
    allow=oneself(otherwise=NoSuchPicture),
    takes=PictureChange,
    out=Done,
    faults=Fault.THERE,
    refuses=[PictureRefused, InvalidInput, NoSuchPicture],
)
async def change_picture(ctx: Context, user_id: int, image_id: int, sent: PictureChange) -> Done:
    """Changes what is said of a picture or video; what isn't sent stays. (ours)"""
    await actions.do_change_picture(ctx, user_id, image_id, sent)
    return Done(message="Image/Video Updated")


@router.delete(
    "/users/{user_id}/images/{image_id}", allow=oneself(otherwise=NoSuchPicture), out=Done, refuses=[NoSuchPicture]
)
async def delete_picture(ctx: Context, user_id: int, image_id: int) -> Done:
    """Deletes a picture or video. (L1437)"""
    await actions.do_delete_picture(ctx, user_id, image_id)
    return Done(message="Image/Video Deleted")
