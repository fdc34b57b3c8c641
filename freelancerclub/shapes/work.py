"""Jobs as the wire prints them."""

from typing import Annotated, ClassVar

from freelancerclub.wire.scalars import Coordinate, Count, Day, Flag, Id, Moment, Names, Stamp, Text, of
from freelancerclub.wire.shape import Shape


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
