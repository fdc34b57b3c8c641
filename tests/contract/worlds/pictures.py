"""The worlds of uploading and deleting pictures."""

import base64

from PIL import Image

from contract.worlds.request import Request
from support.api import Api
from support.make import Make
from support.pictures import written


def _sent(width: int = 200, height: int = 197, kind: str = "JPEG", **fields: str) -> dict[str, str]:
    picture = written(Image.new("RGB", (width, height), "teal"), kind)
    return fields | {"image-base64": base64.b64encode(picture).decode()}


async def profile(api: Api, make: Make) -> Request:
    person = await make.person(id=1)
    return Request(token=person.token, path="/users/1/profile", data=_sent(kind="PNG"))


async def no_file(api: Api, make: Make) -> Request:
    person = await make.person(id=1)
    return Request(token=person.token, path="/users/1/profile")


async def added(api: Api, make: Make) -> Request:
    """The eighty-fifth picture."""
    person = await make.person(id=1)
    await make.rows("SELECT setval(pg_get_serial_sequence('picture', 'id'), 84)")
    return Request(token=person.token, path="/users/1/images", data=_sent(title="A title"))


async def no_title(api: Api, make: Make) -> Request:
    person = await make.person(id=1)
    return Request(token=person.token, path="/users/1/images", data=_sent())


async def deleted(api: Api, make: Make) -> Request:
    person = await make.person(id=1)
    await make.row("picture", id=63, owner_id=1, title="A title", file="x.png")
    return Request(token=person.token, path="/users/1/images/63")


async def not_there(api: Api, make: Make) -> Request:
    person = await make.person(id=1)
    return Request(token=person.token, path="/users/1/images/63")


WORLDS = {
    "users.profile_image": profile,
    "users.profile_image.missing": no_file,
    "users.images.add": added,
    "users.images.add.invalid": no_title,
    "users.images.delete": deleted,
    "users.images.delete.not_found": not_there,
}
