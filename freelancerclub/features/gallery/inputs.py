"""What somebody who looks at pictures may ask for."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.features.search.inputs import Words, wanted
from freelancerclub.wire.validate import NOBODY, Flag, Inputs, id_of


def _portfolio(value: Any) -> int | None:
    """Nothing sent is no filter; what can't be an id is a portfolio that nobody has."""
    if not isinstance(value, str) or not value.strip():
        return None
    number = id_of(value)
    return NOBODY if number is None else number


class Extra(Inputs):
    """Whether what the reference doesn't have stands in a picture too, behind what it has."""

    extra: Flag = Field(None, title="Extra", description="1 adds what the reference doesn't have: alt_text")


class PictureSearch(Extra):
    """Words of a title, a description or keywords; both spellings of the parameter are known (R40)."""

    search: Words = Field("", title="Search")
    searchstr: Words = Field("", title="Search")

    @property
    def text(self) -> str:
        return wanted(self.search, self.searchstr)


class PicturesOf(Extra):
    """Which of a person's pictures: those of one portfolio, or all."""

    portfolioid: Annotated[int | None, BeforeValidator(_portfolio)] = Field(None, title="Portfolio")
