"""The jobs of the examples, who applied, and the reviews."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from freelancerclub.db.demo.examples.people import CLIENT, CROWD, MIA, TWO_LINES, UK
from freelancerclub.db.demo.tables import Row, Value, row

YORK = {"city": "York, United Kingdom", "country": UK, "latitude": "53.95997", "longitude": "-1.08730"}
JOBS: tuple[dict[str, Value], ...] = (
    {
        "id": 68,
        "owner_id": CLIENT,
        "title": "Photographer Needed",
        "description": TWO_LINES,
        "created_at": "2016-06-30 15:52:39",
        "modified_at": "2017-08-01 12:40:55",
        "expires_on": "2018-06-01",
        "disciplines": ["Photographer"],
        "price": "Under GBP250",
        "duration": "Full Day",
        "question1": "WHy?",
        "tags": "Urgent, Tag1, Tag2",
        "city": "London, United Kingdom",
        "country": UK,
        "latitude": "51.50735",
        "longitude": "-0.12776",
    },
    {
        "id": 87,
        "owner_id": 3652,
        "kind": "test",
        "title": "Photographer Needed",
        "description": "fghsfhj fghj dfjjdfgdfgsdfg dfgsdfgsdfgsdfg sdfgdfgdfgdfgdfg",
        "created_at": "2017-08-04 12:08:54",
        "modified_at": "2017-08-04 12:10:59",
        "expires_on": "2018-08-05",
        "disciplines": ["Photographer"],
        "price": "GBP250 - GBP500",
        "duration": "Up To 1 Hour",
        **YORK,
    },
    {
        "id": 102,
        "owner_id": MIA,
        "title": "Photographer Needed",
        "description": TWO_LINES,
        "created_at": "2017-08-16 16:27:22",
        "modified_at": "2017-08-16 16:27:45",
        "expires_on": "2018-08-31",
        "disciplines": ["Photographer"],
        "price": "GBP250 - GBP500",
        "duration": "Full String",
        "city": UK,
        "country": UK,
        "location_type": "country",
        "latitude": "55.37805",
        "longitude": "-3.43597",
    },
    {
        "id": 207,
        "owner_id": MIA,
        "title": "Retoucher for a catalogue",
        "description": "The attached pictures show what is to be done; the statement says who pays for it.",
        "created_at": "2019-04-12 09:50:00",
        "modified_at": "2019-04-12 10:08:57",
        "expires_on": "2019-07-11",
        "ends_on": "2019-07-11",
        "disciplines": ["Retoucher"],
        "price": "GBP250 - GBP500",
        "duration": "A Few Days",
        **YORK,
    },
    {
        "id": 296,
        "owner_id": MIA,
        "title": "My New Job Title",
        "description": "This is a string that should be over a description.",
        "created_at": "2019-02-19 16:45:58",
        "modified_at": "2019-02-19 16:45:58",
        "expires_on": "2019-05-20",
        "ends_on": "2019-05-20",
        "disciplines": ["Photographer", "Makeup Artist"],
        "price": "Under GBP250",
        "duration": "Not Sure",
        "tags": "some, new, tags",
        "question1": None,
        "question2": None,
        "question3": None,
        "question4": None,
        **YORK,
    },
)
TOLD = {68: 9, 102: 38}  # what the examples print as `notifications`
FILES = (
    (19, "c1a07d33e439925dd286e528c881b81b.png", "2019-04-meraki-no-motorola-filtered-aps.png", 29952, "09:55:18"),
    (20, "d089aa9a936d09a89f43b854008e0d0d.png", "blurry-font.png", 11244, "09:55:25"),
    (21, "1c814563cb77236437cc9b42760d2361.png", "replace-issue-code.png", 24289, "09:55:35"),
    (22, "0dbd2b0674b3f8e6a0bc1efa3cce34db.pdf", "6894316_AnnualStatement_201901.pdf", 68004, "09:55:46"),
)
# Of person 70: 27 stars in 8 reviews, of which three threes are over two years old, so 22.5 points.
OF_DANA = ((3, 2190), (3, 1460), (3, 900), (4, 600), (4, 380), (3.5, 200), (3.5, 110), (3, 45))
HALVED_AFTER = timedelta(days=730)


def jobs(now: datetime) -> Iterator[Row]:
    for one in JOBS:
        yield row("job", **one, decided_at=one["created_at"])
    # The examples invite people to job 174 and list its applicants, so it is still open.
    begun = now - timedelta(days=5)
    yield row(
        "job",
        id=174,
        owner_id=MIA,
        title="Photographer for a dance school",
        description="Forty children, six dances and one evening in Leeds: we need somebody quick and patient.",
        created_at=begun,
        modified_at=begun,
        decided_at=begun,
        expires_on=(begun + timedelta(days=90)).date(),
        ends_on=(begun + timedelta(days=90)).date(),
        disciplines=["Photographer"],
        price="GBP250 - GBP500",
        duration="Half A Day",
        city="Leeds, UK",
        country=UK,
        latitude="53.79578",
        longitude="-1.53827",
    )


def job_files() -> Iterator[Row]:
    for number, file, name, size, moment in FILES:
        yield number, 207, MIA, file, name, size, f"2019-04-12 {moment}", "2019-04-12 10:08:57"


def applications(now: datetime) -> Iterable[Row]:
    return [
        row(
            "application",
            id=21,
            job_id=68,
            person_id=MIA,
            portfolio_id=1,
            quote="200.00",
            answer1="Because it's what I do.",
            created_at="2016-07-01 09:00:00",
        ),
        row("application", id=69, job_id=174, person_id=2, quote="50.00", created_at=now - timedelta(days=3)),
        row("application", id=70, job_id=296, person_id=70, quote="180.00", created_at="2019-02-20 08:15:00"),
    ]


def invites(now: datetime) -> Iterable[Row]:
    return [(174, 180, now - timedelta(days=4))]


def watches(now: datetime) -> Iterable[Row]:
    return [(70, 174, now - timedelta(days=2)), (578, 174, now - timedelta(days=1))]


def seen(now: datetime) -> Iterable[Row]:
    return [
        (MIA, 68, "2016-07-01 08:50:00"),
        (MIA, 87, "2017-08-05 10:00:00"),
        (70, 296, "2019-02-20 08:00:00"),
        (2, 174, now - timedelta(days=3, minutes=10)),
        (70, 174, now - timedelta(days=2, minutes=1)),
    ]


def alerts() -> Iterable[Row]:
    return [
        row(
            "alert",
            id=1,
            person_id=70,
            from_profile=True,
            disciplines=["Photographer"],
            country=UK,
            created_at="2016-05-11 13:40:02",
        ),
        row("alert", id=2, person_id=3676, disciplines=["Photographer"], created_at="2019-02-19 18:30:00"),
    ]


def alerts_sent(town: Iterable[int]) -> Iterator[Row]:
    """To the crowd and as many of the town as it takes: the printed number comes true, their ages don't."""
    others = tuple(town)
    for job in JOBS:
        readers = (one for one in (*CROWD, *others) if one != job["owner_id"])
        for reader in islice(readers, TOLD.get(int(str(job["id"])), 0)):
            yield job["id"], reader, job["created_at"]


def reviews(now: datetime) -> Iterator[Row]:
    first = datetime(2019, 1, 5, 7, 59, tzinfo=now.tzinfo)
    yield _review(now, 1, 2, 15, "Mark", 5, "2019-01-01 15:30:00", first, "Very good")
    recent = now - timedelta(days=30)
    yield _review(now, 2, 2, 325, "Hal Lowe", 4, recent, recent, "Quick to answer and easy to work with.")
    yield _review(now, 3, 4, 15, "Mark", 5, recent, recent, "Very good, again")
    reviewers = ((one, name) for one, name in ((MIA, "Mia Norton"), (2, "Test User"), (4, "User 1"), (12, "Guest User"),
                 (15, "Mark"), (24, "test user"), (325, "Hal Lowe"), (3652, "Nora Field")))  # fmt: skip
    for number, ((stars, age), (reviewer, name)) in enumerate(zip(OF_DANA, reviewers, strict=True), start=4):
        moment = now - timedelta(days=age)
        yield _review(now, number, 70, reviewer, name, stars, moment, moment, "I would book Dana again.")


def _review(
    now: datetime,
    number: int,
    person: int,
    reviewer: int,
    name: str,
    stars: float,
    written: datetime | str,
    authorised: datetime,
    message: str,
) -> Row:
    return row(
        "review",
        id=number,
        person_id=person,
        reviewer_id=reviewer,
        reviewer_name=name,
        discipline="Photographer",
        message=message,
        stars=stars,
        created_at=written,
        modified_at=written,
        authorised_at=authorised,
        decided_at=authorised,
        halved=authorised < now - HALVED_AFTER,
    )
