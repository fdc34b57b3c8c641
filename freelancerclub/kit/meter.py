"""A meter: bytes by person and day, summed in memory until somebody takes them away."""

from datetime import date

Counted = dict[tuple[int, date], tuple[int, int]]


class Meter:
    """Belongs to one process; two additions and a look-up a request."""

    def __init__(self) -> None:
        self._counted: Counted = {}

    def add(self, person_id: int, day: date, upload: int, download: int) -> None:
        key = (person_id, day)
        up, down = self._counted.get(key, (0, 0))
        self._counted[key] = (up + upload, down + download)

    def take(self) -> Counted:
        """What was counted since the last take; from here on it is the taker's."""
        taken, self._counted = self._counted, {}
        return taken

    def give_back(self, counted: Counted) -> None:
        """What the taker could not write is counted again."""
        for (person_id, day), (upload, download) in counted.items():
            self.add(person_id, day, upload, download)
