"""The worlds of other people's pages."""

from contract.worlds.accounts import own_page
from contract.worlds.request import Request
from support.api import Api
from support.make import Make


async def page(api: Api, make: Make) -> Request:
    """The person of the own page, whose telephone is now for everybody, seen by another for the second time today."""
    await own_page(api, make)
    await make.rows("UPDATE person SET hide_phone = false")
    viewer = await make.person(id=2)
    await make.row("person_view", person_id=1, viewer_id=viewer.id, seen_on=api.clock().date())
    await make.rows("UPDATE person_counter SET views = 141 WHERE person_id = 1")
    return Request(token=viewer.token, path="/users/1")


async def no_page(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token, path="/users/999999")


WORLDS = {"users.get": page, "users.get.not_found": no_page}
