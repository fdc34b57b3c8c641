"""What can be reported, and what is said of what the reporter can't see."""

from freelancerclub.errors import Refusal
from freelancerclub.features.jobs.rules import JobNotFound
from freelancerclub.features.users.queries import PersonNotFound


class PictureNotFound(Refusal):
    status, message = 404, "Sorry that Image was not found."


class CommentNotFound(Refusal):
    status, message = 404, "Sorry that comment was not found."


class MessageNotFound(Refusal):
    status, message = 404, "Sorry that message was not found."


HELD_BACK = "Held back: the same text to many strangers (`club message release` delivers it)"

NOT_FOUND: dict[str, type[Refusal]] = {
    "person": PersonNotFound,
    "picture": PictureNotFound,
    "comment": CommentNotFound,
    "job": JobNotFound,
    "message": MessageNotFound,
}
KINDS = tuple(NOT_FOUND)
