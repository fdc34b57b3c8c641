"""Jobs as the wire prints them."""

from typing import Annotated, ClassVar

import msgspec

from freelancerclub.wire.envelopes import Done
from freelancerclub.wire.scalars import (
    Coordinate,
    Count,
    Day,
    Flag,
    Id,
    Moment,
    Names,
    Number,
    Stamp,
    Text,
    many,
    of,
)
from freelancerclub.wire.shape import Shape

# `j` the job, `w` its counters, `o` its owner.
JOBS = "job j JOIN job_counter w ON w.job_id = j.id JOIN person o ON o.id = j.owner_id"
JOB_FILES = "job_file f WHERE f.job_id = j.id ORDER BY f.id"


def always(text: str) -> object:
    """A column of the original that nothing is behind any more."""
    return of(f"'{text}'")


class Job(Shape, frozen=True):
    """What every shape of a job begins with; `w` is its row of job_counter (L2757)."""

    alias: ClassVar[str] = "j"

    id: Id
    title: Text
    description: Text
    public: Flag
    user_id: Annotated[Id, of("j.owner_id")]
    filename: Annotated[Text | None, of("j.file")]
    created_on: Annotated[Stamp, of("j.created_at")]
    modified_on: Annotated[Stamp, of("j.modified_at")]
    expiry_date: Annotated[Day, of("j.expires_on")]
    payment_status: Annotated[Text, of("j.payment")]
    discipline: Annotated[Names, of("j.disciplines")]
    price: Text | None
    authorised: Flag
    city: Text | None
    cityid: Annotated[Count, of("0")]
    deleted: Annotated[Moment, of("j.deleted_at")]
    duration: Text | None
    q1: Annotated[Text, of("coalesce(j.question1, '')")]
    q2: Annotated[Text, of("coalesce(j.question2, '')")]
    q3: Annotated[Text, of("coalesce(j.question3, '')")]
    q4: Annotated[Text, of("coalesce(j.question4, '')")]
    pagetitle: Annotated[Text, always("")]
    pagedescription: Annotated[Text, always("")]
    latitude: Coordinate
    longitude: Coordinate
    country: Text | None
    currency: Text
    notifications: Annotated[Count, of("w.told")]
    locationtype: Annotated[Text, of("j.location_type")]
    freeoverride: Annotated[Flag, of("j.free_override")]
    type: Annotated[Text, of("j.kind")]
    dateto: Annotated[Day, of("j.ends_on")]
    imagesused: Annotated[Text, always("")]
    team_ids: Annotated[Text, always("")]
    invite1: Annotated[Text, always("")]
    invite2: Annotated[Text, always("")]
    invite3: Annotated[Text, always("")]
    invite4: Annotated[Text, always("")]
    images: Annotated[Text, always("")]
    dateset: Annotated[Text, always("normal")]
    tags: Text | None
    url: Annotated[Text | None, of("NULL::text")]
    featured: Flag


class TargetJob(Job, frozen=True):
    """The job that a notification is about; its price as it was sent (L4010, R47)."""

    notifications_free: Annotated[Count, always("0")]
    notifications_starter: Annotated[Count, always("0")]
    notifications_pro: Annotated[Count, always("0")]


# What depends on who looks is no part of what is written once; whoever joins the answer puts it in.


class PricedJob(Job, frozen=True):
    """A job as the jobs endpoints print it: pounds in their price (R47)."""

    price: Annotated[Text | None, of("printed_price(j.price)")]


class WrittenCard(PricedJob, frozen=True):
    """What a card on the board says to everybody."""

    image: Annotated[Text | None, of("o.picture")]
    slug: Annotated[Text, of("o.slug")]


class JobCard(WrittenCard, frozen=True):
    """A job on the board, with what is between it and the caller (L2757)."""

    seen: Flag
    watchlist: Flag
    can_apply: Number
    apply_message: Text


class JobFile(Shape, frozen=True):
    """A picture or PDF of a job; its url is read with the token of somebody who may see the job (L2899)."""

    alias: ClassVar[str] = "f"

    id: Id
    job_id: Id
    user_id: Annotated[Id, of("f.owner_id")]
    file_path: Annotated[Text, always("")]
    encrypted_filename: Annotated[Text, of("f.file")]
    file_name: Annotated[Text, of("f.name")]
    file_size: Annotated[Text, of("round(f.size / 1024.0, 2) || ' KB'")]
    created_on: Annotated[Stamp, of("f.created_at")]
    modified_on: Annotated[Stamp, of("f.modified_at")]
    url: Annotated[Text, of("'files/job/' || f.path")]


class WrittenHead(PricedJob, frozen=True):
    """What the page of a job says to everybody, up to where it says something else to each."""

    image: Annotated[Text | None, of("o.picture")]


class WrittenRest(Shape, frozen=True):
    """And from there on."""

    alias: ClassVar[str] = "j"

    files: Annotated[list[JobFile], many(JOB_FILES)]
    applicant_count: Annotated[Number, of("w.applicants")]


class JobOne(WrittenHead, frozen=True):
    """A job by itself (L2864)."""

    watchlist: Flag
    files: Annotated[list[JobFile], many(JOB_FILES)]
    applicant_count: Annotated[Number, of("w.applicants")]
    applied: Number
    can_apply: Number
    apply_message: Text


class JobMine(PricedJob, frozen=True):
    """A job in the list of one's own; a question that was never asked is null there (L3474)."""

    q1: Annotated[Text | None, of("j.question1")]  # type: ignore[assignment]
    q2: Annotated[Text | None, of("j.question2")]  # type: ignore[assignment]
    q3: Annotated[Text | None, of("j.question3")]  # type: ignore[assignment]
    q4: Annotated[Text | None, of("j.question4")]  # type: ignore[assignment]
    notifications_free: Annotated[Count, always("0")]
    notifications_starter: Annotated[Count, always("0")]
    notifications_pro: Annotated[Count, always("0")]
    image_ids: Annotated[Text, always("")]
    order_date: Annotated[Stamp, of("coalesce(j.bumped_at, j.created_at)")]
    bumped: Annotated[Flag, of("j.bumped_at IS NOT NULL")]
    image: Annotated[Text | None, of("o.picture")]
    slug: Annotated[Text, of("o.slug")]
    applicant_count: Annotated[Count, of("w.applicants")]


class PostedJob(msgspec.Struct, frozen=True):
    """The id of a new job, a number (L3186)."""

    job_id: int


class FileAdded(Done, frozen=True, kw_only=True):
    """A new file of a job (L3583)."""

    message: str = "File updated successfully"
    filename: str
    file_id: int
