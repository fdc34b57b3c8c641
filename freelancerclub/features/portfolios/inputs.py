"""What comes in about portfolios; the sentences about it are the reference's own, so the rules say them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.wire.validate import LIST, Inputs


def _line(value: Any) -> str:
    """A text as it will be kept; a file is none."""
    return value.strip() if isinstance(value, str) else ""


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    """As sent, so that a refusal can quote them; a file is a blank."""
    return tuple(value if isinstance(value, str) else "" for value in values)


Line = Annotated[str, BeforeValidator(_line)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts), LIST]
TextsIfSent = Annotated[tuple[str, ...] | None, BeforeValidator(_texts), LIST]


class NewPortfolio(Inputs):
    """A portfolio to be made. The reference's table says `portfolio` where its example says `discipline` (R33)."""

    title: Line = Field("", title="Title", description="At most 15 characters; required")
    discipline: Line = Field(
        "", title="Discipline", description="The discipline that it is for, in any words; required"
    )
    portfolio: Line = Field("", title="Portfolio", description="Another name of `discipline`, which wins")


class PortfolioChange(Inputs):
    """What is to be changed of a portfolio; what isn't sent stays."""

    title: Line | None = Field(None, title="Title", description="At most 15 characters")
    discipline: Line | None = Field(None, title="Discipline", description="The discipline that it is for")


class Arranging(Inputs):
    """All pictures of a portfolio in their order, and those that stand for it."""

    images: Texts = Field((), title="Images", description="Ids of the pictures, in the order wanted")
    defaults: TextsIfSent = Field(None, title="Defaults", description="Ids of up to three of them, to come first")
