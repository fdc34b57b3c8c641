"""What is refused, how much somebody may write, and how imported HTML is shown."""

from datetime import datetime, timedelta

import nh3

from freelancerclub.config import Settings
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.rules import is_newcomer
from freelancerclub.kit.limits import Limit
from freelancerclub.wire.validate import visible

MOST_RECIPIENTS = 50
TOO_MANY = "A message can have at most {} recipients"
SHORTEST_REPLY = 4  # trimmed characters (L4655, R96)
SPREAD = timedelta(days=1)  # within which the same text to many is one thing
NAGGING = timedelta(minutes=5)  # within which whoever hasn't read yet isn't told of another reply


class NoRecipient(Refusal):
    status, message = 400, "Need at least one valid recipient."


class TooManyRecipients(Refusal):
    status, message = 400, TOO_MANY.format(MOST_RECIPIENTS)


class BlockedRecipient(Refusal):
    status, message = 400, "A user in the list cant be messaged due to a block"


class ThreadNotFound(Refusal):
    status, message = 404, "Sorry that message was not found."


class ThreadForeign(Refusal):
    status, message = 403, "You do not have access to this message"


class ReplyTooShort(Refusal):
    status, message = 400, "Please enter a message that is longer than 3 characters."


class BlockedInThread(Refusal):
    status, message = 400, "Can not post to thread as a blocked user exists"


class JobNotFound(Refusal):
    status, message = 404, "Could not find that job"


class BlockedOwner(Refusal):
    status, message = 403, "You cannot message this user"


class NotHeld(Refusal):
    status = 404


def is_too_short(reply: str) -> bool:
    return len(reply.strip()) < SHORTEST_REPLY or not visible(reply)


def limits_of(settings: Settings, registered: datetime, now: datetime) -> tuple[Limit, Limit]:
    """How many messages somebody may send, and to how many people one may write first, by the age of the account."""
    if is_newcomer(settings, registered, now):
        return settings.newcomer_message_limit, settings.newcomer_recipient_limit
    return settings.message_limit, settings.recipient_limit


def shown(message: str, is_html: bool) -> str:
    """A message as clients get it: as it was sent, but for HTML of the original's, which is made harmless (R89)."""
    return nh3.clean(message) if is_html else message
