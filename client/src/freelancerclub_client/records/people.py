"""People, as themselves and as others see them."""

from freelancerclub_client.records.pictures import ListedPicture, PortfolioMini
from freelancerclub_client.records.record import Record


class LoginUser(Record):
    """The person beside a token (L141)."""

    id: str
    email: str
    image: str | None
    slug: str
    account: str
    discipline: str


class BlockedPerson(Record):
    """Somebody whom the caller has blocked (ours); of a profile that isn't listed neither name nor picture is told."""

    id: str
    display_name: str
    image: str | None
    image_url: str | None
    created_on: str


class UserMe(Record):
    """A person's own page (L322): the only shape that holds e-mail, preferences and membership."""

    id: str
    role_id: str
    email: str
    created_on: str
    deleted: str
    display_name: str
    slug: str
    discipline: str
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
    image: str | None
    account: str
    renew: str
    mentor: str
    badge: str
    notifications: str
    systemnotifications: str
    notificationsapplicants: str
    group_id: str
    testing: str
    portfolios: list[PortfolioMini]
    profile_complete: str
    rate_hourly: str | None
    rate_day: str | None
    mentorurl: str | None
    profile_hidden: str
    latitude: str
    longitude: str
    country: str | None
    hidetel: str
    regaff: str
    suspended: str
    previous_account: str | None
    change_membership: str
    is_mentor: str
    mentor_rate: str | None
    socialtotal: str
    followers: str
    views: str
    likes: str
    star_points: str
    star_avg: str
    reviews: str
    push_job_alerts: str
    push_inmail: str
    stars: str | None
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    instagram_count: str | None
    user_id: str
    image_url: str | None
    facebook_username: str
    instagram_username: str
    youtube_username: str
    twitter_username: str
    pinterest_username: str


class Introduction(Record):
    """What everybody may know of a person, and every shape of other people begins with."""

    id: str
    display_name: str
    slug: str
    discipline: str
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
    image: str | None
    account: str
    mentor: str
    badge: str
    group_id: str
    testing: str


class UserPublic(Introduction):
    """A person's page as others see it (L741)."""

    portfolios: list[PortfolioMini]
    rate_hourly: str | None
    rate_day: str | None
    mentorurl: str | None
    latitude: str
    longitude: str
    country: str | None
    is_mentor: str
    mentor_rate: str | None
    socialtotal: str
    followers: str
    likes: str
    star_points: str
    star_avg: str
    reviews: str
    views: str
    stars: str | None
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    instagram_count: str | None
    user_id: str
    image_url: str | None
    facebook_username: str
    instagram_username: str
    youtube_username: str
    twitter_username: str
    pinterest_username: str


class UserCard(Introduction):
    """A person in a list, with the three pictures liked most (L436)."""

    portfolios: str
    rate_hourly: str | None
    rate_day: str | None
    mentorurl: str | None
    latitude: str
    longitude: str
    country: str | None
    is_mentor: str
    mentor_rate: str | None
    followers: str
    likes: str
    star_points: str
    star_avg: str
    reviews: str
    views: str
    rating: str
    stars: str | None
    reviewcount: str
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    images: list[ListedPicture]
    user_id: str
    image_url: str | None
    facebook_username: str
    instagram_username: str
    youtube_username: str
    twitter_username: str
    pinterest_username: str


class ApiKey(Record):
    """An API key as its owner sees it again (ours)."""

    id: str
    label: str
    created_on: str
    last_used_on: str


class NewApiKey(ApiKey):
    """An API key just made: the only time that the key itself is shown (ours)."""

    key: str
