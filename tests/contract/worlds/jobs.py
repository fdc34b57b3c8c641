"""The worlds of the board, jobs, the watch list and job files."""

from collections.abc import Awaitable, Callable
from typing import Any

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make, Person

LONG = "A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while."
PDF = "JVBERi0xLjQKJSVFT0YK"
YORK = {"city": "York, United Kingdom", "country": "United Kingdom", "latitude": 53.95997, "longitude": -1.0873}
POSTED = {
    "type": "normal", "description": "This job is going to be one of the most influencial pieces of work that ...",
    "title": "Photographer Needed", "tags": "Illustrator, Photoshop, Lighting", "city": "York",
    "country": "United Kingdom", "longitude": "-1.07090", "latitude": "53.96418", "locationtype": "locality",
    "discipline": "Photographer", "currency": "GBP", "duration": "Full Day", "price": "Under GBP250",
    "expiry_date": "2019-12-31",
}  # fmt: skip


async def _job(make: Make, job_id: int, owner_id: int, **values: Any) -> int:
    given = {"title": "Photographer Needed", "description": LONG, "authorised": True, "disciplines": ["Photographer"]}
    return await make.row("job", id=job_id, owner_id=owner_id, **(given | values))


async def _somebodys(make: Make, job_id: int) -> Person:
    await make.person(id=2)
    await _job(make, job_id, 2)
    return await make.person(id=1)


async def board(api: Api, make: Make) -> Request:
    api.clock.now = moment("2018-03-01 12:00:00")
    await make.person(id=3652, slug="mianorton", picture="9087d56d0ced8199c73570681027ec78.jpg")
    reader = await make.person(id=1, account="free")
    await _job(
        make, 87, 3652, kind="test", price="GBP250 - GBP500", duration="Up To 1 Hour", expires_on="2018-08-05",
        description="fghsfhj fghj dfjjdfgdfgsdfg dfgsdfgsdfgsdfg sdfgdfgdfgdfgdfg",
        created_at=moment("2017-08-04 12:08:54"), modified_at=moment("2017-08-04 12:10:59"), **YORK,
    )  # fmt: skip
    await make.row("job_seen", job_id=87, person_id=1)
    return Request(token=reader.token)


FILES = (
    (19, "c1a07d33e439925dd286e528c881b81b.png", "2019-04-meraki-no-motorola-filtered-aps.png", 29_952, "18"),
    (20, "d089aa9a936d09a89f43b854008e0d0d.png", "blurry-font.png", 11_244, "25"),
    (21, "1c814563cb77236437cc9b42760d2361.png", "replace-issue-code.png", 24_289, "35"),
    (22, "0dbd2b0674b3f8e6a0bc1efa3cce34db.pdf", "6894316_AnnualStatement_201901.pdf", 68_004, "46"),
)


async def one(api: Api, make: Make) -> Request:
    """The example prints the files of another job, 207, so that is its id here (R41)."""
    await make.person(id=325)
    mia = await make.person(id=1, account="starter")
    await _job(
        make, 207, 325, price="Under GBP250", duration="Full Day", expires_on="2018-06-01", question1="WHy?",
        city="London, United Kingdom", country="United Kingdom", latitude=51.50735, longitude=-0.12776,
        tags="Urgent, Tag1, Tag2", created_at=moment("2016-06-30 15:52:39"),
        modified_at=moment("2017-08-01 12:40:55"),
    )  # fmt: skip
    for file_id, file, name, size, second in FILES:
        await make.row(
            "job_file", id=file_id, job_id=207, owner_id=1, file=file, name=name, size=size,
            created_at=moment(f"2019-04-12 09:55:{second}"), modified_at=moment("2019-04-12 10:08:57"),
        )  # fmt: skip
    await make.row("application", job_id=207, person_id=1)
    for number in range(100, 109):
        await make.person(id=number)
        await make.row("alert_sent", job_id=207, person_id=number)
    return Request(token=mia.token, path="/jobs/207")


def at(path: str, job_id: int = 1, **data: str) -> Callable[[Api, Make], Awaitable[Request]]:
    """Of somebody else's job."""

    async def world(api: Api, make: Make) -> Request:
        return Request(token=(await _somebodys(make, job_id)).token, path=path, data=data)

    return world


async def unwatching(api: Api, make: Make) -> Request:
    mia = await _somebodys(make, 1)
    await make.row("watch", job_id=1, person_id=1)
    return Request(token=mia.token, path="/jobs/watchlist/1")


async def posting(api: Api, make: Make) -> Request:
    api.clock.now = moment("2019-10-01 12:00:00")
    mia = await make.person(id=1)
    await make.rows("ALTER TABLE job ALTER COLUMN id RESTART WITH 139")
    return Request(token=mia.token, data=POSTED)


async def posting_shortly(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=1)).token, data=POSTED | {"description": "Too short"})


async def mine(api: Api, make: Make) -> Request:
    mia = await make.person(id=1, slug="mianorton", picture="b1bd6708a9fef9db90b4a64dee2f8261.png")
    await make.person(id=2)
    at = moment("2019-02-19 16:45:58")
    await _job(
        make, 296, 1, title="My New Job Title", description="This is a string that should be over a description.",
        created_at=at, modified_at=at, expires_on="2019-05-20", ends_on="2019-05-20", price="Under GBP250",
        duration="Not Sure", disciplines=["Photographer", "Makeup Artist"], tags="some, new, tags", **YORK,
    )  # fmt: skip
    await make.row("application", job_id=296, person_id=2)
    return Request(token=mia.token)


async def adding_a_file(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await _job(make, 225, 1)
    await make.rows("ALTER TABLE job_file ALTER COLUMN id RESTART WITH 49")
    return Request(token=mia.token, data={"jobid": "225", "base64": PDF})


async def removing_a_file(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await _job(make, 225, 1)
    await make.row("job_file", id=46, job_id=225, owner_id=1, file="x.pdf", name="x.pdf", size=1)
    return Request(token=mia.token, path="/jobs/file/46")


WORLDS = {
    "jobs.list": board,
    "jobs.get": one,
    "jobs.get.not_found": at("/jobs/86"),
    "watchlist.add": at("/jobs/watchlist/1"),
    "watchlist.add.not_found": at("/jobs/watchlist/1", job_id=2),
    "watchlist.remove": unwatching,
    "watchlist.remove.not_found": at("/jobs/watchlist/1", job_id=2),
    "jobs.create": posting,
    "jobs.create.short": posting_shortly,
    "jobs.my": mine,
    "jobs.file.add": adding_a_file,
    "jobs.file.add.foreign": at("/jobs/file", job_id=225, jobid="225", base64=PDF),
    "jobs.file.delete": removing_a_file,
    "jobs.file.delete.not_found": at("/jobs/file/46"),
}
