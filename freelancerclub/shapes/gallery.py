"""Pictures where everybody looks at them, with the people beside them: lists, one's page, likes and comments."""

from typing import Annotated, ClassVar

from msgspec import UnsetType

from freelancerclub.shapes.people import PHONE, PICTURE_URL, PORTFOLIO_NAMES, Mean
from freelancerclub.shapes.pictures import FULL, THUMB, Picture
from freelancerclub.wire.scalars import Coordinate, Count, Flag, Id, Money, Names, Number, Stamp, Testing, Text, of, one
from freelancerclub.wire.shape import Shape

# `i` the picture, `n` its counters, `o` its owner.
PICTURES = "picture i JOIN picture_counter n ON n.picture_id = i.id JOIN person o ON o.id = i.owner_id"
IMAGE_THUMB = f"CASE WHEN i.kind = 'image' THEN {THUMB} END"
IMAGE_FULL = f"CASE WHEN i.kind = 'image' THEN {FULL} END"


def _private(value: str, otherwise: str) -> str:
    """R42: `open` to the person and to administrators only."""
    return f"CASE WHEN %(open)s::boolean THEN {value} ELSE {otherwise} END"


# What depends on who looks is written as if there were no like; whoever joins the answer puts it in. So is what is
# ours to say and stands there for `extra=1` alone, after all that is documented.
Ours = Annotated[Text | UnsetType, of("NULL")]


class GalleryPicture(Picture, frozen=True):
    """A picture in the list of all (L2265)."""

    likes: Annotated[Count, of("n.likes")]
    slug: Annotated[Text, of("o.slug")]
    display_name: Annotated[Text, of("o.display_name")]
    comments: Annotated[Count, of("n.comments")]
    like: Annotated[Number, of("0")]
    alt_text: Ours


class OwnersPicture(Picture, frozen=True):
    """A picture in the list of its owner's; a video has no sizes (L1157, R28)."""

    likes: Annotated[Count, of("n.likes")]
    comments: Annotated[Count, of("n.comments")]
    like: Annotated[Flag, of("false")]
    img_thumb: Annotated[Text | UnsetType, of(IMAGE_THUMB)]
    img_full: Annotated[Text | UnsetType, of(IMAGE_FULL)]
    alt_text: Ours


class OpenPicture(Picture, frozen=True):
    """A picture by itself, but for its owner, who changes by themselves."""

    comments: Annotated[Count, of("n.comments")]
    likes: Annotated[Count, of("n.likes")]
    slug: Annotated[Text, of("o.slug")]
    display_name: Annotated[Text, of("o.display_name")]
    like: Annotated[Flag, of("false")]
    img_thumb: Annotated[Text | UnsetType, of(IMAGE_THUMB)]
    img_full: Annotated[Text | UnsetType, of(IMAGE_FULL)]


class PictureOwner(Shape, frozen=True):
    """A person as a picture names its owner; what is nobody else's business stands there empty (R42)."""

    alias: ClassVar[str] = "p"

    id: Id
    role_id: Annotated[Id, of(_private("p.role", "4"))]
    email: Annotated[Text, of(_private("p.email", "''"))]
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
    renew: Annotated[Stamp, of(_private("p.renews_at", "NULL"))]
    mentor: Flag
    badge: Flag
    systemnotifications: Annotated[Text, of(_private("p.system_notifications", "''"))]
    notificationsapplicants: Annotated[Text, of(_private("p.applicant_notifications", "''"))]
    group_id: Id
    testing: Testing
    portfolios: Annotated[Text, of(f"coalesce({PORTFOLIO_NAMES}, '')")]
    profile_complete: Flag
    rate_hourly: Money | None
    rate_day: Money | None
    mentorurl: Annotated[Text | None, of("p.mentor_url")]
    profile_hidden: Flag
    latitude: Coordinate
    longitude: Coordinate
    country: Text | None
    hidetel: Annotated[Flag, of("p.hide_phone")]
    regaff: Annotated[Flag, of("p.referred")]
    suspended: Annotated[Flag, of(_private("p.suspended_at IS NOT NULL", "false"))]
    previous_account: Annotated[Text | None, of(_private("p.previous_account", "''"))]
    change_membership: Annotated[Stamp, of(_private("p.membership_changed_at", "NULL"))]
    is_mentor: Flag
    mentor_rate: Money | None
    socialtotal: Annotated[Count, of("p.social_total")]
    views: Annotated[Count, of("k.views")]
    likes: Annotated[Count, of("k.likes")]
    stars: Annotated[Mean | None, of("k.star_sum / nullif(k.reviews, 0)")]
    twitter_followers: Count | None
    facebook_likes: Count | None
    youtube_subscribers: Count | None
    instagram_count: Count | None
    last_check: Annotated[Stamp, of(_private("p.last_check_at", "NULL"))]
    user_id: Annotated[Id, of("p.id")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]


class PicturePage(OpenPicture, frozen=True):
    """A picture by itself, with whose it is (L2364)."""

    user: Annotated[PictureOwner, one("person p JOIN person_counter k ON k.person_id = p.id WHERE p.id = i.owner_id")]
    alt_text: Ours


class PictureExtra(Shape, frozen=True):
    """What is ours to say of a picture; empty where nobody said it."""

    alias: ClassVar[str] = "i"

    alt_text: Annotated[Text, of("coalesce(i.alt_text, '')")]


class Liker(Shape, frozen=True):
    """Somebody who likes a picture (L2694)."""

    alias: ClassVar[str] = "p"

    display_name: Text
    user_id: Annotated[Id, of("p.id")]
    image: Annotated[Text | None, of("p.picture")]
    img_full: Annotated[Text | None, of(PICTURE_URL)]


class Comment(Shape, frozen=True):
    """What somebody `p` says of a picture; the picture of theirs stands there twice (L2487, R43)."""

    alias: ClassVar[str] = "c"

    id: Id
    user_id: Annotated[Id, of("c.author_id")]
    display_name: Annotated[Text, of("p.display_name")]
    image: Annotated[Text | None, of(PICTURE_URL)]
    comment: Text
    created_on: Annotated[Stamp, of("c.created_at")]
    slug: Annotated[Text, of("p.slug")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
