"""The worlds of pictures that people look at, likes and comments."""

from collections.abc import Awaitable, Callable
from typing import Any

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make, Person

LIKERS = (
    (1, "Mia Norton", "3cfa348997f2b8e08f1432e54f1013b7.jpg"),
    (2, "Test User", "5e8d65a6e3a292794199cea9008a340c.jpg"),
    (12, "Guest User", "f9ea884d99b7f43eb5cf7b50475ed492.jpeg"),
)
FACE = "896a72026dd7cd3968b6c8331057bd62.jpg"
NOTES = "A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while."


async def _viewers(make: Make, first: int, last: int) -> None:
    for number in range(first, last):
        await make.person(id=number)


async def _picture(make: Make, id_: int, owner: int, *, looks: int, comments: int = 5, **values: Any) -> None:
    """With so many views and comments, by people from 100 on."""
    await make.row("picture", id=id_, owner_id=owner, authorised=values.pop("authorised", True), **values)
    for number in range(100, 100 + looks):
        await make.row("picture_view", picture_id=id_, viewer_id=number, seen_on="2016-11-17")
    for number in range(100, 100 + comments):
        await make.row("picture_comment", picture_id=id_, author_id=number, comment="Good")


def _times(created: str, modified: str) -> dict[str, Any]:
    return {"created_at": moment(created), "modified_at": moment(modified)}


def _video(source: str, id_: str, file: str) -> dict[str, Any]:
    return {"kind": "video", "video_source": source, "video_id": id_, "file": file, "width": 1110, "height": 725}


async def pictures_of(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await _viewers(make, 100, 106)
    await _picture(
        make, 86, 1, looks=3, title="Belfy", description="Photo of St Mikes", authorised=False, width=480, height=360,
        file="95df5a4b726e4892f473ffa15a24962f.png", **_times("2017-05-10 15:44:36", "2017-06-13 13:35:54"),
    )  # fmt: skip
    await _picture(
        make, 59, 1, looks=2, title="MY FAVORITE TECH RIGHT NOW", description=NOTES,
        **_video("youtube", "HXdWzEAvgGg", "https://i.ytimg.com/vi/HXdWzEAvgGg/hqdefault.jpg"),
        **_times("2016-11-23 17:50:16", "2016-11-24 09:26:01"),
    )  # fmt: skip
    await _picture(
        make, 56, 1, looks=2, title="Rooftop Films 20th Anniversary Trailer", public=False,
        description="Director: Mark Elijah Rosenberg<br />\r\nProducers: Bryan Reisberg, Andrew D. Corkin",
        **_video("vimeo", "176374157", "http://i.vimeocdn.com/video/583781473_200x150.jpg"),
        **_times("2016-11-17 18:26:39", "2016-11-18 09:34:56"),
    )  # fmt: skip
    await _portfolio(make, 1, 1, "Wedding", "2015-06-11 10:18:31", 20)
    await _portfolio(make, 3, 2, "Fashion", "2015-06-11 10:19:21", 8)
    return Request(token=mia.token, path="/users/1/images")


async def _portfolio(make: Make, id_: int, place: int, title: str, created: str, pictures: int) -> None:
    values = {"owner_id": 1, "discipline": "photographer", "created_at": moment(created)}
    await make.row("portfolio", id=id_, place=place, title=title, **values)
    other = await make.person(id=200 + place)
    for number in range(pictures):
        picture = await make.row("picture", id=id_ * 1000 + number, owner_id=other.id, file="x.png")
        await make.row("portfolio_picture", portfolio_id=id_, picture_id=picture)


async def no_pictures(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=1)).token, path="/users/1/images")


async def gallery(api: Api, make: Make) -> Request:
    mia = await make.person(id=1, display_name="Mia Norton", slug="mianorton")
    await make.person(id=4, display_name="User 1", slug="user1")
    await _viewers(make, 100, 106)
    await _picture(
        make, 64, 1, looks=3, title="LOST BOY",
        description="Year unknown. Population Zero. Welcome to LOST BOY. All Rights Reserved",
        **_video("vimeo", "188650521", "http://i.vimeocdn.com/video/602825220_200x150.jpg"),
        **_times("2016-11-17 14:05:32", "2017-05-10 17:04:00"),
    )  # fmt: skip
    await _picture(
        make, 61, 4, looks=1, title="A song from 1964", description=NOTES,
        **_video("youtube", "4zLfCnGVeL4", "https://i.ytimg.com/vi/4zLfCnGVeL4/hqdefault.jpg"),
        **_times("2016-11-24 14:54:04", "2017-05-11 10:19:31"),
    )  # fmt: skip
    await make.row("picture", id=99, owner_id=1, file="x.png")  # waits for a moderator, so it isn't listed
    return Request(token=mia.token)


async def bad_limit(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=1)).token)


async def one_picture(api: Api, make: Make) -> Request:
    mia = await make.person(
        id=1, role=1, email="mia.norton@example.com", display_name="Mia Norton", slug="mianorton",
        disciplines=["I'M HIRING", "BOLD"], city="york", website="http://not a website", phone="01632 960 190",
        facebook="http://Facebook.Com/mianorton", twitter="http://Twitter.Com/mianorton", pinterest="",
        instagram="http://Instagram.Com/mianorton", youtube="", tags="photoshop,illustrator", bio=NOTES, picture=FACE,
        account="pro", renews_at=moment("2018-02-16 00:00:00"), mentor=True, badge=True,
        system_notifications="hourly", applicant_notifications="hourly", group_id=1, testing=True,
        profile_complete=True, rate_day=3500, mentor_url="", latitude="53.95997", longitude=1, country="US",
        hide_phone=True, previous_account="pro", membership_changed_at=moment("2017-10-04 13:56:20"), is_mentor=True,
        mentor_rate=35, twitter_followers=1120, facebook_likes=8487, youtube_subscribers=0, instagram_count=18733,
        last_check_at=moment("2018-01-31 00:00:00"),
    )  # fmt: skip
    await _viewers(make, 100, 115)
    await _picture(
        make, 11, 1, looks=12, title="M J! The legend", width=1378, height=775,
        description="This painting was completed over the case of three years.",
        file="7fee6872457135b9e138db5aea0a3747.jpg", **_times("2014-07-28 14:58:31", "2018-01-19 13:56:14"),
    )  # fmt: skip
    # Nobody likes what is their own here; the example is older than that rule.
    for person in (1, 100):
        await make.row("picture_like", picture_id=11, person_id=person)
    for place, title in enumerate(("Wedding", "Fashion"), 1):
        await make.row("portfolio", owner_id=1, place=place, title=title, discipline="photographer")
    await make.rows("UPDATE person_counter SET views = 113, likes = 13 WHERE person_id = 1")
    return Request(token=mia.token, path="/images/11")


def nothing(path: str) -> Callable[[Api, Make], Awaitable[Request]]:
    async def world(api: Api, make: Make) -> Request:
        return Request(token=(await make.person(id=1)).token, path=path)

    return world


async def comments(api: Api, make: Make) -> Request:
    mia = await make.person(id=1, display_name="Mia Norton", slug="mianorton", picture=FACE)
    await make.row("picture", id=11, owner_id=1, file="x.png", authorised=True)
    for number in range(5):
        await make.row("picture_comment", id=38 + number, picture_id=11, author_id=1, comment="Before")
    for id_, comment, at in (
        (43, "This is the sixth", "2018-02-05 17:01:57"),
        (44, "And the seventh", "2018-02-05 17:02:04"),
    ):
        await make.row("picture_comment", id=id_, picture_id=11, author_id=1, comment=comment, created_at=moment(at))
    return Request(token=mia.token, path="/images/11/comments?limit=2")


async def _somebodys(make: Make, picture: int) -> Person:
    mia = await make.person(id=1)
    await make.person(id=2)
    await make.row("picture", id=picture, owner_id=2, file="x.png", authorised=True)
    return mia


async def comment(api: Api, make: Make) -> Request:
    mia = await _somebodys(make, 84)
    return Request(token=mia.token, path="/images/84/comments", data={"comment": "This is an image comment."})


async def long_comment(api: Api, make: Make) -> Request:
    mia = await _somebodys(make, 84)
    return Request(token=mia.token, path="/images/84/comments", data={"comment": "x" * 301})


async def blocked_comment(api: Api, make: Make) -> Request:
    mia = await _somebodys(make, 84)
    await make.row("block", blocker_id=2, blocked_id=1)
    return Request(token=mia.token, path="/images/84/comments", data={"comment": "This is an image comment."})


async def like(api: Api, make: Make) -> Request:
    return Request(token=(await _somebodys(make, 27)).token, path="/images/27/like")


async def like_own(api: Api, make: Make) -> Request:
    mia = await make.person(id=1)
    await make.row("picture", id=27, owner_id=1, file="x.png", authorised=True)
    return Request(token=mia.token, path="/images/27/like")


async def unlike(api: Api, make: Make) -> Request:
    request = await like(api, make)
    await make.row("picture_like", picture_id=27, person_id=1)
    return request


async def likes(api: Api, make: Make) -> Request:
    await make.person(id=5)
    await make.row("picture", id=11, owner_id=5, file="x.png", authorised=True)
    for id_, name, face in LIKERS:
        await make.person(id=id_, display_name=name, picture=face)
        await make.row("picture_like", picture_id=11, person_id=id_, created_at=f"2018-01-{id_:02}")
    return Request(token=make.token(5), path="/images/11/likes")


WORLDS = {
    "users.images": pictures_of,
    "users.images.none": no_pictures,
    "images.list": gallery,
    "images.list.bad_limit": bad_limit,
    "images.get": one_picture,
    "images.get.not_found": nothing("/images/1"),
    "images.comments": comments,
    "images.comments.add": comment,
    "images.comments.add.too_long": long_comment,
    "images.comments.add.blocked": blocked_comment,
    "images.like": like,
    "images.like.own": like_own,
    "images.unlike": unlike,
    "images.unlike.none": like,
    "images.likes": likes,
    "images.likes.not_found": nothing("/images/1/likes"),
}
