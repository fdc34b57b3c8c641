"""What comes in with a job; the sentence of the first field at fault is the one that is said (R96)."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from freelancerclub.errors import InvalidInput
from freelancerclub.features.postings import rules
from freelancerclub.features.postings.rules import ChangeRefused, JobRefused
from freelancerclub.wire.decode import Form
from freelancerclub.wire.validate import (
    LIST,
    Fault,
    Flag,
    Inputs,
    RequiredText,
    Text,
    comma_list,
    longest,
    number_between,
    wrong,
)

SHORT = "short"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")  # date.fromisoformat takes 2019-W52-2 too


def _description(value: str) -> str:
    value = value.strip()
    if len(value) < rules.SHORTEST_DESCRIPTION:
        raise PydanticCustomError(SHORT, "{sentence}", {"sentence": rules.TOO_SHORT})
    return value


def _word(*words: str) -> BeforeValidator:
    """One of the words, in whatever case; a blank is none."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            raise wrong("must be text, not a file.")
        found = rules.word_of(value, words)
        if value.strip() and found is None:
            raise wrong(f"must be one of: {','.join(words)}.")
        return found

    return BeforeValidator(check)


def _price(value: Any) -> str | None:
    if not isinstance(value, str):
        raise wrong("must be text, not a file.")
    found = rules.price_of(value)
    if value.strip() and found is None:
        raise wrong(f"must be one of: {','.join(rules.PRICES)}.")
    return found


def _day(value: Any) -> date | None:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        raise wrong("must contain a date written as YYYY-mm-dd.")
    return day


def _there(value: Any) -> Any:
    if value is None or value == ():
        raise wrong("is required.")
    return value


def _line(value: str) -> str:
    return " ".join(value.split())


Required = AfterValidator(_there)
Title = Annotated[RequiredText, AfterValidator(_line), longest(rules.LONGEST_TITLE)]
Description = Annotated[RequiredText, AfterValidator(_description), longest(rules.LONGEST_DESCRIPTION)]
Place = Annotated[RequiredText, AfterValidator(str.strip), longest(200)]
# Tabs too, as in a profile (R19).
Disciplines = Annotated[tuple[str, ...], comma_list(100, 20, separators=",\t"), LIST]
Tags = Annotated[tuple[str, ...], comma_list(rules.LONGEST_TAG, rules.MOST_TAGS), LIST]
Longitude = Annotated[Decimal | None, number_between(-180, 180, 5)]
Latitude = Annotated[Decimal | None, number_between(-90, 90, 5)]
WHERE = "locality or country"
LocationType = Annotated[str | None, _word(*rules.PLACES)]
Currency = Annotated[str | None, _word(*rules.CURRENCIES)]
Duration = Annotated[str | None, _word(*rules.DURATIONS)]
Price = Annotated[str | None, BeforeValidator(_price)]
Day = Annotated[date | None, BeforeValidator(_day)]
Question = Annotated[Text, AfterValidator(str.strip), longest(rules.LONGEST_QUESTION)]


class _Posting(Inputs):
    """A form that is refused with one sentence."""

    refused: ClassVar[type[JobRefused] | type[ChangeRefused]] = JobRefused

    @classmethod
    def read(cls, form: Form, fault: Fault | None) -> Self:
        """Raises JobRefused or ChangeRefused."""
        try:
            return super().read(form, fault)
        except InvalidInput as no:
            sentences = msgspec.json.decode(no.errors or '""', type=str).split("\n")
        raise cls.refused(sentences[0])

    @classmethod
    def _sentence(cls, error: Any) -> str:
        return rules.TOO_SHORT if error["type"] == SHORT else super()._sentence(error)


class NewJob(_Posting):
    """A job to be posted (L3202). Currency, duration and price are required of a normal one alone."""

    type: Annotated[str | None, _word(*rules.TYPES), Required] = Field(title="Type", description="normal or test")
    description: Description = Field(title="Description", description="at least 60 characters")
    city: Place = Field(title="City")
    expiry_date: Day = Field(None, title="Expiry Date", description="its last day, YYYY-mm-dd; 90 days on unless sent")
    country: Place = Field(title="Country")
    longitude: Annotated[Longitude, Required] = Field(title="Longitude")
    latitude: Annotated[Latitude, Required] = Field(title="Latitude")
    locationtype: Annotated[LocationType, Required] = Field(title="Location Type", description=WHERE)
    discipline: Annotated[Disciplines, Required] = Field(title="Discipline")
    title: Title = Field(title="Title")
    tags: Tags = Field((), title="Tags", description="up to 10, separated by commas")
    currency: Currency = Field(None, title="Currency", description="GBP, USD or EUR")
    duration: Duration = Field(None, title="Duration", description=", ".join(rules.DURATIONS))
    price: Price = Field(None, title="Price", description="; ".join(rules.PRICES))
    q1: Question = Field("", title="Question 1", description="of a normal job; a test job asks none")
    q2: Question = Field("", title="Question 2")
    q3: Question = Field("", title="Question 3")
    q4: Question = Field("", title="Question 4")
    public: Flag = Field(None, title="Public", description="0: only for those who are invited (ours)")

    @classmethod
    def read(cls, form: Form, fault: Fault | None) -> Self:
        sent = super().read(form, fault)
        if sent.type == "normal":
            for name in ("currency", "duration", "price"):
                if getattr(sent, name) is None:
                    raise JobRefused(f"The {name.title()} field is required.")
        return sent


class JobChange(_Posting):
    """A change of a job (ours): what isn't sent stays, and its type always does."""

    refused = ChangeRefused

    description: Description | None = Field(None, title="Description", description="at least 60 characters")
    city: Place | None = Field(None, title="City")
    expiry_date: Day = Field(None, title="Expiry Date", description="its last day, YYYY-mm-dd")
    country: Place | None = Field(None, title="Country")
    longitude: Longitude = Field(None, title="Longitude")
    latitude: Latitude = Field(None, title="Latitude")
    locationtype: LocationType = Field(None, title="Location Type", description=WHERE)
    discipline: Disciplines = Field((), title="Discipline")
    title: Title | None = Field(None, title="Title")
    tags: Tags | None = Field(None, title="Tags", description="up to 10, separated by commas")
    currency: Currency = Field(None, title="Currency", description="of a normal job: GBP, USD or EUR")
    duration: Duration = Field(None, title="Duration", description="of a normal job")
    price: Price = Field(None, title="Price", description="of a normal job")
    q1: Question | None = Field(None, title="Question 1")
    q2: Question | None = Field(None, title="Question 2")
    q3: Question | None = Field(None, title="Question 3")
    q4: Question | None = Field(None, title="Question 4")
    public: Flag = Field(None, title="Public", description="0: only for those who are invited")
