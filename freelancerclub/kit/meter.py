"""What requests leave to be written later: bytes by person and day, and who was here; kept until somebody takes it."""

from datetime import date, datetime, timedelta

Counted = dict[tuple[int, date], tuple[int, int]]
Seen = dict[int, datetime]

SEEN_EVERY = timedelta(minutes=1)


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


class Presence:
    """Belongs to one process; tells of each person at most once a minute. A look-up a request."""

    def __init__(self) -> None:
        self._told: Seen = {}  # the last minute's, in the order of their moments
        self._new: Seen = {}

    def see(self, person_id: int, now: datetime) -> None:
        told = self._told.get(person_id)
        if told is None or now - told >= SEEN_EVERY:
            self._told.pop(person_id, None)
            self._told[person_id] = self._new[person_id] = now

    def take(self, now: datetime) -> Seen:
        """Who came since the last take, or stayed for another minute."""
        for person_id, moment in list(self._told.items()):
            if now - moment < SEEN_EVERY:
                break
            del self._told[person_id]
        taken, self._new = self._new, {}
        return taken

    def give_back(self, seen: Seen) -> None:
        """What the taker could not write is told again."""
        self._new = seen | self._new
