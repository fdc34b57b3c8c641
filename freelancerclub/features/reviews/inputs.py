"""What a review says."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from freelancerclub.wire.validate import Id, Inputs, RequiredText, longest, wrong

MOST = Decimal(5)


def _stars(value: Any) -> Decimal:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        raise wrong("is required.")
    try:
        stars = Decimal(text[:20]) if text.isascii() and text.replace(".", "", 1).isdigit() else None
    except InvalidOperation:
        stars = None
    if stars is None or not 1 <= stars <= MOST or stars * 2 % 1:
        raise wrong("must contain a number from 1 to 5, in halves.")
    return stars


def _trimmed(value: str) -> str:
    return value.strip()


class NewReview(Inputs):
    """What one party of a job says of the other."""

    job_id: Id = Field(title="Job Id")
    stars: Annotated[Decimal, BeforeValidator(_stars)] = Field(title="Stars")
    message: Annotated[RequiredText, AfterValidator(_trimmed), longest(5_000)] = Field(title="Message")
