"""Whom to invite."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from freelancerclub.wire.validate import LIST, Inputs, comma_list, wrong

MOST = 500


def _digits(items: tuple[str, ...]) -> tuple[str, ...]:
    """The digits of each, without leading zeros: the reference's own sample ends in `=` (R55)."""
    bare = (re.sub(r"[^0-9]", "", item) for item in items)
    found = tuple(dict.fromkeys(item.lstrip("0") or "0" for item in bare if item))
    if not found:
        raise wrong("is required.")
    return found


class Guests(Inputs):
    userids: Annotated[tuple[str, ...], comma_list(40, MOST), AfterValidator(_digits), LIST] = Field(title="User Ids")
