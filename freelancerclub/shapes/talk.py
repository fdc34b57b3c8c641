"""What the service tells a person, as the wire prints it."""

from typing import Annotated, ClassVar

from msgspec import UnsetType

from freelancerclub.db.visibility import job_shown, picture_shown
from freelancerclub.shapes.people import PICTURE_URL
from freelancerclub.shapes.pictures import TargetImage
from freelancerclub.shapes.work import TargetJob
from freelancerclub.wire.scalars import Flag, Id, Number, Stamp, Text, many, of, one
from freelancerclub.wire.shape import Shape, rest_of

# `note` is the row, `a` the person who did it, `p` who reads it.
# What it is about is shown to whom its own page would be; a pending picture here to nobody but its owner (R77).
TARGET_IMAGE = f"""picture i JOIN picture_counter n ON n.picture_id = i.id
    JOIN person o ON o.id = i.owner_id
    WHERE i.id = note.picture_id AND (i.authorised OR o.id = p.id) AND {picture_shown("i", "o", "p")}"""
TARGET_JOB = f"""job j JOIN job_counter w ON w.job_id = j.id
    JOIN person o ON o.id = j.owner_id
    WHERE j.id = note.job_id AND {job_shown("j", "o", "p")}"""


class Line(Shape, frozen=True):
    """A line of one's inbox, but for what it is about."""

    alias: ClassVar[str] = "note"

    id: Id
    user_id: Annotated[Id, of("note.person_id")]
    source_user: Annotated[Id, of("coalesce(note.actor_id, 0)")]
    source_module: Annotated[Text, of("note.module")]
    link: Text
    message: Text
    notify: Annotated[Flag, of("note.seen_at IS NULL")]
    created_on: Annotated[Stamp, of("note.created_at")]
    modified_on: Annotated[Stamp, of("note.modified_at")]
    noemail: Annotated[Flag, of("note.no_email")]
    model_id: Annotated[Id | UnsetType, of("coalesce(note.picture_id, note.job_id)")]
    display_name: Annotated[Text, of("coalesce(a.display_name, '')")]
    slug: Annotated[Text, of("coalesce(a.slug, '')")]
    image: Annotated[Text | None, of("a.picture")]
    image_url: Annotated[Text | None, of(PICTURE_URL.replace("p.picture", "a.picture"))]


class Notification(Line, frozen=True):
    """A line of one's inbox. Its message is HTML made here, with what people wrote in it escaped (L3940)."""

    target_image: Annotated[list[TargetImage] | UnsetType, many(TARGET_IMAGE)]
    target_job: Annotated[TargetJob | UnsetType, one(TARGET_JOB)]


# What a line is about by itself: only to set up the search for the other costs PostgreSQL half as much as to find this.
ITS_IMAGE = rest_of(Notification, Line, but=("target_job",)).columns()
ITS_JOB = rest_of(Notification, Line, but=("target_image",)).columns()


class Counts(Shape, frozen=True):
    """How many notifications one has (L4191)."""

    new: Number
    total: Number
