"""What comes in when people register and change their profile; titles are the labels in error sentences."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from freelancerclub.features.auth.inputs import Email, NewPassword
from freelancerclub.wire.validate import (
    JOINED,
    LIST,
    Flag,
    Inputs,
    Link,
    RequiredText,
    Switch,
    Text,
    comma_list,
    confirms,
    longest,
    number_between,
    one_of,
    wrong,
)

MOST_MONEY = Decimal("99999999.99")
MOST_FOLLOWERS = 10**12


def _tags(value: str) -> str:
    if any(len(tag.strip()) > 60 for tag in value.split(",")):
        raise wrong("cannot exceed 60 characters in length for one entry.")
    return value


Name = Annotated[RequiredText, longest(100)]
Place = Annotated[Text, longest(200)]
Phone = Annotated[Text, longest(50)]
Tags = Annotated[Text, longest(1_000), AfterValidator(_tags), JOINED, LIST]
Money = Annotated[Decimal | None, number_between(0, MOST_MONEY, 2)]
Longitude = Annotated[Decimal | None, number_between(-180, 180, 5)]
Latitude = Annotated[Decimal | None, number_between(-90, 90, 5)]
Followers = Annotated[Decimal | None, number_between(0, MOST_FOLLOWERS, 0)]
Mood = Annotated[str | None, one_of("instant", "daily", "hourly", "never")]
SubDisciplines = Annotated[tuple[str, ...], comma_list(100, 20), LIST]


def _not_empty(value: Any) -> Any:
    if not any(text.strip() for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)):
        raise wrong("is required.")
    return value


# Registering delimits with tabs, updating with commas (R19): both are read everywhere.
Disciplines = Annotated[tuple[str, ...], comma_list(100, 20, separators=",\t"), BeforeValidator(_not_empty), LIST]


class Freelancer(Inputs):
    """A new freelancer (L1006)."""

    email: Email = Field(title="Email Address")
    password: NewPassword = Field(title="Password")
    pass_confirm: Annotated[RequiredText, confirms("password", "Password")] = Field(title="Password Confirmation")
    display_name: Name = Field(title="Display Name")
    discipline: Disciplines = Field(title="Discipline")
    subdiscipline: SubDisciplines = Field((), title="Sub Discipline")
    tags: Tags | None = Field(None, title="Tags")
    contact: Phone | None = Field(None, title="Contact")
    city: Annotated[RequiredText, longest(200)] = Field(title="City")
    country: Annotated[RequiredText, longest(200)] = Field(title="Country")
    longitude: Longitude = Field(None, title="Longitude")
    latitude: Latitude = Field(None, title="Latitude")


class Client(Inputs):
    """A new client, who hires (L1061)."""

    email: Email = Field(title="Email Address")
    password: NewPassword = Field(title="Password")
    display_name: Name = Field(title="Display Name")


class SocialCounts(Inputs):
    """How many follow a person elsewhere, as the operator found out (R100); an empty value is not known."""

    twitter_followers: Followers = Field(None, title="Twitter Followers")
    facebook_likes: Followers = Field(None, title="Facebook Likes")
    youtube_subscribers: Followers = Field(None, title="Youtube Subscribers")
    instagram_count: Followers = Field(None, title="Instagram Count")


class Profile(Inputs):
    """A change of one's profile (L926): only what is sent changes."""

    display_name: Name = Field("", title="Display Name")
    discipline: Disciplines = Field((), title="Discipline")
    subdiscipline: SubDisciplines = Field((), title="Sub Discipline")
    hidetel: Flag = Field(None, title="Hide Telephone")
    website: Link = Field("", title="Website")
    contact: Phone = Field("", title="Contact")
    tags: Tags = Field("", title="Tags")
    rate_hourly: Money = Field(None, title="Hourly Rate")
    rate_day: Money = Field(None, title="Day Rate")
    is_mentor: Flag = Field(None, title="Mentor")
    mentor_rate: Money = Field(None, title="Mentorship Hourly Rate")
    facebook: Link = Field("", title="Facebook")
    twitter: Link = Field("", title="Twitter")
    instagram: Link = Field("", title="Instagram")
    pinterest: Link = Field("", title="Pinterest")
    youtube: Link = Field("", title="Youtube")
    testing: Switch = Field(None, title="Testing")
    bio: Annotated[Text, longest(5_000)] = Field("", title="Bio")
    profile_hidden: Flag = Field(None, title="Profile Hidden")
    city: Place = Field("", title="City")
    country: Place = Field("", title="Country")
    longitude: Longitude = Field(None, title="Longitude")
    latitude: Latitude = Field(None, title="Latitude")
    notifications: Mood = Field(None, title="Notifications")
    systemnotifications: Mood = Field(None, title="System Notifications")
    notificationsapplicants: Mood = Field(None, title="Applicant Notifications")
    push_job_alerts: Flag = Field(None, title="Push Job Alerts")
    push_inmail: Flag = Field(None, title="Push In Mail")
    # Only an administrator's are heeded (R100).
    twitter_followers: Followers = Field(None, title="Twitter Followers")
    facebook_likes: Followers = Field(None, title="Facebook Likes")
    youtube_subscribers: Followers = Field(None, title="Youtube Subscribers")
    instagram_count: Followers = Field(None, title="Instagram Count")


class Leaving(Inputs):
    """`password` is asked once more: what follows can't be undone by a client."""

    password: RequiredText = Field(title="Password")


class NewPerson(Inputs):
    """Somebody whom the operator gives an account; without a discipline it is one who hires."""

    email: Email = Field(title="Email Address")
    password: NewPassword = Field(title="Password")
    display_name: Name = Field(title="Display Name")
    discipline: Annotated[tuple[str, ...], comma_list(100, 20, separators=",\t"), LIST] = Field((), title="Discipline")
    city: Place = Field("", title="City")
    country: Place = Field("", title="Country")


class Standing(Inputs):
    """What only the operator says of a person."""

    email: Email = Field("", title="Email Address")
    password: NewPassword = Field("", title="Password")
    administrator: Switch = Field(None, title="Administrator")
    account: Annotated[str | None, one_of("free", "starter", "pro")] = Field(None, title="Account")
    badge: Switch = Field(None, title="Badge")
    mentor: Switch = Field(None, title="Mentor")
