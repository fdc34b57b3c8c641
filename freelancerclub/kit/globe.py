"""The globe: circles on it, and the boxes of longitude and latitude that hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin

RADIUS = 3_958.7613  # miles
EVERYWHERE = 5.0  # more than the square of any way through that globe
NEARBY = 40.0  # miles that a circle reaches whose width nobody said
_EDGE = 1e-9  # degrees by which a circle is drawn too large, rather than miss somebody for a rounding


@dataclass(frozen=True, slots=True)
class Circle:
    """All places within so many miles of one, along the ground."""

    latitude: float
    longitude: float
    miles: float

    @property
    def centre(self) -> tuple[float, float, float]:
        """On a globe of radius 1, as `person_search` keeps places."""
        latitude, longitude = radians(self.latitude), radians(self.longitude)
        return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)

    @property
    def chord(self) -> float:
        """The square of the straight way, through a globe of radius 1, that leads as far as the circle reaches."""
        angle = self.miles / RADIUS
        return EVERYWHERE if angle >= pi else (2 * sin(angle / 2)) ** 2

    @property
    def boxes(self) -> list[str]:
        """The box around it as PostgreSQL writes one, or two of them where it crosses the antimeridian."""
        return [f"({east!r},{north!r}),({west!r},{south!r})" for south, north, west, east in self._boxes()]

    def _boxes(self) -> Iterator[tuple[float, float, float, float]]:
        reach = degrees(min(self.miles / RADIUS, pi)) + _EDGE
        south, north = self.latitude - reach, self.latitude + reach
        if south <= -90 or north >= 90:  # a pole is inside, and with it every longitude
            yield max(south, -90), min(north, 90), -180, 180
            return
        aside = degrees(asin(sin(radians(reach)) / cos(radians(self.latitude)))) + _EDGE
        west, east = self.longitude - aside, self.longitude + aside
        yield south, north, max(west, -180), min(east, 180)
        if west < -180:
            yield south, north, west + 360, 180
        if east > 180:
            yield south, north, -180, east - 360
