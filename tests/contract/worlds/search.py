"""The world of the list of people."""

from typing import Any

from contract.worlds.request import Request, moment
from support.api import Api
from support.make import Make

FASHION, HOLBORN = "Fashion, make up, beauty", "Holborn Station, Kingsway, London, UK"
DANA = {
    "id": 70, "display_name": "Dana Brook", "slug": "danabrook", "disciplines": ["Photographer"], "tags": FASHION,
    "picture": "d71d63b492bd114b6ee643f4965cc356.png", "country": "United Kingdom",
}  # fmt: skip
USER_1 = {
    "id": 4, "display_name": "User 1", "slug": "user1", "city": "Dunnington, North Yorkshire, England",
    "disciplines": ["Photographer", "Makeup Artist", "Form Building Pro", "tog", "Dancer"],
    "website": "", "phone": "01632 960 789", "facebook": "http://facebook.com/testpage",
    "twitter": "http://twitter.com/mia_norton", "pinterest": "", "instagram": "111",
    "youtube": "http://youtube.com/user/testchannel", "tags": FASHION, "bio": "",
    "picture": "5e038a1b8bb61e90538d82fd49b0ed4f.jpg", "badge": True, "latitude": "53.96431", "longitude": "-0.98787",
    "country": "United Kingdom", "is_mentor": True, "twitter_followers": 2069, "facebook_likes": 107550129,
    "youtube_subscribers": 0,
}  # fmt: skip
A_SONG = "A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while."
# Id, title, description, file, made, changed, views, likes, width, height
PICTURES = {
    70: [
        (43, "3", "3", "79a3715a52aef5fa5f0e43fd5a466645.png", "2016-05-11 13:44:43", "2018-04-25 10:51:07", 5, 2),
        (44, "4", "4", "129addcfdc88cfc4719c97a86bf60cb0.png", "2016-05-11 13:44:59", "2018-04-25 11:01:45", 14, 2),
        (41, "1", "", "6a915bb99a93a5a2241d94d0fe90a6e3.png", "2016-05-11 13:43:58", "2018-02-23 16:06:16", 8, 1),
    ],
    4: [
        (35, "My TItle 2 Dance", "Here is a dance thing with dance", "8ac1ed4edfcbc435714f1300b5baf4c5.png",
         "2015-06-11 16:52:02", "2018-02-23 16:08:43", 8, 1),
        (34, "My TItle1", "", "324cfced6ba3ebb8ba3cccea5a536722.png",
         "2015-06-11 16:51:46", "2018-01-31 19:13:28", 2, 0),
        (61, "A song from 1964", A_SONG, "https://i.ytimg.com/vi/4zLfCnGVeL4/hqdefault.jpg",
         "2016-11-24 14:54:04", "2018-04-19 15:39:55", 3, 0),
    ],
}  # fmt: skip
UNUSUAL: dict[int, dict[str, Any]] = {
    44: {"tagged": ",Mia Norton:139,Mia Norton:161,Mia Norton:1"},
    41: {"width": 3840, "height": 1080},
    35: {"width": 1229, "height": 746},
    61: {"kind": "video", "video_id": "4zLfCnGVeL4", "video_source": "youtube", "width": 480, "height": 360},
}


async def people(api: Api, make: Make) -> Request:
    """Two of the people who were there then, asked for by somebody who hires."""
    for person in (USER_1, DANA):
        await make.person(**person)
        for id_, title, description, file, made, changed, views, likes in PICTURES[person["id"]]:
            given = {
                "id": id_, "owner_id": person["id"], "title": title, "description": description, "file": file,
                "created_at": moment(made), "modified_at": moment(changed), "keywords": "Marek, hereareafew, dance",
                "city": HOLBORN, "authorised": True, "width": 1204, "height": 728,
            }  # fmt: skip
            await make.row("picture", **given | UNUSUAL.get(id_, {}))
            await make.rows(
                "UPDATE picture_counter SET views = %s, likes = %s WHERE picture_id = %s", [views, likes, id_]
            )
    await make.row("portfolio", owner_id=70, place=1, title="Wedding", discipline="photographer")
    counted = """
        UPDATE person_counter SET followers = 1, likes = %s, reviews = %s, star_sum = %s, star_points = %s, views = 13
        WHERE person_id = %s"""
    await make.rows(counted, [7, 8, 27, 22.5, 70])
    await make.rows(counted, [1, 1, 5, 5, 4])
    return Request(token=(await make.person(disciplines=["I'M HIRING"])).token)


WORLDS = {"users.list": people}
