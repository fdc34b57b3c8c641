"""People as the wire prints them: the log-in's short form and one's own page."""

from typing import Annotated, Any, ClassVar

from freelancerclub.db.visibility import listed
from freelancerclub.shapes.pictures import SHOWN_PICTURES, ListedPicture, PortfolioMini
from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Flag,
    Id,
    Kind,
    Moment,
    Money,
    Names,
    Points,
    Stamp,
    Testing,
    Text,
    many,
    of,
)
from freelancerclub.wire.shape import Shape

PEOPLE = "person p JOIN person_counter k ON k.person_id = p.id"
PORTFOLIOS = "portfolio f WHERE f.owner_id = p.id AND f.deleted_at IS NULL"
PICTURE_URL = "coalesce(%(site)s::text || '/images/profile/120/' || p.picture, %(placeholder)s::text)"

HIDDEN_NAME = "Hidden member"
GONE_NAME = "Deleted member"

# The mean of the stars, null while there is no review; U_ME and U_PUBLIC print it so.
Mean = Annotated[str, Kind("mean of stars", "round({}, 6)::text", {"type": "string", "pattern": r"^\d\.\d{6}$"})]


Rating = Annotated[str, Kind("rating", "round({}, 2)::text", {"type": "string", "pattern": r"^\d+\.\d\d$"})]

# R42: a hidden telephone is shown where `open` says so, to the person and to administrators.
PHONE = "CASE WHEN p.hide_phone AND NOT %(open)s::boolean THEN '' ELSE p.phone END"
PORTFOLIO_NAMES = f"(SELECT string_agg(f.title || ' ' || f.discipline || ', ', '' ORDER BY f.id) FROM {PORTFOLIOS})"


class LoginUser(Shape, frozen=True):
    """The person beside a token (L141)."""

    alias: ClassVar[str] = "p"

    id: Id
    email: Text
    image: Annotated[Text | None, of("p.picture")]
    slug: Text
    account: Text
    discipline: Annotated[Names, of("p.disciplines")]


class BlockedPerson(Shape, frozen=True):
    """Somebody whom the caller has blocked (ours); of a profile that isn't listed neither name nor picture is told."""

    alias: ClassVar[str] = "p"

    id: Id
    display_name: Annotated[Text, of(f"CASE WHEN {listed('p')} THEN p.display_name ELSE '{HIDDEN_NAME}' END")]
    image: Annotated[Text | None, of(f"CASE WHEN {listed('p')} THEN p.picture END")]
    image_url: Annotated[Text | None, of(f"CASE WHEN {listed('p')} THEN {PICTURE_URL} ELSE %(placeholder)s::text END")]
    created_on: Annotated[Stamp, of("b.created_at")]


class UserMe(Shape, frozen=True):
    """A person's own page (L322): the only shape that holds e-mail, preferences and membership."""

    alias: ClassVar[str] = "p"

    id: Id
    role_id: Annotated[Id, of("p.role")]
    email: Text
    created_on: Annotated[Stamp, of("p.created_at")]
    deleted: Annotated[Moment, of("p.deleted_at")]
    display_name: Text
    slug: Text
    discipline: Annotated[Names, of("p.disciplines")]
    city: Text | None
    website: Text | None
    contact: Annotated[Text | None, of("p.phone")]
    facebook: Text | None
    twitter: Text | None
    pinterest: Text | None
    instagram: Text | None
    youtube: Text | None
    tags: Text | None
    bio: Text | None
    image: Annotated[Text | None, of("p.picture")]
    account: Text
    renew: Annotated[Stamp, of("p.renews_at")]
    mentor: Flag
    badge: Flag
    notifications: Text
    systemnotifications: Annotated[Text, of("p.system_notifications")]
    notificationsapplicants: Annotated[Text, of("p.applicant_notifications")]
    group_id: Id
    testing: Testing
    portfolios: Annotated[
        list[PortfolioMini],
        many(f"{PORTFOLIOS} ORDER BY f.id"),
    ]
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
    suspended: Annotated[Moment, of("p.suspended_at")]
    previous_account: Text | None
    change_membership: Annotated[Stamp, of("p.membership_changed_at")]
    is_mentor: Flag
    mentor_rate: Money | None
    socialtotal: Annotated[Count, of("p.social_total")]
    followers: Annotated[Count, of("k.followers")]
    views: Annotated[Count, of("k.views")]
    likes: Annotated[Count, of("k.likes")]
    star_points: Annotated[Points, of("k.star_points")]
    star_avg: Annotated[Points, of("k.star_avg")]
    reviews: Annotated[Count, of("k.reviews")]
    push_job_alerts: Flag
    push_inmail: Flag
    stars: Annotated[Mean | None, of("k.star_sum / nullif(k.reviews, 0)")]
    twitter_followers: Count | None
    facebook_likes: Count | None
    youtube_subscribers: Count | None
    instagram_count: Count | None
    user_id: Annotated[Id, of("p.id")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
    facebook_username: Annotated[Text, of("social_name(p.facebook)")]
    instagram_username: Annotated[Text, of("social_name(p.instagram)")]
    youtube_username: Annotated[Text, of("social_name(p.youtube)")]
    twitter_username: Annotated[Text, of("social_name(p.twitter)")]
    pinterest_username: Annotated[Text, of("social_name(p.pinterest)")]


class Introduction(Shape, frozen=True):
    """What everybody may know of a person, and every shape of other people begins with."""

    alias: ClassVar[str] = "p"

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


class UserPublic(Introduction, frozen=True):
    """A person's page as others see it (L741)."""

    portfolios: Annotated[list[PortfolioMini], many(f"{PORTFOLIOS} ORDER BY f.id")]
    rate_hourly: Money | None
    rate_day: Money | None
    mentorurl: Annotated[Text | None, of("p.mentor_url")]
    latitude: Coordinate
    longitude: Coordinate
    country: Text | None
    is_mentor: Flag
    mentor_rate: Money | None
    socialtotal: Annotated[Count, of("p.social_total")]
    followers: Annotated[Count, of("k.followers")]
    likes: Annotated[Count, of("k.likes")]
    star_points: Annotated[Points, of("k.star_points")]
    star_avg: Annotated[Points, of("k.star_avg")]
    reviews: Annotated[Count, of("k.reviews")]
    views: Annotated[Count, of("k.views")]
    stars: Annotated[Mean | None, of("k.star_sum / nullif(k.reviews, 0)")]
    twitter_followers: Count | None
    facebook_likes: Count | None
    youtube_subscribers: Count | None
    instagram_count: Count | None
    user_id: Annotated[Id, of("p.id")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
    facebook_username: Annotated[Text, of("social_name(p.facebook)")]
    instagram_username: Annotated[Text, of("social_name(p.instagram)")]
    youtube_username: Annotated[Text, of("social_name(p.youtube)")]
    twitter_username: Annotated[Text, of("social_name(p.twitter)")]
    pinterest_username: Annotated[Text, of("social_name(p.pinterest)")]


class UserCard(Introduction, frozen=True):
    """A person in a list, with the three pictures liked most (L436)."""

    portfolios: Annotated[Text, of(f"coalesce({PORTFOLIO_NAMES}, '')")]
    rate_hourly: Money | None
    rate_day: Money | None
    mentorurl: Annotated[Text | None, of("p.mentor_url")]
    latitude: Coordinate
    longitude: Coordinate
    country: Text | None
    is_mentor: Flag
    mentor_rate: Money | None
    followers: Annotated[Count, of("k.followers")]
    likes: Annotated[Count, of("k.likes")]
    star_points: Annotated[Points, of("k.star_points")]
    star_avg: Annotated[Points, of("k.star_avg")]
    reviews: Annotated[Count, of("k.reviews")]
    views: Annotated[Count, of("k.views")]
    rating: Annotated[Rating, of("k.rating")]
    stars: Annotated[Mean | None, of("k.star_sum / nullif(k.reviews, 0)")]
    reviewcount: Annotated[Count, of("k.reviews")]
    twitter_followers: Count | None
    facebook_likes: Count | None
    youtube_subscribers: Count | None
    images: Annotated[list[ListedPicture], many(f"{SHOWN_PICTURES} ORDER BY n.likes DESC, i.id LIMIT 3")]
    user_id: Annotated[Id, of("p.id")]
    image_url: Annotated[Text | None, of(PICTURE_URL)]
    facebook_username: Annotated[Text, of("social_name(p.facebook)")]
    instagram_username: Annotated[Text, of("social_name(p.instagram)")]
    youtube_username: Annotated[Text, of("social_name(p.youtube)")]
    twitter_username: Annotated[Text, of("social_name(p.twitter)")]
    pinterest_username: Annotated[Text, of("social_name(p.pinterest)")]


class ApiKey(Shape, frozen=True):
    """An API key as its owner sees it again (ours)."""

    alias: ClassVar[str] = "k"

    id: Id
    label: Text
    created_on: Annotated[Stamp, of("k.created_at")]
    last_used_on: Annotated[Stamp, of("k.last_used_at")]


class NewApiKey(ApiKey, frozen=True):
    """An API key just made: the only time that the key itself is shown (ours)."""

    key: Annotated[Text, of("%(key)s::text")]


# All that is held about a person, table by table: the rows as the database writes them (ours).
Held = dict[str, list[dict[str, Any]]]
