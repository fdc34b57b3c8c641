"""Which days of usage are asked for."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from freelancerclub.errors import Refusal
from freelancerclub.wire.validate import Inputs

_POSITIVE = re.compile(r"0*[1-9][0-9]*\Z", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)


class BadStartingAfter(Refusal):
    printed, message = False, "The startingafter variable should be a positive integer"


class BadDay(Refusal):
    """A new sentence in the manner of the printed one."""

    printed = False


def _cursor(value: str) -> int:
    if not _POSITIVE.match(value):
        raise BadStartingAfter
    return min(int(value.lstrip("0")[:20]), 2**63 - 1)  # Python reads no number of more than 4,300 digits


def _day(name: str) -> BeforeValidator:
    def read(value: str) -> date:
        try:
            return date.fromisoformat(value if _DAY.match(value) else "")
        except ValueError:
            raise BadDay(f"The {name} variable should be a date in the form YYYY-MM-DD") from None

    return BeforeValidator(read)


class UsageAsked(Inputs):
    """Both days count; `startingafter` is the last usage_id that was seen."""

    startdate: Annotated[date | None, _day("startdate")] = Field(None, title="Startdate")
    enddate: Annotated[date | None, _day("enddate")] = Field(None, title="Enddate")
    startingafter: Annotated[int, BeforeValidator(_cursor)] = Field(0, title="Startingafter")
