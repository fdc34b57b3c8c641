"""The response models. Their fields stand in the order of the wire: of two bases the second one's come first."""

from typing import Generic, Literal, TypeVar

from pydantic import AliasPath, BaseModel, ConfigDict, Field

from club.fields import (
    Coordinate,
    Day,
    FaceUrl,
    Flag,
    Mean,
    Money,
    Names,
    OrEmpty,
    Points,
    PortfolioNames,
    Price,
    Rating,
    SocialName,
    Stamp,
    Testing,
)

T = TypeVar("T")


def counted(name):
    return Field(validation_alias=AliasPath("counter", name))


def named(name):
    return Field(validation_alias=name)


class Model(BaseModel):
    model_config = ConfigDict(from_attributes=True, coerce_numbers_to_str=True)


class Meta(BaseModel):
    total: int
    limit: int
    offset: int


class InboxMeta(Meta):
    unread: int


class Data(BaseModel, Generic[T]):
    data: T


class Page(BaseModel, Generic[T]):
    meta: Meta
    data: list[T]


class PageOrFalse(BaseModel, Generic[T]):
    meta: Meta
    data: list[T] | Literal[False]


class Inbox(BaseModel, Generic[T]):
    meta: InboxMeta
    data: list[T]


class Done(BaseModel):
    status: str = "200"
    message: str


class LoginUser(Model):
    id: str
    email: str
    image: str | None = named("picture")
    slug: str
    account: str
    discipline: Names = named("disciplines")


class Token(BaseModel):
    token: str
    data: LoginUser


# ── pictures ──


class Picture(Model):
    """What every picture begins with."""

    id: str
    title: str
    description: str
    public: Flag
    user_id: str = named("owner_id")
    filename: str = named("file")
    created_on: Stamp = named("created_at")
    modified_on: Stamp = named("modified_at")
    views: str = counted("views")
    tags: str = named("tagged")
    type: str = named("kind")
    video_id: str | None
    video_type: str | None = named("video_source")
    authorised: Flag
    width: str
    height: str


class ListedPicture(Picture):
    """A picture beside its owner in a list of people."""

    image_tags: str | None = named("keywords")
    latitude: Coordinate
    longitude: Coordinate
    country: str
    locationtype: str = named("location_type")
    city: str | None
    likescount: str = counted("likes")


class GalleryPicture(Picture):
    """A picture in the list of all."""

    likes: str = counted("likes")
    slug: str = Field(validation_alias=AliasPath("owner", "slug"))
    display_name: str = Field(validation_alias=AliasPath("owner", "display_name"))
    comments: str = counted("comments")
    like: int = named("liked")


class Portfolio(Model):
    id: str
    user_id: str = named("owner_id")
    title: str
    discipline: str
    deleted: Flag = named("deleted_at")
    created_on: Stamp = named("created_at")
    modified_on: Stamp = named("modified_at")
    img_count: str


# ── people ──


class Links(Model):
    """What every person ends with."""

    user_id: str = named("id")
    image_url: FaceUrl = named("picture")
    facebook_username: SocialName = named("facebook")
    instagram_username: SocialName = named("instagram")
    youtube_username: SocialName = named("youtube")
    twitter_username: SocialName = named("twitter")
    pinterest_username: SocialName = named("pinterest")


class Introduction(Model):
    """What everybody may know of a person."""

    id: str
    display_name: str
    slug: str
    discipline: Names = named("disciplines")
    city: str | None
    website: str | None
    contact: str | None
    facebook: str | None
    twitter: str | None
    pinterest: str | None
    instagram: str | None
    youtube: str | None
    tags: str | None
    bio: str | None
    image: str | None = named("picture")
    account: str
    mentor: Flag
    badge: Flag
    group_id: str
    testing: Testing


class _CardBody(Introduction):
    portfolios: PortfolioNames
    rate_hourly: Money
    rate_day: Money
    mentorurl: str | None = named("mentor_url")
    latitude: Coordinate
    longitude: Coordinate
    country: str | None
    is_mentor: Flag
    mentor_rate: Money
    followers: str = counted("followers")
    likes: str = counted("likes")
    star_points: Points = counted("star_points")
    star_avg: Points = counted("star_avg")
    reviews: str = counted("reviews")
    views: str = counted("views")
    rating: Rating = counted("rating")
    stars: Mean = named("counter")
    reviewcount: str = counted("reviews")
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    images: list[ListedPicture] = named("liked_most")


class Card(Links, _CardBody):
    """A person in a list, with the three pictures liked most."""


class _PersonBody(Introduction):
    portfolios: list[Portfolio]
    rate_hourly: Money
    rate_day: Money
    mentorurl: str | None = named("mentor_url")
    latitude: Coordinate
    longitude: Coordinate
    country: str | None
    is_mentor: Flag
    mentor_rate: Money
    socialtotal: str = named("social_total")
    followers: str = counted("followers")
    likes: str = counted("likes")
    star_points: Points = counted("star_points")
    star_avg: Points = counted("star_avg")
    reviews: str = counted("reviews")
    views: str = counted("views")
    stars: Mean = named("counter")
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    instagram_count: str | None


class PersonPage(Links, _PersonBody):
    """A person's page."""


class _MeBody(Model):
    id: str
    role_id: str = named("role")
    email: str
    created_on: Stamp = named("created_at")
    deleted: Flag = named("deleted_at")
    display_name: str
    slug: str
    discipline: Names = named("disciplines")
    city: str | None
    website: str | None
    contact: str | None = named("phone")
    facebook: str | None
    twitter: str | None
    pinterest: str | None
    instagram: str | None
    youtube: str | None
    tags: str | None
    bio: str | None
    image: str | None = named("picture")
    account: str
    renew: Stamp = named("renews_at")
    mentor: Flag
    badge: Flag
    notifications: str
    systemnotifications: str = named("system_notifications")
    notificationsapplicants: str = named("applicant_notifications")
    group_id: str
    testing: Testing
    portfolios: list[Portfolio]
    profile_complete: Flag
    rate_hourly: Money
    rate_day: Money
    mentorurl: str | None = named("mentor_url")
    profile_hidden: Flag
    latitude: Coordinate
    longitude: Coordinate
    country: str | None
    hidetel: Flag = named("hide_phone")
    regaff: Flag = named("referred")
    suspended: Flag = named("suspended_at")
    previous_account: str | None
    change_membership: Stamp = named("membership_changed_at")
    is_mentor: Flag
    mentor_rate: Money
    socialtotal: str = named("social_total")
    followers: str = counted("followers")
    views: str = counted("views")
    likes: str = counted("likes")
    star_points: Points = counted("star_points")
    star_avg: Points = counted("star_avg")
    reviews: str = counted("reviews")
    push_job_alerts: Flag
    push_inmail: Flag
    stars: Mean = named("counter")
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    instagram_count: str | None


class MyPage(Links, _MeBody):
    """One's own page."""


# ── jobs ──


class JobCard(Model):
    """A job on the board; what stands there with a value has nothing behind it any more."""

    id: str
    title: str
    description: str
    public: Flag
    user_id: str = named("owner_id")
    filename: str | None = named("file")
    created_on: Stamp = named("created_at")
    modified_on: Stamp = named("modified_at")
    expiry_date: Day = named("expires_on")
    payment_status: str = named("payment")
    discipline: Names = named("disciplines")
    price: Price
    authorised: Flag
    city: str | None
    cityid: str = "0"
    deleted: Flag = named("deleted_at")
    duration: str | None
    q1: OrEmpty = named("question1")
    q2: OrEmpty = named("question2")
    q3: OrEmpty = named("question3")
    q4: OrEmpty = named("question4")
    pagetitle: str = ""
    pagedescription: str = ""
    latitude: Coordinate
    longitude: Coordinate
    country: str | None
    currency: str
    notifications: str = counted("told")
    locationtype: str = named("location_type")
    freeoverride: Flag = named("free_override")
    type: str = named("kind")
    dateto: Day = named("ends_on")
    imagesused: str = ""
    team_ids: str = ""
    invite1: str = ""
    invite2: str = ""
    invite3: str = ""
    invite4: str = ""
    images: str = ""
    dateset: str = "normal"
    tags: str | None
    url: str | None = None
    featured: Flag
    image: str | None = Field(validation_alias=AliasPath("owner", "picture"))
    slug: str = Field(validation_alias=AliasPath("owner", "slug"))
    seen: Flag
    watchlist: Flag = named("watched")
    can_apply: int
    apply_message: str


# ── conversations ──


class OtherMember(Model):
    read: Flag
    display_name: str
    other_id: str
    image: str | None
    img_full: str | None


class Thread(Model):
    """A conversation in the inbox, with who began it; `users` are the others."""

    id: str
    created_by: str
    created_on: Stamp
    last_date: Stamp
    source: str
    source_id: str
    read: Flag
    display_name: str
    image: str | None
    users: list[OtherMember]
    lastmessage: str
    readall: bool
    img_full: str | None
