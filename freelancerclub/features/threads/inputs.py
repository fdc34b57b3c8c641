"""What of a conversation is asked for, and what is looked for in all of them."""

from typing import Annotated

from pydantic import AfterValidator, Field

from freelancerclub.features.search.inputs import Words, wanted
from freelancerclub.wire.validate import LARGEST_ID, NOBODY, Id, Inputs


def _item(value: int) -> int:
    """After an id that is none there is nothing."""
    return LARGEST_ID if value == NOBODY else value


class Since(Inputs):
    """Only what is newer than an item, the oldest of it first."""

    after: Annotated[Id, AfterValidator(_item)] | None = Field(
        None, title="After", description="Id of the last item that the client has"
    )


class MessageSearch(Inputs):
    """Words of a message; both spellings of the parameter are known (R40)."""

    search: Words = Field("", title="Search")
    searchstr: Words = Field("", title="Search")

    @property
    def text(self) -> str:
        return wanted(self.search, self.searchstr)
