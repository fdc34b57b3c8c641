"""What may be written to whom, and what of a conversation is asked for."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from freelancerclub.features.search.inputs import Words
from freelancerclub.wire.validate import LARGEST_ID, LIST, NOBODY, Id, Inputs, RequiredText, Text, id_of, longest

LONGEST = 10_000  # characters (R98)


def _ids(value: Any) -> tuple[int, ...]:
    """A comma list, sent once or as a list; what is no id is nobody (R67)."""
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    numbers = (id_of(part) for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


class NewThread(Inputs):
    """The first message of a conversation, and whom it is for."""

    ids: Annotated[tuple[int, ...], BeforeValidator(_ids), LIST] = Field(
        (), title="Ids", description="A comma list of user ids, at most 50"
    )
    message: Annotated[RequiredText, longest(LONGEST)] = Field(title="Message")


class NewMessage(Inputs):
    """A message about a job."""

    message: Annotated[RequiredText, longest(LONGEST)] = Field(title="Message")


class Reply(Inputs):
    """One more message; that it is too short is said in words of its own (L4655)."""

    message: Annotated[Text, longest(LONGEST)] = Field("", title="Message")


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
        """A text without a letter or digit is none."""
        wanted = self.search or self.searchstr
        return wanted if any(map(str.isalnum, wanted)) else ""
