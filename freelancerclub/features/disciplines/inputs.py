"""What the operator says of disciplines and skills; there is no endpoint for it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from freelancerclub.wire.validate import LIST, Inputs, Switch, Text, comma_list, longest, wrong


def _one_name(value: str) -> str:
    """People send the names in lists delimited with commas or tabs (R19), so a name holds neither."""
    if "," in value or "\t" in value:
        raise wrong("cannot hold a comma or a tab.")
    return value.strip()


Name = Annotated[Text, longest(100), AfterValidator(_one_name)]
Words = Annotated[Text, longest(1_000)]


class DisciplineEntry(Inputs):
    """A discipline; `subdisciplines` names all that it shall have."""

    name: Name = Field("", title="Name")
    in_search: Switch = Field(None, title="In Search")
    sub: Words = Field("", title="Sub")
    alias1: Name = Field("", title="Alias1")
    alias2: Name = Field("", title="Alias2")
    description: Words = Field("", title="Description")
    suggestions: Words = Field("", title="Suggestions")
    subdisciplines: Annotated[tuple[str, ...], comma_list(100, 100), LIST] = Field((), title="Subdisciplines")


class SkillEntry(Inputs):
    """A skill."""

    name: Name = Field("", title="Name")
