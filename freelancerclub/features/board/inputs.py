"""What a search of the board may say. Nothing is ever refused: what can't be understood isn't heeded (L2839)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from freelancerclub.features.jobs.rules import NORMAL, TEST
from freelancerclub.features.search.inputs import Names, Number, Switch, Words, circle_of, wanted
from freelancerclub.kit.globe import Circle
from freelancerclub.wire.validate import Inputs

Tab = Literal["applied", "match", "watchlist"]
TABS: tuple[Tab, ...] = ("applied", "match", "watchlist")
KINDS = {"paid": NORMAL, "test": TEST}  # what payment says of the kind (R49)


def _known(value: Any, known: Any) -> str | None:
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if word in known else None


class BoardSearch(Inputs):
    """Which jobs to list; all that is said has to hold (L2822)."""

    discipline: Names = Field((), title="Discipline")
    searchstr: Words = Field("", title="Search")
    search: Words = Field("", title="Search")
    testing: Switch = Field(False, title="Testing", description="on: test jobs only")
    city: Words = Field("", title="City")
    longitude: Number = Field(None, title="Longitude")
    latitude: Number = Field(None, title="Latitude")
    distance: Number = Field(None, title="Distance", description="miles; 40 unless sent")
    payment_status: Annotated[str | None, BeforeValidator(lambda value: _known(value, KINDS))] = Field(
        None, title="Payment Status", description="paid or test"
    )
    tab: Annotated[Tab | None, BeforeValidator(lambda value: _known(value, TABS))] = Field(
        None, title="Tab", description="applied, match (one's own disciplines and place) or watchlist"
    )

    @property
    def text(self) -> str:
        """The documented name wins over the other one."""
        return wanted(self.searchstr, self.search)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of jobs that are wanted: no two at once can be (R50)."""
        asked = {TEST} if self.testing else set()
        return frozenset(asked | {KINDS[self.payment_status]} if self.payment_status else asked)

    @property
    def circle(self) -> Circle | None:
        """Where to look; only when all three of city, longitude and latitude were sent (L2833)."""
        return circle_of(self.city, self.latitude, self.longitude, self.distance)
