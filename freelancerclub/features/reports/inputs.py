"""What a report says."""

from typing import Annotated

from pydantic import AfterValidator, Field

from freelancerclub.features.reports.rules import KINDS
from freelancerclub.wire.validate import Id, Inputs, RequiredText, Text, longest, wrong


def _kind(value: str) -> str:
    kind = value.strip().lower()
    if kind not in KINDS:
        raise wrong(f"must be one of: {','.join(KINDS)}.")
    return kind


class Report(Inputs):
    """`id` is that of the thing; of a message it is the one of the item, not of the thread."""

    kind: Annotated[RequiredText, AfterValidator(_kind)] = Field(title="Kind")
    id: Id = Field(title="Id")
    reason: Annotated[Text, longest(2_000)] = Field("", title="Reason")
