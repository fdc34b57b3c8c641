"""What may be written, and to whom."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.features.messages.rules import MOST_RECIPIENTS
from freelancerclub.wire.validate import LIST, Inputs, RequiredText, Text, are_too_many, id_of, longest, wrong

LONGEST = 10_000  # characters (R98)


def _ids(value: Any) -> tuple[int, ...]:
    """A comma list, sent once or as a list; what is no id is nobody (R67)."""
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    if are_too_many(texts):
        raise wrong(f"cannot have more than {MOST_RECIPIENTS} entries.")
    numbers = (id_of(part) for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(number for number in numbers if number is not None))


class NewThread(Inputs):
    """The first message of a conversation, and whom it is for."""

    ids: Annotated[tuple[int, ...], BeforeValidator(_ids), LIST] = Field(
        (), title="Ids", description="A comma list of user ids, at most 50; required"
    )
    message: Annotated[RequiredText, longest(LONGEST)] = Field(title="Message")


class NewMessage(Inputs):
    """A message about a job."""

    message: Annotated[RequiredText, longest(LONGEST)] = Field(title="Message")


class Reply(Inputs):
    """One more message; that it is too short is said in words of its own (L4655)."""

    message: Annotated[Text, longest(LONGEST)] = Field(
        "", title="Message", description="at least 4 characters; required"
    )
