"""The pictures, videos and portfolios of the examples, with as many views, likes and comments as they print."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count, islice

from freelancerclub.db.demo.examples.people import CROWD, MIA, TWO_LINES, visits
from freelancerclub.db.demo.tables import Row, Value, row

HOLBORN = {"city": "Holborn Station, Kingsway, London, UK", "keywords": "Marek, hereareafew, dance"}
NEVER_CHANGED = None
AUGUST = "2016-08-05 16:36:36"


def image(
    number: int, owner: int, title: str, file: str, created: str, modified: str | None, **more: Value
) -> dict[str, Value]:
    """A picture; `views` and `likes` among the rest are how many it has."""
    return {
        "id": number,
        "owner_id": owner,
        "title": title,
        "file": file,
        "created_at": created,
        "decided_at": created if more.get("authorised", True) else None,
        "modified_at": modified,
        **more,
    }


def video(source: str, key: str, width: int = 1110, height: int = 725) -> dict[str, Value]:
    return {"kind": "video", "video_source": source, "video_id": key, "width": width, "height": height}


def size(width: int, height: int) -> dict[str, Value]:
    return {"width": width, "height": height}


OF_MIA = (
    image(
        1, MIA, "Case Factory", "6b25123785cc5126f955e54d41211221.png", "2014-07-22 16:11:53", AUGUST,
        public=False, views=2,
    ),
    image(
        4, MIA, "Another Image", "043c6ae719a504861cd31f48de1a4891.png", "2014-07-22 16:16:09", AUGUST,
        public=False, views=3,
    ),
    image(
        11, MIA, "M J! The legend", "7fee6872457135b9e138db5aea0a3747.jpg", "2014-07-28 14:58:31",
        "2018-01-19 13:56:14", description="This painting was completed over the case of three years.",
        views=12, likes=2, **size(1378, 775),
    ),
    image(
        18, MIA, "Model 5", "b8c832c91ce9db2185060c17c14971b1.jpeg", "2014-08-20 10:40:56", AUGUST,
        description="asd  asdadaa dasd as", public=False, views=4, likes=1,
    ),
    image(
        19, MIA, "Model 8", "6c4d13d98fe43a5540c4db2465fdc059.jpeg", "2014-08-20 10:41:08", AUGUST,
        description="dasas das asd asdd ssad ass", public=False, views=6, likes=1,
    ),
    image(
        20, MIA, "Model 20 with a long title", "7667c040936b9cf94aff58498ffa1007.jpeg", "2014-08-20 10:41:33", AUGUST,
        description="asda sa adassdas as", public=False, views=8, likes=1,
    ),
    image(
        56, MIA, "Rooftop Films 20th Anniversary Trailer", "http://i.vimeocdn.com/video/583781473_200x150.jpg",
        "2016-11-17 18:26:39", "2016-11-18 09:34:56", public=False, views=2,
        description="Director: Mark Elijah Rosenberg<br />\r\nProducers: Bryan Reisberg, Andrew D. Corkin",
        **video("vimeo", "176374157"),
    ),
    image(
        59, MIA, "MY FAVORITE TECH RIGHT NOW", "https://i.ytimg.com/vi/HXdWzEAvgGg/hqdefault.jpg",
        "2016-11-23 17:50:16", "2016-11-24 09:26:01", description=TWO_LINES, views=2,
        **video("youtube", "HXdWzEAvgGg"),
    ),
    image(
        62, MIA, "Pension", "cfb685db9adf6d37bcdca86a37155e84.jpg", "2018-02-15 15:36:00", NEVER_CHANGED,
        authorised=False, keywords="", **size(1920, 1080),
    ),
    image(
        64, MIA, "LOST BOY", "http://i.vimeocdn.com/video/602825220_200x150.jpg",
        "2016-11-17 14:05:32", "2017-05-10 17:04:00", views=3,
        description="Year unknown. Population Zero. Welcome to LOST BOY. All Rights Reserved",
        **video("vimeo", "188650521"),
    ),
    image(
        86, MIA, "Belfy", "95df5a4b726e4892f473ffa15a24962f.png", "2017-05-10 15:44:36", "2017-06-13 13:35:54",
        description="Photo of St Mikes", authorised=False, views=3, **size(480, 360),
    ),
)  # fmt: skip

OF_OTHERS = (
    image(
        27, 2, "Beautiful", "420a57af6942f5b747655c77f2265b58.jpg", "2015-04-02 22:16:21", "2018-07-04 12:15:07",
        public=False, tagged=",Mia Norton:1", views=6, likes=1, **HOLBORN, **size(3582, 4800),
    ),
    image(
        34, 4, "My TItle1", "324cfced6ba3ebb8ba3cccea5a536722.png", "2015-06-11 16:51:46", "2018-01-31 19:13:28",
        views=2, **HOLBORN, **size(1204, 728),
    ),
    image(
        35, 4, "My TItle 2 Dance", "8ac1ed4edfcbc435714f1300b5baf4c5.png", "2015-06-11 16:52:02",
        "2018-02-23 16:08:43", description="Here is a dance thing with dance", views=8, likes=1,
        **HOLBORN, **size(1229, 746),
    ),
    image(
        36, 2, "fgdfg", "a86f5423446581ce7e66053a7534dd63.png", "2015-09-03 18:04:33", "2018-12-07 18:25:46",
        description="dfgdf", views=18, likes=1, **HOLBORN, **size(1577, 932),
    ),
    image(
        37, 2, "asdsad", "2a31dabc7de3c65b56a67629505ed7da.png", "2015-09-03 18:04:49", "2018-12-07 18:25:46",
        description="asdasdsada", views=18, likes=1, **HOLBORN, **size(1204, 728),
    ),
    image(
        41, 70, "1", "6a915bb99a93a5a2241d94d0fe90a6e3.png", "2016-05-11 13:43:58", "2018-02-23 16:06:16",
        views=8, likes=1, **HOLBORN, **size(3840, 1080),
    ),
    image(
        43, 70, "3", "79a3715a52aef5fa5f0e43fd5a466645.png", "2016-05-11 13:44:43", "2018-04-25 10:51:07",
        description="3", views=5, likes=2, **HOLBORN, **size(1204, 728),
    ),
    image(
        44, 70, "4", "129addcfdc88cfc4719c97a86bf60cb0.png", "2016-05-11 13:44:59", "2018-04-25 11:01:45",
        description="4", tagged=",Mia Norton:139,Mia Norton:161,Mia Norton:1", views=14, likes=2,
        **HOLBORN, **size(1204, 728),
    ),
    image(
        61, 4, "A song from 1964", "https://i.ytimg.com/vi/4zLfCnGVeL4/hqdefault.jpg",
        "2016-11-24 14:54:04", "2018-04-19 15:39:55", description=TWO_LINES, views=3,
        **HOLBORN, **video("youtube", "4zLfCnGVeL4", 480, 360),
    ),
    image(
        112, 3676, "My awesome pic", "0613d4e4237c09be217c8b2b191bd5e1.png", "2019-02-19 18:23:08", NEVER_CHANGED,
        authorised=False, keywords="", **size(1195, 558),
    ),
    image(
        113, 3676, "My second pic", "f6d8cb24497e4ca08c453fd266edca0c.png", "2019-02-19 18:23:25", NEVER_CHANGED,
        authorised=False, keywords="", **size(1277, 828),
    ),
    image(
        114, 3676, "Awsome third pic", "9c1f731456d1b7af17a30f6b17cd4d7e.png", "2019-02-19 18:25:24", NEVER_CHANGED,
        authorised=False, keywords="", **size(362, 91),
    ),
)  # fmt: skip

# Not printed, but counted: Mia has 29 pictures and 13 likes, person 2 six and 5, person 70 has 7 likes.
# (id, owner, likes); picture 3 belongs to somebody else than Mia, as portfolios.arrange.foreign says.
UNPRINTED = (
    *((number, MIA, 0) for number in (2, 5, 6, 7, 8, 9, 10, 12, 13, 14, 21, 22)),
    *((number, MIA, 2) for number in (15, 16, 17, 30)),
    *((number, MIA, 0) for number in (23, 24)),
    *((3, 2, 0), (25, 2, 1), (26, 2, 1)),
    *((42, 70, 1), (45, 70, 1)),
)
FASHION = (20, 19, 18, 21, 22)
WEDDING = (4, 1, 62)
SAYINGS = ("First!", "Lovely.", "Where is this?", "Well done", "I like the colours")


def all_pictures() -> Iterator[dict[str, Value]]:
    yield from OF_MIA
    yield from OF_OTHERS
    for number, owner, likes in UNPRINTED:
        created = f"2016-0{number % 5 + 1}-{number % 20 + 1:02d} 12:00:00"
        file = f"{number:032x}.jpg"
        yield image(number, owner, f"Untitled {number}", file, created, None, likes=likes, **size(1200, 800))


def pictures() -> Iterator[Row]:
    for one in all_pictures():
        yield row("picture", **{key: value for key, value in one.items() if key not in ("views", "likes")})


def likes() -> Iterator[Row]:
    for one in all_pictures():
        fans = islice((fan for fan in CROWD if fan != one["owner_id"]), int(str(one.get("likes", 0))))
        for second, fan in enumerate(fans):
            yield one["id"], fan, f"2019-03-01 09:00:0{second}"


def views() -> Iterator[Row]:
    for one in all_pictures():
        many, owner = int(str(one.get("views", 0))), int(str(one["owner_id"]))
        yield from visits(int(str(one["id"])), owner, many, date(2019, 2, 20))


def comments() -> Iterator[Row]:
    """Pictures 56, 59, 61, 64 and 86 have five each, picture 11 has the seven of images.comments (L2487)."""
    yield 33, 30, MIA, "Nice Picture!!", "2017-04-12 17:10:56", None
    for number, text in enumerate(("The first", "The second", "A third", "And a fourth", "This is the fifth")):
        yield 34 + number, 11, CROWD[number], text, f"2018-02-05 17:00:{10 * number:02d}", None
    yield 43, 11, MIA, "This is the sixth", "2018-02-05 17:01:57", None
    yield 44, 11, MIA, "And the seventh", "2018-02-05 17:02:04", None
    yield 58, 44, MIA, "Good one, Dana", "2018-02-16 17:50:12", None
    yield 59, 44, 24, "That's great work", "2018-02-16 18:20:31", None
    numbers = count(60)
    for picture in (56, 59, 61, 64, 86):
        for author, text in zip(CROWD[2:], SAYINGS, strict=False):
            number = next(numbers)
            yield number, picture, author, text, f"2018-03-02 10:{number - 50}:00", None


def portfolios() -> Iterable[Row]:
    return [
        (1, MIA, 1, "Wedding", "photographer", "2015-06-11 10:18:31", None, None),
        (2, 70, 1, "Wedding", "photographer", "2016-05-11 14:02:10", None, None),
        (3, MIA, 2, "Fashion", "photographer", "2015-06-11 10:19:21", None, None),
        (20, MIA, 3, "Dance", "dancer", "2018-02-15 15:40:00", None, "2018-02-15 15:44:00"),
    ]


def portfolio_pictures() -> Iterator[Row]:
    for position, picture in enumerate(WEDDING):
        yield 1, picture, position, position + 1
    for position, picture in enumerate((43, 44, 41)):
        yield 2, picture, position, None
    for position, picture in enumerate(FASHION):
        yield 3, picture, position, None
