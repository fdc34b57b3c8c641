"""What may be sent where it is much: the fields of profiles, registrations, searches, jobs and applications.

Truth is sent as 1 and 0, lists with commas, and what is left out or None isn't sent.
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

    subdiscipline: Several
    tags: Several
    contact: str
    longitude: Number
    latitude: Number


class Profile(TypedDict, total=False):
    """What one may say of oneself (L926); an empty text clears texts and rates."""

    display_name: str
    discipline: Several
    subdiscipline: Several
    hidetel: bool
    website: str
    contact: str
    tags: Several
    rate_hourly: Number
    rate_day: Number
    is_mentor: bool
    mentor_rate: Number
    facebook: str
    twitter: str
    instagram: str
    pinterest: str
    youtube: str
    testing: bool
    bio: str
    profile_hidden: bool
    city: str
    country: str
    longitude: Number
    latitude: Number
    notifications: Mood
    systemnotifications: Mood
    notificationsapplicants: Mood
    push_job_alerts: bool
    push_inmail: bool


class Around(TypedDict, total=False):
    """A place to search around, all three of it, and how many miles (40)."""

    city: str
    longitude: Number
    latitude: Number
    distance: Number


class PeopleSearch(Around, total=False):
    """Who is looked for (L698); all of it has to hold."""

    discipline: Several
    influence: bool
    testing: bool
    mentor: bool
    online: bool


class JobSearch(Around, total=False):
    """Which jobs are looked for (L2822); all of it has to hold."""

    discipline: Several
    testing: bool
    payment_status: Literal["paid", "test"]
    tab: Literal["applied", "match", "watchlist"]


class JobDetails(TypedDict, total=False):
    """What a job may say besides what it has to."""

    expiry_date: date | str
    tags: Several
    currency: Currency
    duration: Literal["Not Sure", "Half A Day", "Full Day", "A Few Days", "On-going"]
    price: str
    q1: str
    q2: str
    q3: str
    q4: str
    public: bool


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

    title: str
    description: str
    city: str
    country: str
    longitude: Number
    latitude: Number
    locationtype: Literal["locality", "country"]
    discipline: Several


class Application(TypedDict, total=False):
    """What is said when one applies (L3032): an answer to each question that the job asks, a quote where it is paid."""

    q1: str
    q2: str
    q3: str
    q4: str
    notes: str
    jobquote: Number
    portfolio: int | str
    currency: Currency


class AlertWish(Around, total=False):
    """Which new jobs one wants to hear of; all of it has to hold."""

    from_profile: bool
    discipline: Several
    searchstr: str
    country: str
