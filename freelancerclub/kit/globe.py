"""The globe: which squares of it cover a circle, and how far along its surface two places are."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, cos, degrees, floor, pi, radians, sin

RADIUS = 3_958.7613  # miles
LEVELS = 7  # of squares: a quarter of a degree, half a degree … sixteen degrees
MOST_CELLS = 64
LOCATED = "l"  # what everybody who is anywhere has
_EDGE = 1e-9  # degrees by which a circle is drawn too large, rather than miss somebody for a rounding


@dataclass(frozen=True, slots=True)
class Circle:
    """All places within so many miles of one; the number 40 miles apart is 40 miles along the ground."""

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
        """The square of the straight way through the globe of radius 1 that is as long as the circle is wide."""
        return (2 * sin(min(self.miles / RADIUS, pi) / 2)) ** 2

    @property
    def cells(self) -> list[str]:
        """The smallest squares that cover it in a few, as the database's `place_cells` names them."""
        boxes = list(self._boxes())
        for level in range(LEVELS):
            grids = [
                (_indices(south, north, 90, level), _indices(west, east, 180, level))
                for south, north, west, east in boxes
            ]
            if sum(len(rows) * len(columns) for rows, columns in grids) <= MOST_CELLS:
                return [f"l{level}:{row}:{column}" for rows, columns in grids for row in rows for column in columns]
        return [LOCATED]

    def _boxes(self) -> Iterator[tuple[float, float, float, float]]:
        """South, north, west, east of a box around it, or of two where it crosses the antimeridian."""
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


def _indices(low: float, high: float, zero: int, level: int) -> range:
    """The squares from one coordinate to the other, both included."""
    size = 0.25 * 2**level
    return range(floor((low + zero) / size), floor((high + zero) / size) + 1)
