"""The worlds of conversations."""

from typing import Any

from contract.worlds.accounts import MIA
from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make, Person
from support.talking import item, thread

FACE = "3cfa348997f2b8e08f1432e54f1013b7.jpg"
NEW_USER = {"id": 133, "display_name": "New Test User", "picture": "82e507f89dc252f124be7ea0a0f3e065.jpg"}
TEST2 = {
    "id": 9,
    "email": "test2@example.com",
    "display_name": "test2",
    "slug": "vcvxcwedasdacxz",
    "disciplines": [],
    "tags": "Fashion, make up, beauty",
    "account": "free",
    "mentor": True,
    "profile_complete": True,
    "country": "Ireland",
    "previous_account": "pro",
    "is_mentor": True,
}


async def _mia(make: Make) -> Person:
    return await make.person(**MIA, picture=FACE)


async def say(make: Make, thread_id: int, author: Person, message: str, at: str, **values: Any) -> int:
    return await item(make, thread_id, author, message, created_at=moment(at), **values)


async def inbox(api: Api, make: Make) -> Request:
    mia, other = await _mia(make), await make.person(**NEW_USER)
    at = "2016-03-30 14:42:10"
    thread_id = await thread(make, mia, other, read=(True, False), id=4, created_at=moment(at))
    await say(make, thread_id, mia, "New test user message here.", at)
    return Request(token=mia.token, path="/messages?limit=7")


async def _conversation(make: Make) -> tuple[Person, Person]:
    mia, other = await _mia(make), await make.person(**TEST2)
    begun = "2017-06-29 14:08:16"
    await thread(make, mia, other, id=88, source="job", created_at=moment(begun))
    await say(make, 88, mia, "<p>Test</p>", begun, id=22, html=True)
    await say(make, 88, mia, "THis is my moment. This is my message", "2018-02-05 18:34:00", id=326)
    await say(make, 88, mia, "Here is a reply to your message.", "2018-02-05 18:40:00", id=327)
    return mia, other


async def one(api: Api, make: Make) -> Request:
    mia, _ = await _conversation(make)
    return Request(token=mia.token, path="/messages/88")


async def unknown(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token, path="/messages/88")


async def foreign(api: Api, make: Make) -> Request:
    await _conversation(make)
    return Request(token=(await make.person(id=2)).token, path="/messages/88")


async def create(api: Api, make: Make) -> Request:
    mia = await _mia(make)
    for person in (2, 3):
        await make.person(id=person)
    await make.rows("SELECT setval(pg_get_serial_sequence('thread', 'id'), 387)")
    return Request(token=mia.token, data={"message": "test message", "ids": "1,2,3"})


async def create_for_nobody(api: Api, make: Make) -> Request:
    return Request(token=(await _mia(make)).token, data={"message": "test message", "ids": "1,2,3"})


async def create_blocked(api: Api, make: Make) -> Request:
    request = await create(api, make)
    await make.row("block", blocker_id=3, blocked_id=1)
    return request


async def delete(api: Api, make: Make) -> Request:
    mia = await _mia(make)
    await thread(make, mia, await make.person(id=2), id=19)
    return Request(token=mia.token, path="/messages/19")


async def delete_foreign(api: Api, make: Make) -> Request:
    await delete(api, make)
    return Request(token=(await make.person(id=3)).token, path="/messages/19")


async def reply(api: Api, make: Make) -> Request:
    mia, _ = await _conversation(make)
    return Request(token=mia.token, path="/messages/88/reply", data={"message": "Here is a reply to your message."})


async def reply_short(api: Api, make: Make) -> Request:
    request = await reply(api, make)
    request.data = {"message": "Hey"}
    return request


async def reply_blocked(api: Api, make: Make) -> Request:
    request = await reply(api, make)
    await make.row("block", blocker_id=9, blocked_id=1)
    return request


async def about_job(api: Api, make: Make) -> Request:
    mia, owner = await _mia(make), await make.person(id=2)
    await make.row("job", id=999, owner_id=owner.id, title="A job", description="To be done", authorised=True)
    await make.rows("SELECT setval(pg_get_serial_sequence('thread', 'id'), 195)")
    return Request(token=mia.token, path="/messages/job/999", data={"message": "this is a message"})


async def about_no_job(api: Api, make: Make) -> Request:
    return Request(token=(await _mia(make)).token, path="/messages/job/999", data={"message": "this is a message"})


async def about_job_blocked(api: Api, make: Make) -> Request:
    request = await about_job(api, make)
    await make.row("block", blocker_id=2, blocked_id=1)
    return request


WORLDS = {
    "messages.list": inbox,
    "messages.get": one,
    "messages.get.not_found": unknown,
    "messages.get.foreign": foreign,
    "messages.create": create,
    "messages.create.no_recipient": create_for_nobody,
    "messages.create.blocked": create_blocked,
    "messages.delete": delete,
    "messages.delete.foreign": delete_foreign,
    "messages.reply": reply,
    "messages.reply.short": reply_short,
    "messages.reply.blocked": reply_blocked,
    "messages.job": about_job,
    "messages.job.not_found": about_no_job,
    "messages.job.blocked": about_job_blocked,
}
