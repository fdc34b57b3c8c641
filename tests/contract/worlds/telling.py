"""The worlds of the inbox and the devices."""

from typing import Any

from contract.worlds.accounts import MIA
from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make, Person

TEST_USER = {
    "id": 2,
    "display_name": "Test User",
    "slug": "testuser2",
    "picture": "3cfa348997f2b8e08f1432e54f1013b7.jpg",
}
CLEO = {"id": 24, "display_name": "test user", "slug": "testuser", "picture": "6ff9c710de2ee0d859c5bbdb50505c5f.jpg"}
IMAGE = {
    "id": 44,
    "title": "4",
    "description": "4",
    "public": True,
    "file": "129addcfdc88cfc4719c97a86bf60cb0.png",
    "tagged": ",Mia Norton:139,Mia Norton:161,Mia Norton:1",
    "authorised": True,
    "width": 1204,
    "height": 728,
    "keywords": "Marek, hereareafew, dance",
    "city": "Holborn Station, Kingsway, London, UK",
    "owner_id": 70,
    "created_at": moment("2016-05-11 13:44:59"),
    "modified_at": moment("2018-04-25 11:01:45"),
}
JOB = {
    "id": 102,
    "title": "Photographer Needed",
    "description": "A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while.",
    "expires_on": "2018-08-31",
    "disciplines": ["Photographer"],
    "price": "GBP250 - GBP500",
    "authorised": True,
    "city": "United Kingdom",
    "country": "United Kingdom",
    "duration": "Full String",
    "location_type": "country",
    "latitude": "55.37805",
    "longitude": "-3.43597",
    "created_at": moment("2017-08-16 16:27:22"),
    "modified_at": moment("2017-08-16 16:27:45"),
}


async def _mia(make: Make, picture: str) -> Person:
    return await make.person(**MIA, picture=picture)


async def _told(make: Make, person: Person, created: str, modified: str, **values: Any) -> None:
    times = {"created_at": moment(created), "modified_at": moment(modified), "window_start": moment(created)}
    await make.row("notification", person_id=person.id, **times, **values)


TOLD: tuple[dict[str, Any], ...] = (
    {
        "created": "2016-02-19 13:51:57",
        "modified": "2018-01-26 12:45:10",
        "id": 47,
        "actor_id": 2,
        "kind": "discussion",
        "module": "elearning",
        "target_id": 2,
        "link": "/resources/elearning/course/basic-html#project/2",
        "message": "has posted a discussion on one of your projects: &nbsp;<i>'fghfghgh'</i>",
    },
    {
        "created": "2018-02-16 18:20:31",
        "modified": "2018-05-02 15:16:57",
        "id": 124,
        "actor_id": 24,
        "kind": "comment.also",
        "module": "comment",
        "picture_id": 44,
        "target_id": 59,
        "link": "/discover/freelancers/danabrook/image/44/0#comment59",
        "message": "also commented on an image: &nbsp;<i>'Cleo Sands - That's great ...'</i>",
    },
    {
        "created": "2017-08-16 16:41:19",
        "modified": "2018-05-02 15:16:57",
        "id": 87,
        "actor_id": 1,
        "kind": "invite",
        "module": "jobs",
        "job_id": 102,
        "target_id": 102,
        "link": "/jobs/details/102",
        "message": "has invited you to apply for the job <a href='/jobs/details/102'>Photographer Needed</a>",
    },
)


async def inbox(api: Api, make: Make) -> Request:
    mia = await _mia(make, "463e7481a2273338e3128462eb96edea.png")
    for person in (TEST_USER, CLEO, {"id": 70}):
        await make.person(**person)
    await make.row("picture", **IMAGE)
    await make.rows("UPDATE picture_counter SET views = 14")
    await make.row("job", **JOB, owner_id=mia.id)
    await make.rows("UPDATE job_counter SET told = 38")
    for told in TOLD:
        await _told(make, mia, **told)
    return Request(token=mia.token, by_id=True)


async def one(api: Api, make: Make) -> Request:
    mia = await _mia(make, "896a72026dd7cd3968b6c8331057bd62.jpg")
    await _told(
        make,
        mia,
        "2017-04-12 17:10:56",
        "2018-02-05 20:10:07",
        id=81,
        actor_id=1,
        kind="comment",
        module="comment",
        target_id=33,
        link="/discover/freelancers/mianorton/image/30/0#comment33",
        message="has commented on one of your images: &nbsp;<i>'Nice Picture!!'</i>",
    )
    return Request(token=mia.token, path="/notification/81")


async def unknown(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token, path="/notification/81")


async def foreign(api: Api, make: Make) -> Request:
    await one(api, make)
    return Request(token=(await make.person(id=2)).token, path="/notification/81")


async def counts(api: Api, make: Make) -> Request:
    mia, other = await _mia(make, "x.png"), await make.person(id=2)
    for number in range(18):
        seen = api.clock() if number == 0 else None
        await make.row(
            "notification", person_id=mia.id, actor_id=other.id, kind="like", target_id=number, message="", seen_at=seen
        )
    return Request(token=mia.token)


async def somebody(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token)


async def register(api: Api, make: Make) -> Request:
    return Request(token=(await make.person()).token, data={"device_id": "8s4s5f1fd2f1w2v15d10v"})


WORLDS = {
    "notifications.list": inbox,
    "notifications.get": one,
    "notifications.get.not_found": unknown,
    "notifications.get.foreign": foreign,
    "notifications.count": counts,
    "notifications.count.none": somebody,
    "notifications.register": register,
}
