"""The worlds of applying, of applicants, of who is recommended and who is invited."""

from typing import Any

from contract.worlds.request import Request, moment
from support.api import Api
from support.hiring import applied, job_of
from support.make import Make, Person

HOLBORN = "Holborn Station, Kingsway, London, UK"
TEST_USER: dict[str, Any] = {
    "id": 2, "display_name": "Test User", "slug": "testuser2", "disciplines": ["I’M HIRING"],
    "city": "California, United States", "website": "", "phone": "01632 960 190", "facebook": "", "twitter": "",
    "pinterest": "", "instagram": "", "youtube": "", "tags": "Fashion, make up, beauty,wedding", "bio": "",
    "picture": "5e8d65a6e3a292794199cea9008a340c.jpg", "mentor": True, "rate_hourly": 35, "rate_day": 250,
    "mentor_url": "/register",
}  # fmt: skip
INSTA_TEST: dict[str, Any] = {
    "id": 3676, "display_name": "Insta Test", "slug": "instatest", "disciplines": ["Photographer"], "city": "Leeds, UK",
    "phone": "01632 960 190", "account": "starter", "group_id": 1, "latitude": "53.80076", "longitude": "-1.54908",
}  # fmt: skip
# Id, title, description, file, made, changed, views, width, height
OF_TEST_USER = (
    (27, "Beautiful", "", "420a57af6942f5b747655c77f2265b58.jpg", "2015-04-02 22:16:21", "2018-07-04 12:15:07", 6,
     3582, 4800),
    (36, "fgdfg", "dfgdf", "a86f5423446581ce7e66053a7534dd63.png", "2015-09-03 18:04:33", "2018-12-07 18:25:46", 18,
     1577, 932),
    (37, "asdsad", "asdasdsada", "2a31dabc7de3c65b56a67629505ed7da.png", "2015-09-03 18:04:49",
     "2018-12-07 18:25:46", 18, 1204, 728),
)  # fmt: skip
OF_INSTA_TEST = (
    (112, "My awesome pic", "0613d4e4237c09be217c8b2b191bd5e1.png", "2019-02-19 18:23:08", 1195, 558),
    (113, "My second pic", "f6d8cb24497e4ca08c453fd266edca0c.png", "2019-02-19 18:23:25", 1277, 828),
    (114, "Awsome third pic", "9c1f731456d1b7af17a30f6b17cd4d7e.png", "2019-02-19 18:25:24", 362, 91),
)


async def _seen(make: Make, person: int, when: str) -> None:
    await make.rows("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [moment(when), person])


async def _job(make: Make, **values: Any) -> Person:
    """Job 174, and whose it is."""
    owner = await make.person(id=1, disciplines=["I'M HIRING"], created_at="2015-05-23")
    await job_of(make, owner, id=174, **values)
    return owner


async def applicants(api: Api, make: Make) -> Request:
    owner, person = await _job(make), await make.person(**TEST_USER)
    for id_, title, description, file, made, changed, views, width, height in OF_TEST_USER:
        await make.row(
            "picture", id=id_, owner_id=2, title=title, description=description, public=id_ != 27, file=file,
            tagged=",Mia Norton:1" if id_ == 27 else "", keywords="Marek, hereareafew, dance", city=HOLBORN,
            created_at=moment(made), modified_at=moment(changed), authorised=True, width=width, height=height,
        )  # fmt: skip
        await make.rows("UPDATE picture_counter SET views = %s, likes = 1 WHERE picture_id = %s", [views, id_])
    await make.rows("UPDATE person_counter SET pictures = 6, likes = 5, followers = 1 WHERE person_id = 2")
    await _seen(make, 2, "2019-06-03 17:05:58")
    await applied(make, 174, person, id=69, quote=50)
    return Request(token=owner.token, path="/applicants/174?type=new")


async def decide(api: Api, make: Make) -> Request:
    owner = await _job(make)
    for id_ in (57, 58):
        await applied(make, 174, await make.person(id=id_), id=id_)
    return Request(token=owner.token, path="/applicants/174", data={"status": "unsuccessful", "ids": "57,58"})


async def recommended(api: Api, make: Make) -> Request:
    """Less than a mile away."""
    owner = await _job(make, latitude="53.79578", longitude="-1.53827")
    await make.person(**INSTA_TEST)
    for id_, title, file, made, width, height in OF_INSTA_TEST:
        await make.row(
            "picture", id=id_, owner_id=3676, title=title, file=file, created_at=moment(made), authorised=True,
            width=width, height=height, keywords="",
        )  # fmt: skip
    await _seen(make, 3676, "2019-03-19 11:09:25")
    return Request(token=owner.token, path="/jobs/174/recommended")


async def invite(api: Api, make: Make) -> Request:
    owner = await _job(make)
    await make.person(id=180)
    return Request(token=owner.token, path="/jobs/174/invite", data={"userids": "180="})


async def apply(api: Api, make: Make) -> Request:
    await _job(make)
    return Request(token=(await make.person(id=2)).token, path="/jobs/174/apply", data={"jobquote": "50"})


async def apply_nowhere(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=2)).token, path="/jobs/174/apply", data={"jobquote": "50"})


async def apply_unpaid(api: Api, make: Make) -> Request:
    await _job(make)
    free = await make.person(id=2, account="free")
    return Request(token=free.token, path="/jobs/174/apply", data={"jobquote": "50"})


WORLDS = {
    "applicants.list": applicants,
    "applicants.update": decide,
    "jobs.recommended": recommended,
    "jobs.invite": invite,
    "jobs.apply": apply,
    "jobs.apply.not_found": apply_nowhere,
    "jobs.apply.unpaid": apply_unpaid,
}
