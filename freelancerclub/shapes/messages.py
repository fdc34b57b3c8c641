"""Conversations as the wire prints them: a line of the inbox, one with its messages, and who is in it."""

from typing import Annotated, ClassVar

from freelancerclub.db.visibility import listed
from freelancerclub.shapes.people import GONE_NAME, PICTURE_URL, PORTFOLIO_NAMES
from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Flag,
    Id,
    Money,
    Names,
    Stamp,
    Testing,
    Text,
    Truth,
    many,
    of,
)
from freelancerclub.wire.shape import Shape

# Who writes says who they are, hidden or not; of who left, not even the name is told.
NAME = f"CASE WHEN p.deleted_at IS NULL THEN p.display_name ELSE '{GONE_NAME}' END"
PICTURE = "CASE WHEN p.deleted_at IS NULL THEN p.picture END"
FACE_URL = PICTURE_URL.replace("p.picture", f"({PICTURE})")

# `t` is the thread.
SOURCE_ID = "coalesce(t.job_id, 0)"


def _private(value: str, otherwise: str) -> str:
    """R42: `open` to administrators only."""
    return f"CASE WHEN %(open)s::boolean THEN {value} ELSE {otherwise} END"


def _public(value: str, otherwise: str = "NULL") -> str:
    """What a page tells: of a profile that isn't listed to administrators only."""
    return f"CASE WHEN {listed('p')} OR %(open)s::boolean THEN {value} ELSE {otherwise} END"


class OtherMember(Shape, frozen=True):
    """Somebody else in a conversation, as the inbox shows them; `read` says whether they have read it (L4314)."""

    alias: ClassVar[str] = "m"

    read: Flag
    display_name: Annotated[Text, of(NAME)]
    other_id: Annotated[Id, of("m.person_id")]
    image: Annotated[Text | None, of(PICTURE)]
    img_full: Annotated[Text | None, of(FACE_URL)]


MEMBERS = "thread_member m JOIN person p ON p.id = m.person_id WHERE m.thread_id = t.id ORDER BY m.person_id"
CARDS = "thread t JOIN person p ON p.id = t.creator_id LEFT JOIN thread_item i ON i.id = t.last_item"


class ThreadCard(Shape, frozen=True):
    """A line of the inbox as it is kept, whoever looks: `Thread` is made of it. `author` wrote the last message."""

    alias: ClassVar[str] = "t"

    id: Id
    created_by: Annotated[Id, of("t.creator_id")]
    created_on: Annotated[Stamp, of("t.created_at")]
    last_date: Annotated[Stamp, of("t.last_at")]
    source: Text
    source_id: Annotated[Id, of(SOURCE_ID)]
    display_name: Annotated[Text, of(NAME)]
    image: Annotated[Text | None, of(PICTURE)]
    img_full: Annotated[Text | None, of(FACE_URL)]
    author: Annotated[Id, of("coalesce(i.author_id, 0)")]
    lastmessage: Annotated[Text, of("coalesce(i.message, '')")]
    html: Annotated[Truth, of("coalesce(i.html, false)")]
    members: Annotated[list[OtherMember], many(MEMBERS)]


class Thread(Shape, frozen=True):
    """A conversation in the inbox, with who began it; `users` are the others (L4293)."""

    alias: ClassVar[str] = "t"

    id: Id
    created_by: Annotated[Id, of("t.creator_id")]
    created_on: Annotated[Stamp, of("t.created_at")]
    last_date: Annotated[Stamp, of("t.last_at")]
    source: Text
    source_id: Annotated[Id, of(SOURCE_ID)]
    read: Flag
    display_name: Text
    image: Text | None
    users: list[OtherMember]
    lastmessage: Text
    readall: Truth
    img_full: Text | None


class ThreadItem(Shape, frozen=True):
    """One message of a conversation, plain text as it was sent (L4434)."""

    alias: ClassVar[str] = "i"

    id: Id
    message_id: Annotated[Id, of("i.thread_id")]
    user_id: Annotated[Id, of("i.author_id")]
    message: Text
    created_on: Annotated[Stamp, of("i.created_at")]
    display_name: Annotated[Text, of(NAME)]
    image: Annotated[Text | None, of(PICTURE)]
    image_url: Annotated[Text | None, of(FACE_URL)]


class ThreadUser(Shape, frozen=True):
    """Somebody else in a conversation: their standing in it, and who they are (L4384).

    `id` repeats `user_id` (R64). What is nobody else's business stands there empty (R42).
    """

    alias: ClassVar[str] = "p"

    # What differs from one conversation to the next is written by whoever joins the answer.
    id: Annotated[Id, of("p.id")]
    message_id: Annotated[Id, of("0")]
    user_id: Annotated[Id, of("p.id")]
    read: Annotated[Flag, of("false")]
    delete: Annotated[Flag, of("false")]
    notify: Annotated[Flag, of("false")]
    role_id: Annotated[Id, of(_private("p.role", "4"))]
    email: Annotated[Text, of(_private("p.email", "''"))]
    display_name: Annotated[Text, of(NAME)]
    slug: Annotated[Text, of(_public("p.slug", "''"))]
    discipline: Annotated[Names | None, of(_public("nullif(p.disciplines, '{}')"))]
    city: Annotated[Text | None, of(_public("p.city"))]
    website: Annotated[Text | None, of(_public("p.website"))]
    contact: Annotated[Text | None, of(_public(_private("p.phone", "CASE WHEN p.hide_phone THEN '' ELSE p.phone END")))]
    facebook: Annotated[Text | None, of(_public("p.facebook"))]
    twitter: Annotated[Text | None, of(_public("p.twitter"))]
    pinterest: Annotated[Text | None, of(_public("p.pinterest"))]
    instagram: Annotated[Text | None, of(_public("p.instagram"))]
    youtube: Annotated[Text | None, of(_public("p.youtube"))]
    tags: Annotated[Text | None, of(_public("p.tags"))]
    bio: Annotated[Text | None, of(_public("p.bio"))]
    image: Annotated[Text | None, of(PICTURE)]
    account: Annotated[Text, of(_public("p.account", "''"))]
    renew: Annotated[Stamp, of(_private("p.renews_at", "NULL"))]
    mentor: Annotated[Flag, of(_public("p.mentor", "false"))]
    badge: Annotated[Flag, of(_public("p.badge", "false"))]
    systemnotifications: Annotated[Text, of(_private("p.system_notifications", "''"))]
    notificationsapplicants: Annotated[Text, of(_private("p.applicant_notifications", "''"))]
    group_id: Annotated[Id, of(_public("p.group_id", "0"))]
    testing: Annotated[Testing, of(_public("p.testing", "false"))]
    portfolios: Annotated[Text, of(_public(f"coalesce({PORTFOLIO_NAMES}, '')", "''"))]
    profile_complete: Annotated[Flag, of(_public("p.profile_complete", "false"))]
    rate_hourly: Annotated[Money | None, of(_public("p.rate_hourly"))]
    rate_day: Annotated[Money | None, of(_public("p.rate_day"))]
    mentorurl: Annotated[Text | None, of(_public("p.mentor_url"))]
    profile_hidden: Annotated[Flag, of(f"NOT ({listed('p')})")]
    latitude: Annotated[Coordinate, of(_public("p.latitude"))]
    longitude: Annotated[Coordinate, of(_public("p.longitude"))]
    country: Annotated[Text | None, of(_public("p.country"))]
    hidetel: Annotated[Flag, of(_public("p.hide_phone", "true"))]
    regaff: Annotated[Flag, of(_public("p.referred", "false"))]
    suspended: Annotated[Flag, of(_private("p.suspended_at IS NOT NULL", "false"))]
    previous_account: Annotated[Text | None, of(_private("p.previous_account", "''"))]
    change_membership: Annotated[Stamp, of(_private("p.membership_changed_at", "NULL"))]
    is_mentor: Annotated[Flag, of(_public("p.is_mentor", "false"))]
    mentor_rate: Annotated[Money | None, of(_public("p.mentor_rate"))]
    socialtotal: Annotated[Count, of(_public("p.social_total", "0"))]
    image_url: Annotated[Text | None, of(f"%(site)s::text || '/images/profile/120/' || ({PICTURE})")]


class ThreadHead(Shape, frozen=True):
    """What is said of a conversation before who is in it and what they wrote."""

    alias: ClassVar[str] = "t"

    id: Id
    created_by: Annotated[Id, of("t.creator_id")]
    subject: Text
    created_on: Annotated[Stamp, of("t.created_at")]
    last_date: Annotated[Stamp, of("t.last_at")]
    source: Text
    source_id: Annotated[Id, of(SOURCE_ID)]


class ThreadPage(ThreadHead, frozen=True):
    """A conversation with its others and its messages, the newest 1,000 unless asked otherwise (L4375, R95)."""

    message_users: list[ThreadUser]
    message_items: list[ThreadItem]


class ThreadCreated(Done, frozen=True, kw_only=True):
    """A conversation to which a message was added; its id is a number (L4527)."""

    message_id: int
