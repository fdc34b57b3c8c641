"""Conversations, notifications, reviews, and what the stream of events says."""

from freelancerclub_client.records.pictures import TargetImage
from freelancerclub_client.records.record import Done, Record
from freelancerclub_client.records.work import TargetJob


class OtherMember(Record):
    """Somebody else in a conversation, as the inbox shows them; `read` says whether they have read it (L4314)."""

    read: str
    display_name: str
    other_id: str
    image: str | None
    img_full: str | None


class Thread(Record):
    """A conversation in the inbox, with who began it; `users` are the others (L4293)."""

    id: str
    created_by: str
    created_on: str
    last_date: str
    source: str
    source_id: str
    read: str
    display_name: str
    image: str | None
    users: list[OtherMember]
    lastmessage: str
    readall: bool
    img_full: str | None


class ThreadItem(Record):
    """One message of a conversation, plain text as it was sent (L4434)."""

    id: str
    message_id: str
    user_id: str
    message: str
    created_on: str
    display_name: str
    image: str | None
    image_url: str | None


class ThreadUser(Record):
    """Somebody else in a conversation: their standing in it, and who they are (L4384)."""

    id: str
    message_id: str
    user_id: str
    read: str
    delete: str
    notify: str
    role_id: str
    email: str
    display_name: str
    slug: str
    discipline: str | None
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
    image_url: str | None


class ThreadPage(Record):
    """A conversation with its others and its messages, the newest 1,000 unless asked otherwise (L4375, R95)."""

    id: str
    created_by: str
    subject: str
    created_on: str
    last_date: str
    source: str
    source_id: str
    message_users: list[ThreadUser]
    message_items: list[ThreadItem]


class ThreadCreated(Done):
    """A conversation to which a message was added; its id is a number (L4527)."""

    message_id: int


class Notification(Record):
    """A line of one's inbox. Its message is HTML made here, with what people wrote in it escaped (L3940)."""

    id: str
    user_id: str
    source_user: str
    source_module: str
    link: str
    message: str
    notify: str
    created_on: str
    modified_on: str
    noemail: str
    model_id: str | None
    display_name: str
    slug: str
    image: str | None
    image_url: str | None
    target_image: list[TargetImage] | None
    target_job: TargetJob | None


class Counts(Record):
    """How many notifications one has (L4191)."""

    new: int
    total: int


class Review(Record):
    """What one party of a job says of the other (L2205)."""

    id: str
    reviewer_id: str
    user_id: str
    message: str
    stars: str
    authorised: str
    created_on: str
    modified_on: str
    authorised_on: str
    review_name: str
    discipline: str | None


class Place(Record):
    """Where the stream stands."""

    last_event_id: str


class ReadMessages(Record):
    """Conversations that are read now, on whichever device."""

    message_ids: list[str]


class SeenNotifications(Record):
    """Notifications that are seen now, on whichever device."""

    notification_ids: list[str]
