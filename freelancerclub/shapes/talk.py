"""What the service tells a person, as the wire prints it."""

from typing import Annotated, ClassVar

from msgspec import UnsetType

from freelancerclub.shapes.people import PICTURE_URL
from freelancerclub.shapes.pictures import TargetImage
from freelancerclub.shapes.work import TargetJob
from freelancerclub.wire.scalars import Flag, Id, Number, Stamp, Text, many, of, one
from freelancerclub.wire.shape import Shape

# `note` is the row, `a` the person who did it.
# A pending picture is its owner's alone (R77).
IMAGE_THERE = "i.id = note.picture_id AND i.deleted_at IS NULL AND (i.authorised OR i.owner_id = note.person_id)"
TARGET_IMAGE = f"picture i JOIN picture_counter n ON n.picture_id = i.id WHERE {IMAGE_THERE}"
TARGET_JOB = "job j JOIN job_counter w ON w.job_id = j.id WHERE j.id = note.job_id AND j.deleted_at IS NULL"


class Notification(Shape, frozen=True):
    """A line of one's inbox. Its message is HTML made here, with what people wrote in it escaped (L3940)."""

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
    target_image: Annotated[list[TargetImage] | UnsetType, many(TARGET_IMAGE)]
    target_job: Annotated[TargetJob | UnsetType, one(TARGET_JOB)]


class Counts(Shape, frozen=True):
    """How many notifications one has (L4191)."""

    new: Number
    total: Number
