"""The conversations, inbox and companies of the examples, and what else the service holds about Mia Norton."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from freelancerclub.db.demo.examples.people import CROWD, MIA, UK
from freelancerclub.db.demo.examples.pictures import SAYINGS
from freelancerclub.db.demo.tables import Row, row

# Mia has eleven conversations, three of them unread: 4 and 88 are printed, 19 is named, the rest only counted.
COUNTED = (5, 6, 7, 8, 9, 10, 11, 12, 19)
UNREAD = (10, 11, 12)
COMPANIES = (
    {
        "id": 1,
        "owner_id": MIA,
        "name": "Norton IT Solutions",
        "description": "We provide IT solutions from websites to file storage",
        "category": "computing-and-it",
        "website": "http://www.mianorton.co.uk",
        "affiliate": True,
        "coupon": True,
        "exclusive": True,
        "coupon_code": "NOR8745c",
        "coupon_description": "Get 10% of all hosting",
        "coupon_url": "mianorton.co.uk/voucher",
        "coupon_expires_at": "2020-11-09 00:00:00",
        "created_at": "2015-10-22 16:08:47",
        "modified_at": "2019-08-08 14:58:43",
        "feature_expires_at": "2015-11-25 00:00:00",
        "slug": "mianorton",
        "city": "Leeds, UK",
        "latitude": "53.80076",
        "longitude": "-1.54908",
        "country": UK,
        "tagline": "Always providing an awesome service",
        "logo": "f1588204ce2f9ed8121fe9781345ae92.jpeg",
        "cover": "6ad32fd09bfdfa1decf58694dab10ef6.jpeg",
    },
    {
        "id": 8,
        "owner_id": 169,
        "name": "Corner Shop",
        "description": "A shop",
        "category": "computing-and-it",
        "website": "http://shop.example.com",
        "affiliate": True,
        "coupon": True,
        "coupon_code": "sdfsdf",
        "coupon_description": "sdfsdfdsf",
        "coupon_url": "sdfsdfsdfs.com",
        "created_at": "2015-10-26 13:44:20",
        "modified_at": "2019-08-02 11:20:57",
        "featured": True,
        "feature_expires_at": "2015-11-19 00:00:00",
        "slug": "cornershop1",
    },
)


def companies() -> Iterator[Row]:
    return (row("company", **one) for one in COMPANIES)


def threads() -> Iterator[Row]:
    yield row("thread", id=4, creator_id=MIA, created_at="2016-03-30 14:42:10", last_at="2016-03-30 14:42:10")
    yield row(
        "thread", id=88, creator_id=MIA, source="job", created_at="2017-06-29 14:08:16", last_at="2018-02-05 18:40:00"
    )
    for number in COUNTED:
        day = f"2018-05-{number + 1:02d}"
        yield row("thread", id=number, creator_id=MIA, created_at=f"{day} 09:00:00", last_at=f"{day} 11:30:00")


def members() -> Iterator[Row]:
    yield _member(4, MIA, True, "2016-03-30 14:42:10")
    yield _member(4, 133, False, "2016-03-30 14:42:10")
    yield _member(88, MIA, True, "2018-02-05 18:40:00")
    yield _member(88, 9, False, "2018-02-05 18:40:00")
    for number in COUNTED:
        last = f"2018-05-{number + 1:02d} 11:30:00"
        yield _member(number, MIA, number not in UNREAD, last)
        yield _member(number, CROWD[number % 12], True, last)


def _member(thread: int, person: int, read: bool, last: str) -> Row:
    return row("thread_member", thread_id=thread, person_id=person, read=read, last_at=last)


def items() -> Iterator[Row]:
    yield _item(9, 4, MIA, "New test user message here.", "2016-03-30 14:42:10")
    yield _item(22, 88, MIA, "<p>Test</p>", "2017-06-29 14:08:16", html=True)
    yield _item(326, 88, MIA, "THis is my moment. This is my message", "2018-02-05 18:34:00")
    yield _item(327, 88, MIA, "Here is a reply to your message.", "2018-02-05 18:40:00")
    for number in COUNTED:
        day, other = f"2018-05-{number + 1:02d}", CROWD[number % 12]
        yield _item(400 + 2 * number, number, MIA, "Could you tell me more about it?", f"{day} 09:00:00")
        yield _item(401 + 2 * number, number, other, "Of course, I'll write it up.", f"{day} 11:30:00")


def _item(number: int, thread: int, author: int, message: str, at: str, *, html: bool = False) -> Row:
    return row("thread_item", id=number, thread_id=thread, author_id=author, message=message, html=html, created_at=at)


def notifications() -> Iterator[Row]:
    """Eighteen of Mia's, seventeen of them new (L4191)."""
    yield from _printed()
    yield from _on_her_pictures()


def _on_her_pictures() -> Iterator[Row]:
    """What the comments 60 to 69 and 75 to 78 brought; those between are about another's picture, 61."""
    for place, comment in enumerate((*range(60, 70), *range(75, 79))):
        picture = 56 if comment < 65 else 59 if comment < 70 else 64
        moment, quoted = f"2018-03-02 10:{comment - 50}:00", f"'{SAYINGS[comment % 5]}'"
        yield _said(
            125 + place, CROWD[2 + comment % 5], comment, "mianorton", picture, quoted, moment, None, place == 0
        )


def _printed() -> Iterator[Row]:
    """Numbers 47, 81, 87 and 124 (L3933, L4116)."""
    yield row(
        "notification",
        id=47,
        person_id=MIA,
        actor_id=2,
        kind="discussion",
        module="elearning",
        target_id=2,
        link="/resources/elearning/course/basic-html#project/2",
        message="has posted a discussion on one of your projects: &nbsp;<i>'fghfghgh'</i>",
        created_at="2016-02-19 13:51:57",
        window_start="2016-02-19 13:51:57",
        modified_at="2018-01-26 12:45:10",
    )
    yield _said(81, MIA, 33, "mianorton", 30, "'Nice Picture!!'", "2017-04-12 17:10:56", "2018-02-05 20:10:07")
    yield row(
        "notification",
        id=87,
        person_id=MIA,
        actor_id=MIA,
        kind="invite",
        module="jobs",
        job_id=102,
        target_id=102,
        link="/jobs/details/102",
        message="has invited you to apply for the job <a href='/jobs/details/102'>Photographer Needed</a>",
        created_at="2017-08-16 16:41:19",
        window_start="2017-08-16 16:41:19",
        modified_at="2018-05-02 15:16:57",
    )
    yield row(
        "notification",
        id=124,
        person_id=MIA,
        actor_id=24,
        kind="comment.also",
        module="comment",
        picture_id=44,
        target_id=59,
        link="/discover/freelancers/danabrook/image/44/0#comment59",
        message="also commented on an image: &nbsp;<i>'Cleo Sands - That's great ...'</i>",
        created_at="2018-02-16 18:20:31",
        window_start="2018-02-16 18:20:31",
        modified_at="2018-05-02 15:16:57",
    )


def _said(
    number: int,
    actor: int,
    comment: int,
    slug: str,
    picture: int,
    quoted: str,
    moment: str,
    changed: str | None,
    seen: bool = False,
) -> Row:
    return row(
        "notification",
        id=number,
        person_id=MIA,
        actor_id=actor,
        kind="comment",
        module="comment",
        picture_id=picture if number != 81 else None,
        target_id=comment,
        link=f"/discover/freelancers/{slug}/image/{picture}/0#comment{comment}",
        message=f"has commented on one of your images: &nbsp;<i>{quoted}</i>",
        created_at=moment,
        window_start=moment,
        modified_at=changed or (moment if seen else None),
        seen_at=moment if seen else None,
    )


def usage(now: datetime) -> Iterator[Row]:
    for number, age in enumerate(range(30, 0, -3), start=1):
        day = (now - timedelta(days=age)).date()
        yield number, MIA, day, 5_210 * number, 310_400 + 977 * number, number == 1


def reports(now: datetime) -> Iterable[Row]:
    moment = now - timedelta(days=12)
    return [
        (
            1,
            161,
            "person",
            578,
            "Insulting messages.",
            moment,
            moment + timedelta(hours=7),
            MIA,
            "person warned",
            False,
        ),
        (2, 12, "picture", 41, "This is somebody else's picture.", now - timedelta(hours=9), None, None, None, False),
    ]


def mail_stops() -> Iterable[Row]:
    return [("new.test.user@example.com", "bounce", "550 5.1.1 unknown user", "2016-03-30 14:43:00")]
