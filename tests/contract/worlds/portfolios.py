"""The worlds of portfolios and videos: the pictures that the reference prints, and what was in them before."""

from typing import Any

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make, Person

MIA, AUGUST = 1, moment("2016-08-05 16:36:36")
# id, title, file, when, description, views, likes
PICTURES = (
    (4, "Another Image", "043c6ae719a504861cd31f48de1a4891.png", "2014-07-22 16:16:09", "", 3, 0),
    (1, "Case Factory", "6b25123785cc5126f955e54d41211221.png", "2014-07-22 16:11:53", "", 2, 0),
    (
        20, "Model 20 with a long title", "7667c040936b9cf94aff58498ffa1007.jpeg", "2014-08-20 10:41:33",
        "asda sa adassdas as", 8, 1,
    ),
    (
        19, "Model 8", "6c4d13d98fe43a5540c4db2465fdc059.jpeg", "2014-08-20 10:41:08",
        "dasas das asd asdd ssad ass", 6, 1,
    ),
    (
        18, "Model 5", "b8c832c91ce9db2185060c17c14971b1.jpeg", "2014-08-20 10:40:56",
        "asd  asdadaa dasd as", 4, 1,
    ),
    (16, "Unliked", "b8c832c91ce9db2185060c17c14971b2.jpeg", "2014-08-20 10:40:57", "", 0, 0),
    (17, "Unliked too", "b8c832c91ce9db2185060c17c14971b3.jpeg", "2014-08-20 10:40:57", "", 0, 0),
)  # fmt: skip


async def _pictures(make: Make) -> Person:
    mia = await make.person(id=MIA)
    for number, title, file, created, description, views, likes in PICTURES:
        await make.row(
            "picture", id=number, owner_id=MIA, title=title, file=file, description=description, public=False,
            created_at=moment(created), modified_at=AUGUST, authorised=True,
        )  # fmt: skip
        await _counted(make, number, views, likes)
    await make.row(
        "picture", id=62, owner_id=MIA, title="Pension", file="cfb685db9adf6d37bcdca86a37155e84.jpg",
        created_at=moment("2018-02-15 15:36:00"), width=1920, height=1080, keywords="",
    )  # fmt: skip
    return mia


async def _counted(make: Make, picture: int, views: int, likes: int) -> None:
    await make.rows("UPDATE picture_counter SET views = %s, likes = %s WHERE picture_id = %s", [views, likes, picture])


async def _portfolio(make: Make, number: int, place: int, title: str, created: str, **places: Any) -> None:
    await make.row(
        "portfolio", id=number, owner_id=MIA, place=place, title=title, discipline="photographer",
        created_at=moment(created),
    )  # fmt: skip
    for position, (picture, default) in enumerate(places["pictures"]):
        await make.row(
            "portfolio_picture", portfolio_id=number, picture_id=picture, position=position, default_place=default
        )


async def portfolios(api: Api, make: Make) -> Request:
    mia = await _pictures(make)
    await _portfolio(make, 1, 1, "Wedding", "2015-06-11 10:18:31", pictures=[(62, 3), (1, 2), (4, 1)])
    unmarked = [(number, None) for number in (16, 18, 17, 20, 19)]
    await _portfolio(make, 3, 2, "Fashion", "2015-06-11 10:19:21", pictures=unmarked)
    return Request(token=mia.token, path="/users/1/portfolios")


async def portfolio(api: Api, make: Make) -> Request:
    return Request(token=(await portfolios(api, make)).token, path="/users/1/portfolios/1")


async def _full(make: Make, *places: int) -> Person:
    mia = await make.person(id=MIA)
    for place in places:
        await make.row("portfolio", id=place, owner_id=MIA, place=place, title="Wedding", discipline="Photographer")
    return mia


async def create(api: Api, make: Make) -> Request:
    mia = await make.person(id=MIA)
    await make.rows("SELECT setval(pg_get_serial_sequence('portfolio', 'id'), 19)")
    return Request(token=mia.token, data={"title": "Landscapes", "discipline": "Photographer"})


async def create_without_title(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=MIA)).token, data={"discipline": "Photographer"})


async def create_a_fourth(api: Api, make: Make) -> Request:
    mia = await _full(make, 1, 2, 3)
    return Request(token=mia.token, data={"title": "Landscapes", "discipline": "Photographer"})


async def delete(api: Api, make: Make) -> Request:
    mia = await make.person(id=MIA)
    await make.row("portfolio", id=20, owner_id=MIA, place=1, title="Landscapes", discipline="Photographer")
    return Request(token=mia.token, path="/users/portfolios/20")


async def delete_nothing(api: Api, make: Make) -> Request:
    return Request(token=(await make.person(id=MIA)).token, path="/users/portfolios/20")


async def attach(api: Api, make: Make) -> Request:
    mia = await _full(make, 1)
    await make.row("picture", id=1, owner_id=MIA, file="a.png")
    return Request(token=mia.token, path="/users/portfolios/1/images/1")


async def without_picture(api: Api, make: Make) -> Request:
    return Request(token=(await _full(make, 1)).token, path="/users/portfolios/1/images/1")


async def detach(api: Api, make: Make) -> Request:
    request = await attach(api, make)
    await make.row("portfolio_picture", portfolio_id=1, picture_id=1)
    return request


async def _arranging(make: Make, **data: Any) -> Request:
    mia = await _full(make, 1)
    for picture in (1, 4, 62):
        await make.row("picture", id=picture, owner_id=MIA, file="a.png")
    return Request(token=mia.token, path="/users/portfolios/1/images", data=data)


async def arrange(api: Api, make: Make) -> Request:
    return await _arranging(make, **{"images[]": ["4", "1", "62"], "defaults[]": ["4", "1", "62"]})


async def arrange_foreign(api: Api, make: Make) -> Request:
    await make.row("picture", id=3, owner_id=(await make.person(id=2)).id, file="a.png")
    return await _arranging(make, **{"images[]": ["4", "3"]})


async def arrange_not_numeric(api: Api, make: Make) -> Request:
    return await _arranging(make, **{"images[]": ["4", "1"], "defaults[]": ["4", "NONNUMERIC EXAMPLE"]})


async def add_video(api: Api, make: Make) -> Request:
    mia = await make.person(id=MIA)
    await make.rows("SELECT setval(pg_get_serial_sequence('picture', 'id'), 63)")
    return Request(
        token=mia.token, path="/users/1/videos", data={"video_url": "youtube.com/watch?v=HXdWzEAvgGg", "public": "1"}
    )


async def add_no_video(api: Api, make: Make) -> Request:
    mia = await make.person(id=MIA)
    return Request(token=mia.token, path="/users/1/videos", data={"video_url": "example.com/watch?v=HXdWzEAvgGg"})


WORLDS = {
    "users.portfolios": portfolios,
    "users.portfolios.get": portfolio,
    "portfolios.create": create,
    "portfolios.create.no_title": create_without_title,
    "portfolios.create.limit": create_a_fourth,
    "portfolios.delete": delete,
    "portfolios.delete.invalid": delete_nothing,
    "portfolios.attach": attach,
    "portfolios.attach.invalid": without_picture,
    "portfolios.detach": detach,
    "portfolios.detach.invalid": without_picture,
    "portfolios.arrange": arrange,
    "portfolios.arrange.foreign": arrange_foreign,
    "portfolios.arrange.not_numeric": arrange_not_numeric,
    "users.videos.add": add_video,
    "users.videos.add.invalid": add_no_video,
}
