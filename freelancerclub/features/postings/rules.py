"""What a posting may say: the documented words, the bands of a budget, and when it closes."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from freelancerclub.config import Settings
from freelancerclub.errors import Refusal
from freelancerclub.features.auth.rules import is_newcomer
from freelancerclub.kit.limits import Limit

SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 60, 20_000
LONGEST_TITLE, LONGEST_QUESTION = 199, 500
MOST_TAGS, LONGEST_TAG = 10, 60
OPEN_FOR = timedelta(days=90)  # unless something else is sent (R51)
TOLD_BEFORE = timedelta(days=3)  # the owner is told so long before the last day

TYPES = ("normal", "test")
PLACES = ("locality", "country")
CURRENCIES = ("GBP", "USD", "EUR")
DURATIONS = ("Not Sure", "Half A Day", "Full Day", "A Few Days", "On-going")
PRICES = (
    "Under GBP250",
    "GBP250 - GBP500",
    "GBP500 - GBP1000",
    "GBP1000 - GBP2000",
    "GBP2000 - GBP3000",
    "GBP3000 - GBP5000",
    "GBP5000 or higher",
    "Set an appropriate budget for me",
)

TOO_SHORT = f"Description must be greater than {SHORTEST_DESCRIPTION} characters."  # at least so many (R52)
UNKNOWN_DISCIPLINE = "The Discipline field must contain valid disciplines."
OVER = "The Expiry Date field must contain a day that is not over."

_POUND = re.compile(r"&pound;|£", re.IGNORECASE)


class JobRefused(Refusal):
    """The sentence of the first field that is at fault (R96)."""

    message, varies = f"Unable to create job. {TOO_SHORT}", True

    def __init__(self, sentence: str = TOO_SHORT) -> None:
        super().__init__(f"Unable to create job. {sentence}")


class ChangeRefused(Refusal):
    message, varies = f"Unable to update job. {TOO_SHORT}", True

    def __init__(self, sentence: str = TOO_SHORT) -> None:
        super().__init__(f"Unable to update job. {sentence}")


def price_of(sent: str) -> str | None:
    """The band as it is stored; the printed forms come back too (R47)."""
    return word_of(_POUND.sub("GBP", sent), PRICES)


def word_of(sent: str, words: Iterable[str]) -> str | None:
    """The one of the words that was sent, whatever its case."""
    line = " ".join(sent.split()).casefold()
    return next((word for word in words if word.casefold() == line), None)


def told_already(expires_on: date, on: date) -> date | None:
    """For a job that closes so soon that there is nothing to tell beforehand, its last day."""
    return expires_on if expires_on <= on + TOLD_BEFORE else None


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def limit_of(settings: Settings, registered: datetime, now: datetime) -> Limit:
    """How many jobs somebody may post, by the age of the account: each is told to all whom it may suit."""
    return settings.newcomer_job_limit if is_newcomer(settings, registered, now) else settings.job_limit
