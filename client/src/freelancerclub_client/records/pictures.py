"""Pictures, portfolios, and what is said of them."""

from freelancerclub_client.records.record import Done, Record


class Picture(Record):
    """What every shape of a picture begins with; of a video `filename` is the thumbnail's address (L485)."""

    id: str
    title: str
    description: str
    public: str
    user_id: str
    filename: str
    created_on: str
    modified_on: str
    views: str
    tags: str
    type: str
    video_id: str | None
    video_type: str | None
    authorised: str
    width: str
    height: str


class PlacedPicture(Picture):
    """With its keywords and where it was taken."""

    image_tags: str | None
    latitude: str
    longitude: str
    country: str
    locationtype: str
    city: str | None


class ListedPicture(PlacedPicture):
    """A picture beside its owner in a list of people (L485)."""

    likescount: str


class TargetImage(PlacedPicture):
    """The picture that a notification is about (L3967)."""

    img_thumb: str | None
    img_full: str | None


class PortfolioMini(Record):
    """A portfolio as it stands in its owner's page (L357)."""

    id: str
    user_id: str
    title: str
    discipline: str
    deleted: str
    created_on: str
    modified_on: str
    img_count: str


class PortfolioPicture(Picture):
    """A picture within a portfolio (L1473)."""

    image_tags: str | None
    likescount: str
    default: str


class Portfolio(PortfolioMini):
    """A portfolio with the three pictures that stand for it (L1635)."""

    images: list[PortfolioPicture]


class PortfolioCreated(Done):
    """A new portfolio; its id is a number (L1795)."""

    portfolio_id: int


class PortfolioChanged(Done):
    """Which portfolio was changed or deleted; its id is a text (R34)."""

    portfolio_id: str


class VideoAdded(Done):
    """A new video; its id is a number (L1367)."""

    video_id: int


class Uploaded(Record):
    """A new picture, as it is kept (L1301); width and height in pixels, once it stands upright."""

    message: str
    image_id: int
    width: int
    height: int
    filename: str


class ProfilePicture(Done):
    """A new profile picture (L1107)."""

    filename: str


class GalleryPicture(Picture):
    """A picture in the list of all (L2265)."""

    likes: str
    slug: str
    display_name: str
    comments: str
    like: int
    alt_text: str | None


class OwnersPicture(Picture):
    """A picture in the list of its owner's; a video has no sizes (L1157, R28)."""

    likes: str
    comments: str
    like: str
    img_thumb: str | None
    img_full: str | None
    alt_text: str | None


class OpenPicture(Picture):
    """A picture by itself."""

    comments: str
    likes: str
    slug: str
    display_name: str
    like: str
    img_thumb: str | None
    img_full: str | None


class PictureOwner(Record):
    """A person as a picture names its owner; what is nobody else's business stands there empty (R42)."""

    id: str
    role_id: str
    email: str
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
    systemnotifications: str
    notificationsapplicants: str
    group_id: str
    testing: str
    portfolios: str
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
    views: str
    likes: str
    stars: str | None
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
    instagram_count: str | None
    last_check: str
    user_id: str
    image_url: str | None


class PicturePage(OpenPicture):
    """A picture by itself, with whose it is (L2364)."""

    user: PictureOwner
    alt_text: str | None


class Liker(Record):
    """Somebody who likes a picture (L2694)."""

    display_name: str
    user_id: str
    image: str | None
    img_full: str | None


class Comment(Record):
    """What somebody says of a picture; the picture of theirs stands there twice (L2487, R43)."""

    id: str
    user_id: str
    display_name: str
    image: str | None
    comment: str
    created_on: str
    slug: str
    image_url: str | None
