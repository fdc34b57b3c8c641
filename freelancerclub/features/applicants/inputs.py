"""What comes in when somebody applies, and when the owner of a job decides."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.features.postings.inputs import Currency
from freelancerclub.wire.validate import LIST, Inputs, Text, are_too_many, id_of, longest, number_between, wrong

MOST_MONEY = Decimal("9999999999.99")
Answer = Annotated[Text, longest(2_000)]


def _portfolio(value: Any) -> int | None:
    """None for no portfolio at all: empty, or 0 as lists of applicants print it."""
    if isinstance(value, str) and not value.strip():
        return None
    number = id_of(value)
    if number is None:
        raise wrong("must contain an integer.")
    return number or None


def _items(value: Any) -> tuple[str, ...]:
    texts = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    if are_too_many(texts):
        return ()  # refused as any that are too many, or none
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


class NewApplication(Inputs):
    """An application (L3032)."""

    q1: Answer = Field("", title="Question 1")
    q2: Answer = Field("", title="Question 2")
    q3: Answer = Field("", title="Question 3")
    q4: Answer = Field("", title="Question 4")
    notes: Annotated[Text, longest(5_000)] = Field("", title="Notes")
    jobquote: Annotated[Decimal | None, number_between(0, MOST_MONEY, 2)] = Field(None, title="Job Quote")
    portfolio: Annotated[int | None, BeforeValidator(_portfolio)] = Field(None, title="Portfolio")
    currency: Currency = Field(None, title="Currency", description="GBP, USD or EUR; GBP unless sent")

    @property
    def answers(self) -> tuple[str, str, str, str]:
        return self.q1, self.q2, self.q3, self.q4


class Filter(Inputs):
    """Whom to show (L3846)."""

    type: Text = Field("all", title="Type", description="all, new, shortlist, successful or unsuccessful")


class Decision(Inputs):
    """What becomes of some applications (L3898)."""

    ids: Annotated[tuple[str, ...], BeforeValidator(_items), LIST] = Field(
        (), title="Ids", description="a comma list of application ids; required"
    )
    status: Text = Field("", title="Status", description="new, shortlist, successful or unsuccessful; required")
    message: Annotated[Text, longest(10_000)] = Field("", title="Message", description="required with successful")
