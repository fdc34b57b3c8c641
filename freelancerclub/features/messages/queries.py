"""Who may write to whom, who has had the same text, and what is held back.

Writers look twice: once to refuse early, and again once the people are held, so that it stays as it was found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from freelancerclub.callers import Caller
from freelancerclub.db.pool import Database
from freelancerclub.db.visibility import applied_to, blocked, is_administrator, job_open_to, present
from freelancerclub.features.messages.rules import JobNotFound, ThreadForeign, ThreadNotFound

REGISTERED = "SELECT created_at FROM person WHERE id = %(me)s"

RECIPIENTS = f"""
    SELECT o.id, {blocked("o.id", "me.id")}
    FROM person me JOIN person o ON o.id = ANY(%(ids)s::bigint[]) AND o.id <> me.id
    WHERE me.id = %(me)s AND {present("o")}
      AND (NOT o.profile_hidden OR {is_administrator("me")} OR {applied_to("o.id", "me.id")})
    ORDER BY o.id"""

MEMBERS = f"""
    SELECT m.person_id, m.read, m.withheld, {blocked("m.person_id", "%(me)s::bigint")},
        EXISTS (SELECT FROM thread_item i WHERE i.thread_id = %(thread)s AND i.author_id <> %(me)s)
    FROM thread_member m WHERE m.thread_id = %(thread)s ORDER BY m.person_id"""

THERE = "SELECT id FROM thread WHERE id = %(thread)s"

# A job that the caller may see but for a block: expired ones too (R91).
JOB_OWNER = f"""
    SELECT j.owner_id, {blocked("j.owner_id", "%(me)s::bigint")}
    FROM job j JOIN person o ON o.id = j.owner_id
    WHERE j.id = %(job)s AND j.deleted_at IS NULL AND {present("o")}
      AND (o.id = %(me)s OR {job_open_to("j", "o", "%(me)s::bigint")})"""

ABOUT_JOB = "SELECT id FROM thread WHERE job_id = %(job)s AND creator_id = %(me)s"

# Those who get the same text now or got it lately, where nobody has answered, and have never written to the sender.
STRANGERS = """
    SELECT count(*) FILTER (WHERE o.person_id = ANY(%(people)s::bigint[])), count(*) FROM (
        SELECT unnest(%(people)s::bigint[]) AS person_id
        UNION SELECT m.person_id FROM thread_item i JOIN thread_member m USING (thread_id)
        WHERE i.author_id = %(me)s AND i.created_at > %(since)s
          AND i.likeness = likeness_of(%(message)s)
          AND NOT EXISTS (SELECT FROM thread_item a WHERE a.thread_id = i.thread_id AND a.author_id <> %(me)s)
    ) o WHERE o.person_id <> %(me)s AND NOT EXISTS (
        SELECT FROM thread_member mine JOIN thread_member theirs USING (thread_id)
        WHERE mine.person_id = %(me)s AND theirs.person_id = o.person_id AND EXISTS (
            SELECT FROM thread_item i WHERE i.thread_id = mine.thread_id AND i.author_id = o.person_id))"""

# Whoever hasn't read the conversation and was told of a reply a moment ago is not told of the next.
NAGGED = """
    SELECT DISTINCT n.person_id FROM notification n
    WHERE n.person_id = ANY(%(people)s::bigint[]) AND n.kind = 'message.reply' AND n.target_id = %(thread)s
      AND n.created_at > %(since)s"""

HELD = """
    SELECT i.id, a.email, i.created_at, (SELECT count(*) FROM thread_member m
        WHERE m.thread_id = i.thread_id AND m.person_id <> i.author_id), i.message
    FROM thread_item i JOIN person a ON a.id = i.author_id WHERE i.withheld ORDER BY i.id LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a conversation, as whoever writes there finds them."""

    id: int
    read: bool
    held: bool
    is_blocked: bool
    is_answered: bool  # somebody else than the writer has said something there


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for a moderator; `by` is an address, `to` how many would get it."""

    id: int
    by: str
    since: datetime
    to: int
    says: str


async def get_registered(db: Database, me: Caller) -> datetime:
    """When the caller's account was made."""
    found: datetime = await db.value(REGISTERED, me=me.id)
    return found


async def find_recipients(db: Database, me: Caller, ids: Sequence[int]) -> dict[int, bool]:
    """Whom of these the caller may write to, but for blocks, and whether there is one."""
    return {row[0]: row[1] for row in await db.rows(RECIPIENTS, me=me.id, ids=list(ids))}


async def access_members(db: Database, me: Caller, thread_id: int) -> list[Member]:
    """All members of a conversation of the caller's. Raises ThreadNotFound, ThreadForeign."""
    members = [Member(*row) for row in await db.rows(MEMBERS, me=me.id, thread=thread_id)]
    if any(member.id == me.id and not member.held for member in members):
        return members
    raise ThreadNotFound if await db.value(THERE, thread=thread_id) is None else ThreadForeign


async def access_job_owner(db: Database, me: Caller, job_id: int) -> tuple[int, bool]:
    """Whose a job is that the caller may see but for a block, and whether there is one. Raises JobNotFound."""
    row = await db.row(JOB_OWNER, me=me.id, job=job_id)
    if row is None:
        raise JobNotFound
    return row[0], row[1]


async def find_about_job(db: Database, me: Caller, job_id: int) -> int | None:
    """The conversation about a job that the caller began."""
    found: int | None = await db.value(ABOUT_JOB, me=me.id, job=job_id)
    return found


async def count_strangers(
    db: Database, me: Caller, people: Sequence[int], message: str, since: datetime
) -> tuple[int, int]:
    """How many of these are strangers, and how many strangers have the same text from the caller, these too."""
    row = await db.row(STRANGERS, me=me.id, people=list(people), message=message, since=since)
    assert row is not None
    return row[0], row[1]


async def find_nagged(db: Database, people: Sequence[int], thread_id: int, since: datetime) -> set[int]:
    """Who of these was told of a reply since then."""
    return {row[0] for row in await db.rows(NAGGED, people=list(people), thread=thread_id, since=since)}


async def find_held(db: Database, limit: int) -> list[Held]:
    """The messages that are held back, the oldest first."""
    return [Held(*row) for row in await db.rows(HELD, limit=limit)]
