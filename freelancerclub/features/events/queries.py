"""Reads of a person's stream: where it stands, and what its events mean to whoever reads them now."""

from collections.abc import Container, Sequence
from functools import partial
from typing import Any

import msgspec

from freelancerclub.callers import Caller
from freelancerclub.context import Context
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked
from freelancerclub.errors import TokenInvalid
from freelancerclub.features.auth.queries import find_standing
from freelancerclub.features.events.inputs import Since
from freelancerclub.features.events.rules import begin
from freelancerclub.features.notifications.queries import MINE, ROWS
from freelancerclub.shapes.events import Place, ReadMessages, SeenNotifications, StreamMessage
from freelancerclub.shapes.talk import Notification
from freelancerclub.wire.streaming import Batch, Event, Following

AT_ONCE = 100  # events

# The last position there is, and the first that is still kept.
STANDS = """
    SELECT coalesce((SELECT last FROM event_line WHERE person_id = %(me)s), 0),
        (SELECT min(e.position) FROM event e WHERE e.person_id = %(me)s)"""

AFTER = f"""
    SELECT e.position, e.kind, e.payload FROM event e WHERE e.person_id = %(me)s AND e.position > %(place)s
    ORDER BY e.position, e.id LIMIT {AT_ONCE}"""

# What they put away is not brought back by an event from before, nor what somebody wrote who is blocked by now;
# what is held back only its author sees.
MESSAGES = f"""
    SELECT item.id, {StreamMessage.columns()} FROM thread_item item JOIN person p ON p.id = item.author_id
    JOIN thread_member m ON (m.thread_id, m.person_id) = (item.thread_id, %(me)s)
    WHERE item.id = ANY(%(ids)s) AND m.shown AND (NOT item.withheld OR p.id = m.person_id)
      AND NOT {blocked("m.person_id", "p.id")}"""

SHOWN_LINES = f"SELECT note.id FROM notification note WHERE note.id = ANY(%(ids)s) AND {MINE}"
NOTIFICATIONS = f"SELECT note.id, {Notification.columns()} FROM {ROWS} WHERE note.id = ANY(%(ids)s) AND {MINE}"


async def access_stream(ctx: Context, asked: Since) -> Following:
    """One's own, from a place on. Raises TokenInvalid, ServiceUnavailable."""
    me, db = ctx.claimant, ctx.db
    if not await find_standing(db, [me], ctx.now):
        raise TokenInvalid
    stream = ctx.streams.open(me.id, me, asked.wait)  # before the place is read, so that no news is missed
    try:
        last, first = await _stands(db, me)
    except BaseException:
        ctx.streams.close(stream)
        raise
    name, place = begin(asked.last_event_id, first, last)
    said = Event(place, name, msgspec.json.encode(Place(str(place))))
    return Following(ctx.streams, stream, said, partial(find_events, db, me), asked.wait)


async def _stands(db: Database, me: Caller) -> tuple[int, int | None]:
    row = await db.row(STANDS, me=me.id)
    assert row is not None
    return row[0], row[1]


async def find_events(db: Database, me: Caller, place: int) -> Batch:
    """The next events after a place. What is gone by now, or not for these eyes any more, is left out."""
    rows = await db.rows(AFTER, me=me.id, place=place)
    messages = await _found(db, me, MESSAGES, StreamMessage, _ids(rows, "message", "item"))
    notifications = await _found(db, me, NOTIFICATIONS, Notification, _ids(rows, "notification", "notification"))
    seen = [id_ for _, kind, payload in rows if kind == "seen" for id_ in payload["notifications"]]
    shown = await _shown(db, me, seen)
    events = []
    for position, kind, payload in rows:
        data = _data(kind, payload, messages, notifications, shown)
        if data is not None:
            events.append(Event(position, kind, msgspec.json.encode(data)))
    return Batch(events, rows[-1][0] if rows else place, len(rows) == AT_ONCE)


def _ids(rows: Sequence[Row], kind: str, key: str) -> list[int]:
    return [payload[key] for _, each, payload in rows if each == kind]


async def _found(db: Database, me: Caller, statement: str, shape: Any, ids: list[int]) -> dict[int, Any]:
    """By id, as they are shown to the reader now."""
    if not ids:
        return {}
    rows = await db.rows(statement, me=me.id, ids=ids)
    return {row[0]: shape.from_row(row[1:]) for row in rows}


async def _shown(db: Database, me: Caller, ids: list[int]) -> set[int]:
    """Which of these lines the reader is shown now."""
    return {row[0] for row in await db.rows(SHOWN_LINES, me=me.id, ids=ids)} if ids else set()


def _data(
    kind: str, payload: Any, messages: dict[int, Any], notifications: dict[int, Any], shown: Container[int]
) -> Any:
    if kind == "message":
        return messages.get(payload["item"])
    if kind == "notification":
        return notifications.get(payload["notification"])
    if kind == "read":
        return ReadMessages([str(each) for each in payload["threads"]])
    seen = [str(each) for each in payload["notifications"] if each in shown]
    return SeenNotifications(seen) if seen else None
