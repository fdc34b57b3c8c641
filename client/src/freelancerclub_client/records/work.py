"""Jobs, those who fit them, and those who applied."""

from freelancerclub_client.records.pictures import ListedPicture
from freelancerclub_client.records.record import Done, Record


class Job(Record):
    """What every shape of a job begins with (L2757); a question that was never asked is empty or null."""

    id: str
    title: str
    description: str
    public: str
    user_id: str
    filename: str | None
    created_on: str
    modified_on: str
    expiry_date: str
    payment_status: str
    discipline: str
    price: str | None
    authorised: str
    city: str | None
    cityid: str
    deleted: str
    duration: str | None
    q1: str | None
    q2: str | None
    q3: str | None
    q4: str | None
    pagetitle: str
    pagedescription: str
    latitude: str
    longitude: str
    country: str | None
    currency: str
    notifications: str
    locationtype: str
    freeoverride: str
    type: str
    dateto: str
    imagesused: str
    team_ids: str
    invite1: str
    invite2: str
    invite3: str
    invite4: str
    images: str
    dateset: str
    tags: str | None
    url: str | None
    featured: str


class TargetJob(Job):
    """The job that a notification is about; its price as it was sent (L4010, R47)."""

    notifications_free: str
    notifications_starter: str
    notifications_pro: str


class JobCard(Job):
    """A job on the board, with what is between it and the caller (L2757)."""

    image: str | None
    slug: str
    seen: str
    watchlist: str
    can_apply: int
    apply_message: str


class JobFile(Record):
    """A picture or PDF of a job; its url is read with the token of somebody who may see the job (L2899)."""

    id: str
    job_id: str
    user_id: str
    file_path: str
    encrypted_filename: str
    file_name: str
    file_size: str
    created_on: str
    modified_on: str
    url: str


class JobOne(Job):
    """A job by itself (L2864)."""

    image: str | None
    watchlist: str
    files: list[JobFile]
    applicant_count: int
    applied: int
    can_apply: int
    apply_message: str


class JobMine(Job):
    """A job in the list of one's own; a question that was never asked is null there (L3474)."""

    notifications_free: str
    notifications_starter: str
    notifications_pro: str
    image_ids: str
    order_date: str
    bumped: str
    image: str | None
    slug: str
    applicant_count: str


class PostedJob(Done):
    """The id of a new job, a number (L3186)."""

    job_id: int


class FileAdded(Done):
    """A new file of a job (L3583)."""

    filename: str
    file_id: int


class Parts(Record):
    """What a relevance is made of, each between 0 and 1 (ours)."""

    distance: float
    discipline: float
    skills: float
    recency: float
    reviews: float


class Recommended(Record):
    """Somebody whom a job's owner may want to invite (L3255); the parts only where `explain=1` asks for them."""

    longitude: str
    latitude: str
    distance: str | None
    discrelevance: str
    relevance: str
    last_seen: str
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
    rate_hourly: str | None
    rate_day: str | None
    mentorurl: str | None
    is_mentor: str
    mentor_rate: str | None
    socialtotal: str
    followers: str
    likes: str
    star_points: str
    star_avg: str
    reviews: str
    image_count: str
    rating: str
    stars: str
    reviewcount: str
    images: list[ListedPicture]
    user_id: str
    image_url: str | None
    parts: Parts | None


class Applicant(Record):
    """Somebody who applied for a job, as its owner sees them (L3700); `last_seen` is of the moment too."""

    application_id: str
    user_id: str
    notes: str
    quote: str | None
    q1: str
    q2: str
    q3: str
    q4: str
    portfolio: str
    twitter_followers: str | None
    facebook_likes: str | None
    youtube_subscribers: str | None
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
    rate_hourly: str | None
    rate_day: str | None
    mentorurl: str | None
    is_mentor: str
    mentor_rate: str | None
    socialtotal: str
    followers: str
    likes: str
    star_points: str
    star_avg: str
    reviews: str
    image_count: str
    rating: str
    stars: str
    reviewcount: str
    last_seen: str
    images: list[ListedPicture]
    image_url: str | None
    facebook_username: str
    instagram_username: str
    youtube_username: str
    twitter_username: str
    pinterest_username: str


class Invited(Done):
    """What became of each invite (L3428); the id is a text (R53)."""

    job_id: str
    notes: list[str]


class Alert(Record):
    """What new jobs a person wants to hear of (ours); without a distance the place names only the country."""

    id: str
    from_profile: str
    discipline: str
    search: str | None
    city: str | None
    country: str | None
    latitude: str
    longitude: str
    distance: str | None
    created_on: str
    modified_on: str


class AlertSaved(Done):
    """A new alert, by its id."""

    alert_id: int
