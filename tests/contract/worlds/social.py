"""The worlds of blocks and reviews."""

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make


async def block(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await make.person(id=66)
    return Request(token=mia.token, data={"block_user_id": "66"})


async def block_nobody(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=1)).token, data={"block_user_id": "66"})


async def unblock(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await make.person(id=10)
    await make.row("block", blocker_id=1, blocked_id=10)
    return Request(token=mia.token, path="/users/block/10")


async def unblock_nobody(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=1)).token, path="/users/block/10")


async def reviews(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    for person in (2, 15):
        await make.person(id=person)
    given = {
        "person_id": 2,
        "reviewer_id": 15,
        "reviewer_name": "Mark",
        "discipline": "Photographer",
        "message": "Very good",
        "stars": 5,
        "authorised": True,
        "authorised_at": moment("2019-01-05 07:59:00"),
        "modified_at": moment("2019-01-01 15:30:00"),
    }
    await make.row("review", id=1, created_at=moment("2019-01-01 15:30:00"), **given)
    await make.row("review", id=2, created_at=moment("2019-02-01 15:30:00"), **given)
    return Request(token=mia.token, path="/users/2/reviews?offset=1&limit=1")


WORLDS = {
    "users.block": block,
    "users.block.not_found": block_nobody,
    "users.unblock": unblock,
    "users.unblock.not_found": unblock_nobody,
    "users.reviews": reviews,
}
