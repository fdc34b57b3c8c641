"""What a search of people may say. Nothing is ever refused: what can't be understood isn't heeded (L716)."""

import re
from math import isfinite
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from freelancerclub.kit.globe import NEARBY, Circle
from freelancerclub.wire.validate import Inputs

ON = {"on", "1", "yes", "true"}
MOST_DISCIPLINES = 50
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]{1,2})?\Z", re.IGNORECASE)


def _text(value: Any) -> str:
    """Texts that no column could hold are none that anybody could be found by."""
    return re.sub(r"[\x00\ud800-\udfff]", " ", value).strip() if isinstance(value, str) else ""


def _switch(value: Any) -> bool:
    return _text(value).lower() in ON


def _list(value: Any) -> tuple[str, ...]:
    names = (name.strip() for name in _text(value).split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_DISCIPLINES]


def _number(value: Any) -> float | None:
    text = _text(value)
    number = float(text) if _NUMBER.match(text) else None
    return number if number is not None and isfinite(number) else None


def wanted(*texts: str) -> str:
    """What is looked for, of the two spellings of the parameter (R40); a text without a letter or digit is none."""
    first = next(filter(None, texts), "")
    return first if any(map(str.isalnum, first)) else ""


Words = Annotated[str, BeforeValidator(_text)]
Names = Annotated[tuple[str, ...], BeforeValidator(_list)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Number = Annotated[float | None, BeforeValidator(_number)]


def circle_of(city: str, latitude: float | None, longitude: float | None, miles: float | None) -> Circle | None:
    """Where to look: only where a city and a place on the globe are said."""
    if not city or latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Circle(latitude, longitude, miles if miles and miles > 0 else NEARBY)


class PeopleSearch(Inputs):
    """Whom to list, and in which order (L706); all that is said has to hold."""

    discipline: Names = Field((), title="Discipline")
    searchstr: Words = Field("", title="Search")
    search: Words = Field("", title="Search")
    influence: Switch = Field(False, title="Influence")
    testing: Switch = Field(False, title="Testing")
    mentor: Switch = Field(False, title="Mentor")
    online: Switch = Field(False, title="Online")
    city: Words = Field("", title="City")
    longitude: Number = Field(None, title="Longitude")
    latitude: Number = Field(None, title="Latitude")
    distance: Number = Field(None, title="Distance")

    @property
    def text(self) -> str:
        """The documented name wins over the other one."""
        return wanted(self.searchstr, self.search)

    @property
    def circle(self) -> Circle | None:
        """Where to look; only when all three of city, longitude and latitude were sent (L714)."""
        return circle_of(self.city, self.latitude, self.longitude, self.distance)
