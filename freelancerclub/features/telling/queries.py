"""Reads of what is due, and of what is still worth telling at the moment it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import blocked, present
from freelancerclub.features.telling.rules import KINDS, TOPICS, Waiting

MOST_WAITING = 2_000  # looked at in one transaction
AT_ONCE = 50  # mails over one connection

_PACES = " ".join(f"WHEN '{topic}' THEN p.{topic}" for topic in TOPICS)
PACE = f"(CASE i.topic {_PACES} END)"

# All of a person's that may be due, so that no digest is cut in two.
WAITING = f"""
    SELECT i.notification_id, i.person_id, i.happened_at, {PACE}
    FROM mail_item i JOIN person p ON p.id = i.person_id
    WHERE i.mailing_id IS NULL AND i.due_at <= %(now)s AND i.person_id IN (
        SELECT person_id FROM (
            SELECT person_id, due_at, notification_id AS id FROM mail_item
            WHERE mailing_id IS NULL AND due_at <= %(now)s
        ) due ORDER BY due_at, id LIMIT {MOST_WAITING})
    ORDER BY i.person_id, i.notification_id
    FOR UPDATE OF i"""

DUE_MAILINGS = f"""
    SELECT id, person_id, pace, created_at, tries FROM mailing WHERE ended_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT {AT_ONCE}"""

DUE_PUSHES = f"""
    SELECT id, created_at, tries FROM push WHERE ended_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT {AT_ONCE}"""

ANY_DUE = """
    SELECT EXISTS (SELECT FROM mailing WHERE ended_at IS NULL AND due_at <= %(now)s)
        OR EXISTS (SELECT FROM mail_item WHERE mailing_id IS NULL AND due_at <= %(now)s),
        EXISTS (SELECT FROM push WHERE ended_at IS NULL AND due_at <= %(now)s)"""

_STILL = " ".join(f"WHEN '{name}' THEN {kind.still}" for name, kind in KINDS.items())

# Unread, nobody blocked, everybody and everything it is about still there.
WORTH_TELLING = f"""note.seen_at IS NULL AND {present("p")}
    AND (a.id IS NULL OR ({present("a")} AND NOT {blocked("p.id", "a.id")}))
    AND NOT EXISTS (SELECT FROM picture i WHERE i.id = note.picture_id AND i.deleted_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM job j WHERE j.id = note.job_id AND j.deleted_at IS NOT NULL)
    AND CASE note.kind {_STILL} ELSE true END"""

LETTERS = f"""
    SELECT m.id, p.email, p.display_name, note.kind, coalesce(a.display_name, ''), note.message, note.link, i.topic
    FROM mailing m JOIN person p ON p.id = m.person_id JOIN mail_item i ON i.mailing_id = m.id
        JOIN notification note ON note.id = i.notification_id LEFT JOIN person a ON a.id = note.actor_id
    WHERE m.id = ANY(%(ids)s) AND m.ended_at IS NULL AND {PACE} <> 'never' AND {WORTH_TELLING}
      AND NOT EXISTS (SELECT FROM mail_stop s WHERE s.email = lower(p.email))
    ORDER BY m.id, note.id"""

_SWITCHES = " ".join(f"WHEN '{name}' THEN p.{kind.push.switch}" for name, kind in KINDS.items() if kind.push)

RING = f"""
    SELECT p.id, note.kind, note.target_id, note.job_id,
        array(SELECT d.id FROM device d WHERE d.person_id = p.id ORDER BY d.id)
    FROM push JOIN notification note ON note.id = push.notification_id JOIN person p ON p.id = note.person_id
        LEFT JOIN person a ON a.id = note.actor_id
    WHERE push.id = %(id)s AND push.ended_at IS NULL AND CASE note.kind {_SWITCHES} ELSE false END
      AND {WORTH_TELLING}"""

STOPS = """
    SELECT email AS id, reason, detail, created_at FROM mail_stop ORDER BY created_at DESC, id LIMIT %(limit)s"""

STATE = """
    SELECT (SELECT count(*) FROM mail_item WHERE mailing_id IS NULL),
        (SELECT count(*) FROM mailing WHERE ended_at IS NULL),
        (SELECT count(*) FROM mailing WHERE outcome = 'given up'),
        (SELECT count(*) FROM push WHERE ended_at IS NULL),
        (SELECT count(*) FROM push WHERE outcome = 'given up')"""

# One at a time in the whole service; it ends with the transaction, so whoever dies holds nobody up. That may wait for
# longer than the server lets a transaction, where a mail server takes its time.
ALONE = """
    SELECT pg_try_advisory_xact_lock(hashtext(%(name)s))
    FROM set_config('idle_in_transaction_session_timeout', '0', true)"""


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mail whose contents are fixed."""

    id: int
    person_id: int
    pace: str
    created_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class DuePush:
    """A push that is due."""

    id: int
    created_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Line:
    """One notification of a mail."""

    kind: str
    who: str
    message: str
    link: str
    topic: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Who gets a mail, and what of it is still worth telling."""

    email: str
    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Ring:
    """What a push says, and the devices it goes to."""

    person_id: int
    kind: str
    target_id: int | None
    job_id: int | None
    devices: list[str]


@dataclass(frozen=True, slots=True)
class State:
    """How many wait for a mail, mails and pushes that are on their way, and those given up."""

    items: int
    mails: int
    mails_given_up: int
    pushes: int
    pushes_given_up: int


async def is_alone(db: Database, name: str) -> bool:
    """Whether nobody else does it; true holds until this transaction ends."""
    return bool(await db.value(ALONE, name=name))


async def find_waiting(db: Database, now: datetime) -> list[Waiting]:
    """Locked; at least all of a person's."""
    return [Waiting(*row) for row in await db.rows(WAITING, now=now)]


async def find_due_mailings(db: Database, now: datetime) -> list[Mailing]:
    return [Mailing(*row) for row in await db.rows(DUE_MAILINGS, now=now)]


async def find_due_pushes(db: Database, now: datetime) -> list[DuePush]:
    return [DuePush(*row) for row in await db.rows(DUE_PUSHES, now=now)]


async def find_any_due(db: Database, now: datetime) -> tuple[bool, bool]:
    """Whether there is a mail to send, and a push."""
    row = await db.row(ANY_DUE, now=now)
    assert row is not None
    return row[0], row[1]


async def access_letters(db: Database, ids: Sequence[int]) -> dict[int, Letter]:
    """By mailing, as things stand now; those of which nothing is worth telling any more are not among them."""
    found: dict[int, Letter] = {}
    for mailing_id, email, name, *line in await db.rows(LETTERS, ids=list(ids)):
        found.setdefault(mailing_id, Letter(email, name, [])).lines.append(Line(*line))
    return found


async def access_ring(db: Database, push_id: int) -> Ring | None:
    """As things stand now; None when there is nothing to say any more, or nobody to hear it."""
    row = await db.row(RING, id=push_id)
    return Ring(*row) if row and row[4] else None


async def find_stops(db: Database, limit: int) -> Sequence[tuple[str, str, str, datetime]]:
    """Addresses that get no mail, the latest first."""
    return [(row[0], row[1], row[2], row[3]) for row in await db.rows(STOPS, limit=limit)]


async def find_state(db: Database) -> State:
    row = await db.row(STATE)
    assert row is not None
    return State(*row)
