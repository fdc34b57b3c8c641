"""What an alert may ask for."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from freelancerclub.features.search.inputs import wanted
from freelancerclub.features.users.inputs import Latitude, Longitude, Place
from freelancerclub.kit.globe import NEARBY
from freelancerclub.wire.validate import LIST, Flag, Inputs, Text, comma_list, longest, number_between

MOST_MILES = 12_500  # half around the globe


class NewAlert(Inputs):
    """All that is said has to hold of a job; of a list of disciplines one."""

    from_profile: Flag = Field(None, title="From Profile")
    discipline: Annotated[tuple[str, ...], comma_list(100, 20, separators=",\t"), LIST] = Field((), title="Discipline")
    searchstr: Annotated[Text, longest(200)] = Field("", title="Search")
    search: Annotated[Text, longest(200)] = Field("", title="Search")
    city: Place = Field("", title="City")
    country: Place = Field("", title="Country")
    longitude: Longitude = Field(None, title="Longitude")
    latitude: Latitude = Field(None, title="Latitude")
    distance: Annotated[Decimal | None, number_between(1, MOST_MILES, 1)] = Field(None, title="Distance")

    @property
    def text(self) -> str | None:
        """The documented name of other searches wins."""
        return wanted(self.searchstr, self.search).strip() or None

    @property
    def miles(self) -> Decimal | None:
        """How far from the place; None without one."""
        return None if self.latitude is None or self.longitude is None else self.distance or Decimal(NEARBY)
