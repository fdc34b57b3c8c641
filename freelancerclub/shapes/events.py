"""What an event stream says: the data of each kind of event."""

from typing import Annotated, ClassVar

import msgspec

from freelancerclub.shapes.messages import FACE_URL, NAME, PICTURE
from freelancerclub.shapes.talk import Notification
from freelancerclub.wire.scalars import Id, Stamp, Text, of
from freelancerclub.wire.shape import Shape


class StreamMessage(Shape, frozen=True):
    """A message as its conversation lists it (L4436): `message_id` is the conversation, `user_id` who wrote it."""

    alias: ClassVar[str] = "item"

    # `p` is the person who wrote it.
    id: Id
    message_id: Annotated[Id, of("item.thread_id")]
    user_id: Annotated[Id, of("item.author_id")]
    message: Text
    created_on: Annotated[Stamp, of("item.created_at")]
    display_name: Annotated[Text, of(NAME)]
    image: Annotated[Text | None, of(PICTURE)]
    image_url: Annotated[Text | None, of(FACE_URL)]


class Place(msgspec.Struct, frozen=True):
    """Where the stream stands."""

    last_event_id: str


class ReadMessages(msgspec.Struct, frozen=True):
    """Conversations that are read now, on whichever device."""

    message_ids: list[str]


class SeenNotifications(msgspec.Struct, frozen=True):
    """Notifications that are seen now, on whichever device."""

    notification_ids: list[str]


class Events(msgspec.Struct, frozen=True):
    """The data of each event, by its name."""

    ready: Place
    reset: Place
    message: StreamMessage
    notification: Notification
    read: ReadMessages
    seen: SeenNotifications
