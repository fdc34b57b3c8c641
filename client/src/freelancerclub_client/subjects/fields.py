"""What may be sent where it is much: the fields of profiles, registrations, searches, jobs and applications.

Truth is sent as 1 and 0, lists with commas. What is left out or None isn't sent, so that only what has to be sent
can't be None.
"""

from datetime import date
from decimal import Decimal
from typing import Literal, Required, TypedDict

from freelancerclub_client.calls import Several

Number = int | float | Decimal | str
Mood = Literal["instant", "daily", "hourly", "never"]
Currency = Literal["GBP", "USD", "EUR"]


class Registration(TypedDict, total=False):
    """What registering may add to what it needs."""

    subdiscipline: Several | None
    tags: Several | None
    contact: str | None
    longitude: Number | None
    latitude: Number | None


class Profile(TypedDict, total=False):
    """What one may say of oneself (L926); an empty text clears texts and rates."""

    display_name: str | None
    discipline: Several | None
    subdiscipline: Several | None
    hidetel: bool | None
    website: str | None
    contact: str | None
    tags: Several | None
    rate_hourly: Number | None
    rate_day: Number | None
    is_mentor: bool | None
    mentor_rate: Number | None
    facebook: str | None
    twitter: str | None
    instagram: str | None
    pinterest: str | None
    youtube: str | None
    testing: bool | None
    bio: str | None
    profile_hidden: bool | None
    city: str | None
    country: str | None
    longitude: Number | None
    latitude: Number | None
    notifications: Mood | None
    systemnotifications: Mood | None
    notificationsapplicants: Mood | None
    push_job_alerts: bool | None
    push_inmail: bool | None


class Around(TypedDict, total=False):
    """A place to search around, all three of it, and how many miles (40)."""

    city: str | None
    longitude: Number | None
    latitude: Number | None
    distance: Number | None


class PeopleSearch(Around, total=False):
    """Who is looked for (L698); all of it has to hold."""

    discipline: Several | None
    influence: bool | None
    testing: bool | None
    mentor: bool | None
    online: bool | None


class JobSearch(Around, total=False):
    """Which jobs are looked for (L2822); all of it has to hold."""

    discipline: Several | None
    testing: bool | None
    payment_status: Literal["paid", "test"] | None
    tab: Literal["applied", "match", "watchlist"] | None


class JobDetails(TypedDict, total=False):
    """What a job may say besides what it has to."""

    expiry_date: date | str | None
    tags: Several | None
    currency: Currency | None
    duration: Literal["Not Sure", "Half A Day", "Full Day", "A Few Days", "On-going"] | None
    price: str | None
    q1: str | None
    q2: str | None
    q3: str | None
    q4: str | None
    public: bool | None


class NewJob(JobDetails, total=False):
    """A job (L3202): `normal` ones are paid, and want `currency`, `duration` and `price`; `test` ones are not."""

    type: Required[Literal["normal", "test"]]
    title: Required[str]
    description: Required[str]
    city: Required[str]
    country: Required[str]
    longitude: Required[Number]
    latitude: Required[Number]
    locationtype: Required[Literal["locality", "country"]]
    discipline: Required[Several]


class JobChange(JobDetails, total=False):
    """What of a job is to be otherwise."""

    title: str | None
    description: str | None
    city: str | None
    country: str | None
    longitude: Number | None
    latitude: Number | None
    locationtype: Literal["locality", "country"] | None
    discipline: Several | None


class Application(TypedDict, total=False):
    """What is said when one applies (L3032): an answer to each question that the job asks, a quote where it is paid."""

    q1: str | None
    q2: str | None
    q3: str | None
    q4: str | None
    notes: str | None
    jobquote: Number | None
    portfolio: int | str | None
    currency: Currency | None


class AlertWish(Around, total=False):
    """Which new jobs one wants to hear of; all of it has to hold."""

    from_profile: bool | None
    discipline: Several | None
    searchstr: str | None
    country: str | None
