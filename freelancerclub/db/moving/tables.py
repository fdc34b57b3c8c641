"""Which file holds which table, and what its fields are called in the reference (ours where it has no name)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from freelancerclub.db.moving.kinds import (
    ADDRESS,
    COUNT,
    DATE,
    FLAG,
    GONE,
    ID,
    MAYBE_ID,
    MONEY,
    NAMES,
    NEW,
    PLACE,
    SMALL,
    STARS,
    TESTING,
    TEXT,
    WHEN,
    YES,
    Kind,
)

Fields = Mapping[str, tuple[str, Kind]]
NOT_GONE = (None, "", "0", 0)  # how a row may say that it isn't deleted


@dataclass(frozen=True)
class Table:
    """`file`.jsonl. fields: name in the file → (column, kind). order: of the rows that go out.

    pictures: fields that name a file. replaces: what an empty installation has already is taken out first.
    follows: what a field that a row hasn't is, by the rest of the row; any other takes what a new row has.
    """

    file: str
    table: str
    fields: Fields
    order: tuple[str, ...] = ("id",)
    pictures: tuple[str, ...] = ()
    replaces: bool = False
    follows: Mapping[str, Callable[[Mapping[str, Any]], str]] = field(default_factory=dict)

    @property
    def has_ids(self) -> bool:
        return "id" in self.fields

    def files_of(self, row: Mapping[str, Any]) -> set[str]:
        """The pictures that a row names; those of a deleted one stay behind, a video's is an address or none."""
        if row.get("type") == "video" or (self.table == "picture" and row.get("deleted") not in NOT_GONE):
            return set()
        return {row[name] for name in self.pictures if row.get(name)}


def _same(names: str, kind: Kind) -> dict[str, tuple[str, Kind]]:
    """Fields that are called as their columns."""
    return {name: (name, kind) for name in names.split()}


CREATED = {"created_on": ("created_at", WHEN)}
DATED = CREATED | {"modified_on": ("modified_at", WHEN)}
DELETED = {"deleted": ("deleted_at", GONE)}
PLACED = _same("latitude longitude", PLACE)

USERS: Fields = {
    "id": ("id", ID),
    "role_id": ("role", SMALL),
    "email": ("email", TEXT),
    "password": ("password_hash", TEXT),
    **CREATED,
    **DELETED,
    "suspended": ("suspended_at", GONE),
    **_same("display_name slug city country website facebook twitter pinterest instagram youtube tags bio", TEXT),
    "discipline": ("disciplines", NAMES),
    "subdiscipline": ("subdisciplines", NAMES),
    **PLACED,
    "contact": ("phone", TEXT),
    "hidetel": ("hide_phone", FLAG),
    "image": ("picture", TEXT),
    "account": ("account", TEXT),
    "renew": ("renews_at", WHEN),
    "mentor": ("mentor", FLAG),
    "badge": ("badge", FLAG),
    "group_id": ("group_id", COUNT),
    "testing": ("testing", TESTING),
    "mentorurl": ("mentor_url", TEXT),
    **_same("rate_hourly rate_day mentor_rate", MONEY),
    **_same("is_mentor profile_complete profile_hidden push_job_alerts push_inmail", FLAG),
    "notifications": ("notifications", TEXT),
    "systemnotifications": ("system_notifications", TEXT),
    "notificationsapplicants": ("applicant_notifications", TEXT),
    "regaff": ("referred", FLAG),
    "previous_account": ("previous_account", TEXT),
    "change_membership": ("membership_changed_at", WHEN),
    "last_check": ("last_check_at", WHEN),
    **_same("twitter_followers facebook_likes youtube_subscribers instagram_count", COUNT),
}

COMPANIES: Fields = {
    "id": ("id", ID),
    "user_id": ("owner_id", MAYBE_ID),
    "compname": ("name", TEXT),
    "compdescription": ("description", TEXT),
    **_same("category website slug industry city country tagline logo", TEXT),
    **_same("affiliate coupon exclusive", YES),
    "couponcode": ("coupon_code", TEXT),
    "coupondescription": ("coupon_description", TEXT),
    "couponurl": ("coupon_url", TEXT),
    "coupondte": ("coupon_date_at", WHEN),
    "couponexpire": ("coupon_expires_at", WHEN),
    **DATED,
    **DELETED,
    "featured": ("featured", FLAG),
    "featureexpire": ("feature_expires_at", WHEN),
    **PLACED,
    "coverimage": ("cover", TEXT),
    "authorized": ("authorised", FLAG),
}

IMAGES: Fields = {
    "id": ("id", ID),
    "user_id": ("owner_id", ID),
    "type": ("kind", TEXT),
    "filename": ("file", TEXT),
    **_same("title description city country alt_text video_id video_hash", TEXT),
    "public": ("public", FLAG),
    **DATED,
    **DELETED,
    "authorised": ("authorised", FLAG),
    "decided_on": ("decided_at", WHEN),
    **_same("width height", SMALL),
    "tags": ("tagged", TEXT),
    "image_tags": ("keywords", TEXT),
    "locationtype": ("location_type", TEXT),
    **PLACED,
    "video_type": ("video_source", TEXT),
    "looked_up_on": ("looked_up_at", WHEN),
}

JOBS: Fields = {
    "id": ("id", ID),
    "user_id": ("owner_id", ID),
    "type": ("kind", TEXT),
    **_same("title description price currency duration tags city country", TEXT),
    "public": ("public", FLAG),
    "filename": ("file", TEXT),
    **DATED,
    **DELETED,
    "authorised": ("authorised", FLAG),
    "decided_on": ("decided_at", WHEN),
    "expiry_date": ("expires_on", DATE),
    "dateto": ("ends_on", DATE),
    "discipline": ("disciplines", NAMES),
    **{f"q{number}": (f"question{number}", TEXT) for number in range(1, 5)},
    "locationtype": ("location_type", TEXT),
    **PLACED,
    "featured": ("featured", FLAG),
    "freeoverride": ("free_override", FLAG),
    "bumped_on": ("bumped_at", WHEN),
}

APPLICANTS: Fields = {
    "id": ("id", ID),
    "job_id": ("job_id", ID),
    "user_id": ("person_id", ID),
    "portfolio_id": ("portfolio_id", MAYBE_ID),
    **_same("status notes currency message", TEXT),
    "quote": ("quote", MONEY),
    **{f"q{number}": (f"answer{number}", TEXT) for number in range(1, 5)},
    **DATED,
}

REVIEWS: Fields = {
    "id": ("id", ID),
    "user_id": ("person_id", ID),
    "reviewer_id": ("reviewer_id", ID),
    "job_id": ("job_id", MAYBE_ID),
    "review_name": ("reviewer_name", TEXT),
    **_same("discipline message", TEXT),
    "stars": ("stars", STARS),
    **DATED,
    "authorised": ("authorised", FLAG),
    "authorised_on": ("authorised_at", WHEN),
    "decided_on": ("decided_at", WHEN),
    "halved": ("halved", FLAG),
}

NOTIFICATIONS: Fields = {
    "id": ("id", ID),
    "user_id": ("person_id", ID),
    "source_user": ("actor_id", MAYBE_ID),
    "source_module": ("module", TEXT),
    **_same("kind link message", TEXT),
    "image_id": ("picture_id", MAYBE_ID),
    "job_id": ("job_id", MAYBE_ID),
    "model_id": ("target_id", MAYBE_ID),
    "window_start": ("window_start", WHEN),
    "notify": ("seen_at", NEW),
    "noemail": ("no_email", FLAG),
    "listed": ("listed", FLAG),
    **DATED,
}
# The kinds that don't stand in the inbox (features/telling/rules.py): files that are not ours don't say so.
UNLISTED = frozenset({"message.new", "message.reply"})


def _listed(row: Mapping[str, Any]) -> str:
    return "0" if row.get("kind") in UNLISTED else "1"


def _pair(file: str, table: str, first: tuple[str, str], second: tuple[str, str], **more: tuple[str, Kind]) -> Table:
    """A table of who belongs to what; `first` and `second` are (name in the file, column)."""
    fields: Fields = {first[0]: (first[1], ID), second[0]: (second[1], ID), **CREATED, **more}
    return Table(file, table, fields, order=(first[1], second[1]))


# In an order in which nothing refers to what isn't there yet.
TABLES: tuple[Table, ...] = (
    Table(
        "disciplines",
        "discipline",
        {"id": ("id", ID), "insearch": ("in_search", FLAG), **DELETED}
        | _same("name sub alias1 alias2 description suggestions", TEXT),
        replaces=True,
    ),
    Table(
        "subdisciplines",
        "subdiscipline",
        {"id": ("id", ID), "discipline_id": ("discipline_id", ID)} | _same("name suggestions", TEXT),
        replaces=True,
    ),
    Table("skills", "skill", {"id": ("id", ID), "skill": ("name", TEXT), **DELETED}, replaces=True),
    Table("users", "person", USERS, pictures=("image",)),
    Table("companies", "company", COMPANIES, pictures=("logo", "coverimage")),
    _pair("follows", "follow", ("follower_id", "follower_id"), ("user_id", "followed_id")),
    _pair("blocks", "block", ("user_id", "blocker_id"), ("block_user_id", "blocked_id")),
    Table("images", "picture", IMAGES, pictures=("filename",)),
    _pair("likes", "picture_like", ("image_id", "picture_id"), ("user_id", "person_id")),
    Table(
        "comments",
        "picture_comment",
        {"id": ("id", ID), "image_id": ("picture_id", ID), "user_id": ("author_id", ID), "comment": ("comment", TEXT)}
        | CREATED
        | DELETED,
    ),
    Table(
        "portfolios",
        "portfolio",
        {"id": ("id", ID), "user_id": ("owner_id", ID), "place": ("place", SMALL)}
        | _same("title discipline", TEXT)
        | DATED
        | DELETED,
    ),
    Table(
        "portfolio_images",
        "portfolio_picture",
        {
            "portfolio_id": ("portfolio_id", ID),
            "image_id": ("picture_id", ID),
            "position": ("position", SMALL),
            "default": ("default_place", SMALL),
        },
        order=("portfolio_id", "picture_id"),
    ),
    Table("jobs", "job", JOBS),
    Table("applicants", "application", APPLICANTS),
    _pair("invites", "invite", ("job_id", "job_id"), ("user_id", "person_id")),
    _pair("watchlist", "watch", ("user_id", "person_id"), ("job_id", "job_id")),
    Table("reviews", "review", REVIEWS),
    Table(
        "messages",
        "thread",
        {
            "id": ("id", ID),
            "user_id": ("creator_id", ID),
            "source": ("source", TEXT),
            "job_id": ("job_id", MAYBE_ID),
            "subject": ("subject", TEXT),
            "last_on": ("last_at", WHEN),
        }
        | CREATED,
    ),
    Table(
        "message_users",
        "thread_member",
        {"message_id": ("thread_id", ID), "user_id": ("person_id", ID)} | _same("read notify withheld", FLAG) | DELETED,
        order=("thread_id", "person_id"),
    ),
    Table(
        "message_items",
        "thread_item",
        {"id": ("id", ID), "message_id": ("thread_id", ID), "user_id": ("author_id", ID), "message": ("message", TEXT)}
        | _same("html withheld", FLAG)
        | CREATED,
    ),
    Table("notifications", "notification", NOTIFICATIONS, follows={"listed": _listed}),
    Table(
        "mail_stops",
        "mail_stop",
        {"email": ("email", ADDRESS)} | _same("reason detail", TEXT) | CREATED,
        order=("email",),
    ),
)
