"""The kinds of value that this wire knows, as types of fields."""

import os
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BeforeValidator

SITE_URL = os.environ["PEER_SITE_URL"]
GONE = "Deleted member"
_AFTER_A_KIND = re.compile(r"/(?:channel|user|c)/+([^/?#]+)")
_HOST = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_LAST = re.compile(r"/([^/?#]+)/*(?:[?#].*)?$")


def _decimals(places):
    unit = Decimal(1).scaleb(-places)
    return lambda value: None if value is None else str(value.quantize(unit, ROUND_HALF_UP))


def _social_name(value):
    """The account that a link names; '' without one."""
    if not value or "/" not in value:
        return value or ""
    found = _AFTER_A_KIND.search(value) or _LAST.search(_HOST.sub("", value, count=1))
    return found[1] if found else ""


def face_url(picture):
    return f"{SITE_URL}/images/profile/120/{picture}" if picture else None


# Models have coerce_numbers_to_str, so an id and a count are simply texts.
Flag = Annotated[str, BeforeValidator(lambda value: "1" if value else "0")]
Testing = Annotated[str, BeforeValidator(lambda value: "yes" if value else "dns")]
Stamp = Annotated[
    str, BeforeValidator(lambda value: value.strftime("%Y-%m-%d %H:%M:%S") if value else "0000-00-00 00:00:00")
]
Day = Annotated[str, BeforeValidator(lambda value: value.isoformat() if value else "0000-00-00")]
Names = Annotated[str, BeforeValidator(", ".join)]
OrEmpty = Annotated[str, BeforeValidator(lambda value: value or "")]
Money = Annotated[str | None, BeforeValidator(_decimals(2))]
Points = Annotated[str, BeforeValidator(_decimals(3))]
Rating = Annotated[str, BeforeValidator(_decimals(2))]
Coordinate = Annotated[str, BeforeValidator(lambda value: f"{value or 0:.5f}")]
FaceUrl = Annotated[str | None, BeforeValidator(face_url)]
SocialName = Annotated[str, BeforeValidator(_social_name)]
Price = Annotated[str | None, BeforeValidator(lambda value: value and value.replace("GBP", "&pound;"))]

# Of the counters of a person, of their portfolios and pictures.
Mean = Annotated[str | None, BeforeValidator(lambda counter: f"{counter.star_avg:.6f}" if counter.reviews else None)]
PortfolioNames = Annotated[
    str, BeforeValidator(lambda portfolios: "".join(f"{one.title} {one.discipline}, " for one in portfolios))
]
