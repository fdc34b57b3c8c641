"""The stream of what is new: what is asked for, what is heard, and how it goes on after a cut."""

import random
from dataclasses import dataclass

import httpx2

from freelancerclub_client.core import (
    Alone,
    Lost,
    Outcome,
    Patience,
    Reply,
    Request,
    Session,
    Sleep,
    Turn,
    credentials,
    is_expired,
    refused_by,
    renew,
    wanted_pause,
)
from freelancerclub_client.errors import ClubError, Unreachable
from freelancerclub_client.records.record import Record
from freelancerclub_client.records.talk import Notification, Place, ReadMessages, SeenNotifications, ThreadItem

PATH = "/events"
KINDS: dict[str, type[Record]] = {
    "ready": Place,
    "reset": Place,
    "message": ThreadItem,
    "notification": Notification,
    "read": ReadMessages,
    "seen": SeenNotifications,
}
PASSING = (429, 500, 502, 503, 504)
COME_BACK = 1.0  # seconds, unless the service says otherwise


@dataclass(frozen=True)
class Event:
    """Something new.

    kind: `ready` once at the start · `message` · `notification` · `read` and `seen`, what was read on whichever device
    · `reset`: more was missed than is kept, read the lists anew
    data: a record, ThreadItem or Notification and so on
    id: keep it to go on from here another time
    """

    id: str
    kind: str
    data: Record


class Following:
    """One stream, over as many connections as it takes. `place` is the id of the last event."""

    def __init__(self, session: Session, patience: Patience, after: str) -> None:
        self.place = after
        self._session, self._patience = session, patience
        self._was_ready = self._was_renewed = False
        self._failures = 0
        self._back = COME_BACK
        self._token = ""

    def request(self) -> Request:
        self._token = self._session.token
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store", **credentials(self._session)}
        if self.place:
            headers["Last-Event-ID"] = self.place
        return Request("GET", PATH, headers=headers)

    def heard(self, said: httpx2.ServerSentEvent) -> Event | None:
        """None for what is no news: a sign of life, or that it goes on after a cut. Raises Unreadable."""
        self._failures, self._was_renewed = 0, False
        self.place = said.id or self.place
        if said.retry is not None:
            self._back = said.retry / 1000
        if not said.data:
            return None
        is_repeated = said.event == "ready" and self._was_ready
        self._was_ready = self._was_ready or said.event == "ready"
        if is_repeated:
            return None
        data = Reply(200, {}, said.data.encode()).read(KINDS.get(said.event, Record))
        return Event(said.id, said.event, data)

    def cut(self, outcome: Outcome) -> Turn[None]:
        """What to do before the next connection. Raises Refused, Unreachable where there is to be none."""
        if is_expired(outcome) and self._token and not self._was_renewed:
            self._was_renewed = True
            yield Alone(renew(self._session, self._token, self._patience))
            return
        if outcome is None:  # it came to its end, as when the service is restarted
            yield Sleep(random.uniform(self._back / 2, self._back))  # noqa: S311 -- spreads load
            return
        self._failures += 1
        pause = self._patience.pause(self._failures, wanted_pause(outcome)) if _passes(outcome) else None
        if pause is None:
            raise _error(outcome)
        yield Sleep(pause)


def _passes(outcome: Reply | Lost) -> bool:
    return isinstance(outcome, Lost) or outcome.status in PASSING


def _error(outcome: Reply | Lost) -> ClubError:
    if isinstance(outcome, Lost):
        return Unreachable(outcome.reason, may_be_done=False)
    return refused_by(outcome)
