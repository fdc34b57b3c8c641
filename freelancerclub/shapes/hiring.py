"""Who is hired: applicants and the people recommended for a job as the wire prints them, and alerts.

Of an applicant and of somebody recommended there are two parts: the head, which is of one job or of this moment, and
the card, which is kept written for as long as the person stays the same.
"""

from typing import Annotated, ClassVar, Generic, TypeVar

import msgspec
from msgspec import UnsetType

from freelancerclub.shapes.people import PHONE, PICTURE_URL
from freelancerclub.shapes.pictures import SHOWN_PICTURES, ListedPicture
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Flag,
    Id,
    Kind,
    Money,
    Names,
    Points,
    Stamp,
    Testing,
    Text,
    many,
    of,
    one,
)
from freelancerclub.wire.shape import Shape, rest_of

T = TypeVar("T")

DOUBLE = {"type": "string", "pattern": r"^\d+(\.\d+)?(e[+-]\d+)?$", "examples": ["0.9599759578704834"]}
Double = Annotated[str, Kind("shortest form of a double", "({})::float8::text", DOUBLE)]
Fraction = Annotated[float, Kind("fraction", "{}", {"type": "number", "minimum": 0, "maximum": 1})]
Miles = Annotated[str, Kind("miles", "({})::text", {"type": "string", "pattern": r"^\d+\.\d$", "examples": ["40.0"]})]

RATING = "k.rating + k.followers"  # R76
# The row of a deleted one is still there, and applications name it.
PORTFOLIO_THERE = "SELECT f.id FROM portfolio f WHERE f.id = a.portfolio_id AND f.deleted_at IS NULL"
THREE_PICTURES = f"{SHOWN_PICTURES} ORDER BY n.likes DESC, i.id LIMIT 3"


class RecommendedHead(Shape, frozen=True):
    """How somebody fits a job; `f` says it, `p` and `s` are the person and when they were last seen."""

    alias: ClassVar[str] = "p"

    longitude: Annotated[Coordinate, of("p.longitude")]
    latitude: Annotated[Coordinate, of("p.latitude")]
    distance: Annotated[Double | None, of("f.miles")]
    discrelevance: Annotated[Double, of("f.discipline")]
    relevance: Annotated[Double, of("f.relevance")]
    last_seen: Annotated[Stamp, of("s.last_seen_at")]


class Parts(Shape, frozen=True):
    """What a relevance is made of, each between 0 and 1 (ours)."""

    alias: ClassVar[str] = "f"

    distance: Fraction
    discipline: Fraction
    skills: Fraction
    recency: Fraction
    reviews: Fraction


class Recommended(RecommendedHead, frozen=True):
    """Somebody whom a job's owner may want to invite (L3255); the parts only where `explain=1` asks for them."""

    id: Id
    display_name: Text
    slug: Text
    discipline: Annotated[Names, of("p.disciplines")]
    city: Text | None
    website: Text | None
    contact: Annotated[Text | None, of(PHONE)]
    facebook: Text | None
    twitter: Text | None
    pinterest: Text | None
    instagram: Text | None
    youtube: Text | None
    tags: Text | None
    bio: Text | None
    image: Annotated[Text | None, of("p.picture")]
    account: Text
    mentor: Flag
    badge: Flag
    group_id: Id
    testing: Testing
    rate_hourly: Money | None
    rate_day: Money | None
    mentorurl: Annotated[Text | None, of("p.mentor_url")]
    is_mentor: Flag
    mentor_rate: Money | None
    socialtotal: Annotated[Count, of("p.social_total")]
    followers: Annotated[Count, of("k.followers")]
    likes: Annotated[Count, of("k.likes")]
    star_points: Annotated[Points, of("k.star_points")]
    star_avg: Annotated[Points, of("k.star_avg")]
    reviews: Annotated[Count, of("k.reviews")]
    image_count: Annotated[Count, of("k.pictures")]
    rating: Annotated[Points, of(RATING)]
    stars: Annotated[Points, of("k.star_avg")]
    reviewcount: Annotated[Count, of("k.reviews")]
    images: Annotated[list[ListedPicture], many(THREE_PICTURES)]
    user_id: Annotated[Id, of("p.id")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
    parts: Annotated[Parts | UnsetType, one("fitting f WHERE f.person_id = p.id")]


RECOMMENDED_CARD = rest_of(Recommended, RecommendedHead, but=("parts",))


class ApplicantHead(Shape, frozen=True):
    """What somebody wrote when they applied."""

    alias: ClassVar[str] = "p"

    application_id: Annotated[Id, of("a.id")]
    user_id: Annotated[Id, of("a.person_id")]
    notes: Annotated[Text, of("a.notes")]
    quote: Annotated[Money | None, of("a.quote")]
    q1: Annotated[Text, of("coalesce(a.answer1, '')")]
    q2: Annotated[Text, of("coalesce(a.answer2, '')")]
    q3: Annotated[Text, of("coalesce(a.answer3, '')")]
    q4: Annotated[Text, of("coalesce(a.answer4, '')")]
    portfolio: Annotated[Id, of(f"coalesce(({PORTFOLIO_THERE}), 0)")]


class Applicant(ApplicantHead, frozen=True):
    """Somebody who applied for a job, as its owner sees them (L3700); `last_seen` is of the moment too.

    All five names stand there, empty where unknown; the reference's only row was printed without the first (R73).
    """

    twitter_followers: Count | None
    facebook_likes: Count | None
    youtube_subscribers: Count | None
    display_name: Text
    slug: Text
    discipline: Annotated[Names, of("p.disciplines")]
    city: Text | None
    website: Text | None
    contact: Annotated[Text | None, of(PHONE)]
    facebook: Text | None
    twitter: Text | None
    pinterest: Text | None
    instagram: Text | None
    youtube: Text | None
    tags: Text | None
    bio: Text | None
    image: Annotated[Text | None, of("p.picture")]
    account: Text
    mentor: Flag
    badge: Flag
    group_id: Id
    testing: Testing
    rate_hourly: Money | None
    rate_day: Money | None
    mentorurl: Annotated[Text | None, of("p.mentor_url")]
    is_mentor: Flag
    mentor_rate: Money | None
    socialtotal: Annotated[Count, of("p.social_total")]
    followers: Annotated[Count, of("k.followers")]
    likes: Annotated[Count, of("k.likes")]
    star_points: Annotated[Points, of("k.star_points")]
    star_avg: Annotated[Points, of("k.star_avg")]
    reviews: Annotated[Count, of("k.reviews")]
    image_count: Annotated[Count, of("k.pictures")]
    rating: Annotated[Points, of(RATING)]
    stars: Annotated[Points, of("k.star_avg")]
    reviewcount: Annotated[Count, of("k.reviews")]
    last_seen: Annotated[Stamp, of("NULL::timestamptz")]
    images: Annotated[list[ListedPicture], many(THREE_PICTURES)]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
    facebook_username: Annotated[Text, of("social_name(p.facebook)")]
    instagram_username: Annotated[Text, of("social_name(p.instagram)")]
    youtube_username: Annotated[Text, of("social_name(p.youtube)")]
    twitter_username: Annotated[Text, of("social_name(p.twitter)")]
    pinterest_username: Annotated[Text, of("social_name(p.pinterest)")]


APPLICANT_CARD = rest_of(Applicant, ApplicantHead)


class Seen(Shape, frozen=True):
    """When somebody was last seen; `s` says it."""

    last_seen: Annotated[Stamp, of("s.last_seen_at")]


class ApplicantsMeta(msgspec.Struct, frozen=True):
    """`type` is the filter that was heeded (R59)."""

    total: int
    type: str
    limit: int | str
    offset: int | str


class PageOfType(msgspec.Struct, Generic[T], frozen=True):
    """`{"meta": {"total", "type", "limit", "offset"}, "data": [...]}`."""

    meta: ApplicantsMeta
    data: list[T]


class Invited(Done, frozen=True, kw_only=True):
    """What became of each invite (L3428); the id is a text (R53)."""

    job_id: str
    notes: list[str]


class Alert(Shape, frozen=True):
    """What new jobs a person wants to hear of (ours); without a distance the place names only the country."""

    alias: ClassVar[str] = "a"

    id: Id
    from_profile: Flag
    discipline: Annotated[Names, of("a.disciplines")]
    search: Text | None
    city: Text | None
    country: Text | None
    latitude: Coordinate
    longitude: Coordinate
    distance: Annotated[Miles | None, of("a.miles")]
    created_on: Annotated[Stamp, of("a.created_at")]
    modified_on: Annotated[Stamp, of("a.modified_at")]


class AlertSaved(Done, frozen=True, kw_only=True):
    """A new alert, by its id."""

    alert_id: int


def joined(head: bytes, card: bytes, tail: bytes = b"") -> msgspec.Raw:
    """The whole object of a head, of a card kept written, and of what stands behind."""
    return msgspec.Raw(head[:-1] + b"," + card[1:-1] + tail + b"}")
