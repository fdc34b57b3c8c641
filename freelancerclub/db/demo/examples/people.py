"""The people of the examples: Mia Norton, who is person 1 and an administrator, and those around her."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice, product

from freelancerclub.db.demo.tables import Row, Value, row

MIA, CLIENT = 1, 325
TWO_LINES = "A text of several sentences, with line breaks.\r\n\r\nIt goes on for a while."
FASHION = "Fashion, make up, beauty"
UK = "United Kingdom"

# users.me (L322), the newest of the examples that show person 1; those that show her earlier differ.
MIA_NORTON: dict[str, Value] = {
    "id": MIA,
    "role": 1,
    "email": "mia.norton@example.com",
    "created_at": "2015-05-23 14:57:26",
    "display_name": "Mia Norton",
    "slug": "mianorton",
    "disciplines": ["Photographer", "Dancer"],
    "city": "york",
    "website": "http://not a website",
    "phone": "01632 960 190",
    "facebook": "https://www.facebook.com/mianorton",
    "twitter": "https://twitter.com/mia_norton",
    "pinterest": "",
    "instagram": "http://Instagram.Com/mianorton",
    "youtube": "https://www.youtube.com/channel/UC0000000000000000000000",
    "tags": "photoshop,illustrator",
    "bio": TWO_LINES,
    "picture": "463e7481a2273338e3128462eb96edea.png",
    "renews_at": "2018-09-08 15:28:18",
    "mentor": True,
    "badge": True,
    "notifications": "hourly",
    "system_notifications": "hourly",
    "applicant_notifications": "hourly",
    "group_id": 1,
    "testing": True,
    "rate_day": "3500.00",
    "mentor_url": "",
    "latitude": "53.95997",
    "longitude": "1.00000",
    "country": "US",
    "hide_phone": True,
    "previous_account": "pro",
    "membership_changed_at": "2018-03-08 14:28:19",
    "last_check_at": "2018-01-31 00:00:00",
    "is_mentor": True,
    "mentor_rate": "35.00",
    "twitter_followers": 2069,
    "facebook_likes": 63,
    "youtube_subscribers": 3695,
    "instagram_count": 24556,
}

OTHERS: tuple[dict[str, Value], ...] = (
    {
        "id": 2,
        "email": "test.user.2@example.com",
        "created_at": "2015-03-30 09:12:44",
        "display_name": "Test User",
        "slug": "testuser2",
        "disciplines": ["I’M HIRING"],
        "city": "California, United States",
        "country": "United States",
        "latitude": "36.77826",
        "longitude": "-119.41793",
        "website": "",
        "phone": "01632 960 190",
        "facebook": "",
        "twitter": "",
        "pinterest": "",
        "instagram": "",
        "youtube": "",
        "tags": "Fashion, make up, beauty,wedding",
        "bio": "",
        "picture": "5e8d65a6e3a292794199cea9008a340c.jpg",
        "mentor": True,
        "rate_hourly": "35.00",
        "rate_day": "250.00",
        "mentor_url": "/register",
    },
    {
        "id": 4,
        "email": "user.1@example.com",
        "created_at": "2015-06-01 10:00:00",
        "display_name": "User 1",
        "slug": "user1",
        "disciplines": ["Photographer", "Makeup Artist", "Form Building Pro", "tog", "Dancer"],
        "city": "Dunnington, North Yorkshire, England",
        "country": UK,
        "latitude": "53.96431",
        "longitude": "-0.98787",
        "website": "",
        "phone": "01632 960 789",
        "facebook": "http://facebook.com/testpage",
        "twitter": "http://twitter.com/mia_norton",
        "pinterest": "",
        "instagram": "111",
        "youtube": "http://youtube.com/user/testchannel",
        "tags": FASHION,
        "bio": "",
        "picture": "5e038a1b8bb61e90538d82fd49b0ed4f.jpg",
        "badge": True,
        "is_mentor": True,
        "twitter_followers": 2069,
        "facebook_likes": 107550129,
        "youtube_subscribers": 0,
    },
    {
        "id": 9,
        "email": "test2@example.com",
        "created_at": "2015-06-04 11:30:00",
        "display_name": "test2",
        "slug": "vcvxcwedasdacxz",
        "tags": FASHION,
        "account": "free",
        "mentor": True,
        "is_mentor": True,
        "country": "Ireland",
        "previous_account": "pro",
    },
    {
        "id": 70,
        "email": "dana.brook@example.com",
        "created_at": "2016-05-11 13:40:02",
        "display_name": "Dana Brook",
        "slug": "danabrook",
        "disciplines": ["Photographer"],
        "tags": FASHION,
        "picture": "d71d63b492bd114b6ee643f4965cc356.png",
        "country": UK,
    },
    {
        "id": 3676,
        "email": "insta.test@example.com",
        "created_at": "2019-02-19 18:20:00",
        "display_name": "Insta Test",
        "slug": "instatest",
        "disciplines": ["Photographer"],
        "city": "Leeds, UK",
        "country": UK,
        "latitude": "53.80076",
        "longitude": "-1.54908",
        "phone": "01632 960 190",
        "account": "starter",
        "group_id": 1,
    },
)

# Of these the examples print a name or no more than the id: (id, name, slug, e-mail, since, disciplines, picture).
IN_PASSING: tuple[tuple[int, str, str, str, str, list[str], str | None], ...] = (
    (12, "Guest User", "guestuser", "guest.user", "2015-06-08", ["Model"], "f9ea884d99b7f43eb5cf7b50475ed492.jpeg"),
    (15, "Mark", "mark", "mark", "2015-06-09", ["I'M HIRING"], None),
    (24, "test user", "testuser", "test.user", "2015-07-20", ["Stylist"], "6ff9c710de2ee0d859c5bbdb50505c5f.jpg"),
    (133, "New Test User", "newtestuser", "new.test.user", "2016-03-29", [], "82e507f89dc252f124be7ea0a0f3e065.jpg"),
    (139, "Mia Norton", "mianorton1", "mia.norton.139", "2016-04-12", ["Model"], None),
    (161, "Mia Norton", "mianorton2", "mia.norton.161", "2016-05-02", ["Dancer"], None),
    (169, "Corner Shop", "cornershop", "corner.shop", "2015-10-26", ["I'M HIRING"], None),
    (180, "Ivy Ford", "ivyford", "ivy.ford", "2016-06-01", ["Photographer"], None),
    (CLIENT, "Hal Lowe", "hallowe", "hal.lowe", "2016-06-20", ["I'M HIRING"], None),
    (578, "Matty Nelson", "mattynelson", "matty.nelson", "2016-09-14", ["Photographer", "Retoucher"], None),
    (
        3652,
        "Nora Field",
        "norafield",
        "nora.field",
        "2017-08-01",
        ["I'M HIRING"],
        "9087d56d0ced8199c73570681027ec78.jpg",
    ),
)

# Everybody but Mia; they like, follow and look at things so that the printed numbers come true.
CROWD = (2, 12, 4, 15, 24, 70, 133, 139, 161, 169, 180, 325, 578, 9, 3652, 3676)
SLUGS = ("mianorton", *(str(one["slug"]) for one in OTHERS), *(one[2] for one in IN_PASSING))
FOLLOWERS = {MIA: 7, 2: 1, 4: 1, 70: 1}
VIEWS = {MIA: 121, 2: 20, 4: 13, 70: 34, 3676: 2}


def people(password_hash: str) -> Iterator[Row]:
    yield row("person", **MIA_NORTON, password_hash=password_hash)
    for one in OTHERS:
        yield row("person", **one, password_hash=password_hash)
    for number, name, slug, mailbox, since, disciplines, picture in IN_PASSING:
        yield row(
            "person",
            id=number,
            email=f"{mailbox}@example.com",
            password_hash=password_hash,
            created_at=f"{since} 12:00:00",
            display_name=name,
            slug=slug,
            disciplines=disciplines,
            country=UK,
            picture=picture,
        )


def last_seen(now: datetime, lately: datetime) -> Iterator[Row]:
    yield MIA, lately - timedelta(minutes=2)
    yield CLIENT, now - timedelta(hours=5)
    for number in CROWD:
        if number not in (CLIENT, 2, 3676):
            yield number, now - timedelta(days=number % 50 + 1)
    yield 2, "2019-06-03 17:05:58"
    yield 3676, "2019-03-19 11:09:25"


def follows() -> Iterator[Row]:
    for followed, many in FOLLOWERS.items():
        for follower in islice((one for one in CROWD if one != followed), many):
            yield follower, followed, "2018-01-15 10:00:00"


def visits(visited: int, owner: int, many: int, first: date) -> Iterator[Row]:
    """So many views of a profile or picture, each by somebody else or on another day."""
    pairs = product(range(many), (one for one in CROWD if one != owner))
    for day, visitor in islice(pairs, many):
        yield visited, visitor, first + timedelta(days=day)


def views() -> Iterable[Row]:
    return (view for person, many in VIEWS.items() for view in visits(person, person, many, date(2019, 1, 10)))


def blocks() -> Iterable[Row]:
    return [(161, 578, "2018-11-03 21:14:00")]


def devices() -> Iterable[Row]:
    return [("5f0d2a6e-1c3b-4a78-9d2e-7b6c5a4f3e21", MIA, "2018-04-11 08:30:00", "2018-09-01 07:45:00")]
