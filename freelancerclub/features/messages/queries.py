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

RECIPIENTS = f"""
    SELECT o.id, {blocked("o.id", "me.id")}
    FROM person me JOIN person o ON o.id = ANY(%(ids)s::bigint[]) AND o.id <> me.id
    WHERE me.id = %(me)s AND {present("o")}
      AND (NOT o.profile_hidden OR {is_administrator("me")} OR {applied_to("o.id", "me.id")})
    ORDER BY o.id"""

# For whoever wants to write there: since when they are registered, and who else is there.
PLACE = """
    SELECT p.created_at, EXISTS (SELECT FROM thread WHERE id = %(thread)s),
        coalesce(bool_or(m.person_id = %(me)s AND NOT m.withheld), false),
        array_agg(m.person_id ORDER BY m.person_id)
    FROM person p LEFT JOIN thread_member m ON m.thread_id = %(thread)s WHERE p.id = %(me)s GROUP BY p.id"""

# Whoever hasn't read the conversation and was told of a reply a moment ago is not told of the next.
MEMBERS = f"""
    SELECT m.person_id, {blocked("m.person_id", "%(me)s::bigint")},
        EXISTS (SELECT FROM thread_item i WHERE i.thread_id = %(thread)s AND i.author_id <> %(me)s),
        NOT m.withheld AND (m.read OR NOT EXISTS (SELECT FROM notification n WHERE n.person_id = m.person_id
            AND n.kind = 'message.reply' AND n.target_id = %(thread)s AND n.created_at > %(since)s))
    FROM thread_member m WHERE m.thread_id = %(thread)s ORDER BY m.person_id"""

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

HELD = """
    SELECT i.id, a.email, i.created_at, (SELECT count(*) FROM thread_member m
        WHERE m.thread_id = i.thread_id AND m.person_id <> i.author_id), i.message
    FROM thread_item i JOIN person a ON a.id = i.author_id WHERE i.withheld ORDER BY i.id LIMIT %(limit)s"""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a conversation, as whoever writes there finds them."""

    id: int
    is_blocked: bool
    is_answered: bool  # somebody else than the writer has said something there
    is_told: bool  # of what is said next


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits for a moderator; `by` is an address, `to` how many would get it."""

    id: int
    by: str
    since: datetime
    to: int
    says: str


async def find_recipients(db: Database, me: Caller, ids: Sequence[int]) -> dict[int, bool]:
    """Whom of these the caller may write to, but for blocks, and whether there is one."""
    return {row[0]: row[1] for row in await db.rows(RECIPIENTS, me=me.id, ids=list(ids))}


async def access_place(db: Database, me: Caller, thread_id: int) -> tuple[datetime, list[int]]:
    """When the caller's account was made, and all who are in a conversation of theirs.

    Raises ThreadNotFound, ThreadForeign.
    """
    row = await db.quick(PLACE, me=me.id, thread=thread_id)
    registered, is_there, is_member, people = row or (None, False, False, [])
    if not is_member:
        raise ThreadForeign if is_there else ThreadNotFound
    return registered, people


async def find_members(db: Database, me: Caller, thread_id: int, since: datetime) -> list[Member]:
    """All members of a conversation; `since` is how long ago is too lately to be told again."""
    return [Member(*row) for row in await db.rows(MEMBERS, me=me.id, thread=thread_id, since=since)]


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


async def find_held(db: Database, limit: int) -> list[Held]:
    """The messages that are held back, the oldest first."""
    return [Held(*row) for row in await db.rows(HELD, limit=limit)]
