"""Changes to conversations: begun, continued, read, put away, and what becomes of what is held back.

Whoever writes holds all people of the conversation first, as a block does: no message is stored after a block is.
Then the row of the conversation, its members, its version, in this order everywhere (migrations/0014_talk.sql).
What is looked at and counted before needs a connection of its own, so the transaction begins only after it.
"""

from collections.abc import Sequence
from datetime import datetime

from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.errors import TooManyRequests
from freelancerclub.features.auth.actions import do_count_tries
from freelancerclub.features.auth.queries import count_tries, get_registered
from freelancerclub.features.messages import queries, rules
from freelancerclub.features.messages.inputs import NewThread
from freelancerclub.features.messages.queries import Member
from freelancerclub.features.telling.actions import notify
from freelancerclub.features.users.actions import do_hold_people

BEGIN = """
    WITH begun AS (
        INSERT INTO thread (creator_id, source, job_id, created_at, last_at)
        VALUES (%(me)s, %(source)s, %(job)s, %(now)s, %(now)s) RETURNING id
    ), joined AS (
        INSERT INTO thread_member (thread_id, person_id, read, withheld, last_at)
        SELECT begun.id, p.id, p.id = %(me)s, %(held)s AND p.id <> %(me)s, %(now)s
        FROM begun, unnest(%(people)s::bigint[]) p (id)
    )
    SELECT id FROM begun"""

ADD = """
    INSERT INTO thread_item (thread_id, author_id, message, withheld, created_at)
    VALUES (%(thread)s, %(me)s, %(message)s, %(held)s, %(now)s)"""

# What somebody was told of a conversation and has read since is not told any more, whatever is said after it.
HEARD = """heard AS (
        UPDATE notification n SET seen_at = %(now)s FROM held
        WHERE n.person_id = %(me)s AND n.kind IN ('message.new', 'message.reply') AND n.target_id = held.id
          AND n.seen_at IS NULL
    )"""

# Everybody has it in the inbox again, also those who had put it away; of what is held back only its author.
GO_ON = f"""
    WITH held AS MATERIALIZED (SELECT id FROM thread WHERE id = %(thread)s FOR NO KEY UPDATE), brought_up AS (
        UPDATE thread_member m SET read = m.person_id = %(me)s, deleted_at = NULL,
            last_at = CASE WHEN %(held)s THEN m.last_at ELSE %(now)s END
        FROM held WHERE m.thread_id = held.id AND (m.person_id = %(me)s OR NOT %(held)s)
    ), {HEARD}{ADD}"""

# What came meanwhile stays unread.
MARK_READ = f"""
    WITH held AS MATERIALIZED (
        SELECT id FROM thread WHERE id = %(thread)s AND last_item IS NOT DISTINCT FROM %(newest)s FOR NO KEY UPDATE
    ), {HEARD}
    UPDATE thread_member m SET read = true FROM held
    WHERE (m.thread_id, m.person_id) = (held.id, %(me)s) AND NOT m.read"""

PUT_AWAY = """
    WITH held AS MATERIALIZED (SELECT id FROM thread WHERE id = %(thread)s FOR NO KEY UPDATE)
    UPDATE thread_member m SET deleted_at = %(now)s FROM held
    WHERE (m.thread_id, m.person_id) = (held.id, %(me)s) AND m.deleted_at IS NULL"""

# Of two who let it go at once the second finds that it is gone.
LET_GO = """
    UPDATE thread_item SET withheld = false WHERE id = ANY(%(ids)s) AND withheld
    RETURNING id, thread_id, author_id"""
LET_IN = """
    UPDATE thread_member SET withheld = false, read = false, deleted_at = NULL
    WHERE thread_id = %(thread)s AND person_id <> %(author)s RETURNING person_id"""
WHERE_HELD = """
    SELECT m.person_id FROM thread_item i JOIN thread_member m USING (thread_id)
    WHERE i.id = ANY(%(ids)s) AND i.withheld"""
IS_FIRST = "SELECT min(id) = %(id)s FROM thread_item WHERE thread_id = %(thread)s"


async def do_begin(ctx: Context, sent: NewThread) -> int:
    """Writes to people for the first time; the id of the conversation.

    Raises TooManyRecipients, NoRecipient, TooManyRequests, BlockedRecipient.
    """
    ids = [person_id for person_id in sent.ids if person_id != ctx.me.id]
    if len(ids) > rules.MOST_RECIPIENTS:
        raise rules.TooManyRecipients
    database = ctx.services.database
    there = await queries.find_recipients(database, ctx.me, ids)
    if not there:
        raise rules.NoRecipient
    await _count(ctx, await get_registered(database, ctx.me), recipients=len(there))
    await do_hold_people(ctx.db, ctx.me.id, *ids)
    found = await queries.find_recipients(ctx.db, ctx.me, ids)
    if not found:
        raise rules.NoRecipient
    if any(found.values()):
        raise rules.BlockedRecipient
    return await _begin(ctx, list(found), sent.message)


async def do_write_about_job(ctx: Context, job_id: int, message: str) -> int:
    """Writes to the owner of a job, where the two have written about it before in the same conversation (R91).

    Raises JobNotFound, NoRecipient for one's own, TooManyRequests, BlockedOwner.
    """
    owner_id, _ = await queries.access_job_owner(ctx.services.database, ctx.me, job_id)
    if owner_id == ctx.me.id:
        raise rules.NoRecipient
    is_first = await queries.find_about_job(ctx.services.database, ctx.me, job_id) is None
    await _count(ctx, await get_registered(ctx.services.database, ctx.me), recipients=int(is_first))
    await do_hold_people(ctx.db, ctx.me.id, owner_id)
    owner_id, is_blocked = await queries.access_job_owner(ctx.db, ctx.me, job_id)
    if is_blocked:
        raise rules.BlockedOwner
    thread_id = await queries.find_about_job(ctx.db, ctx.me, job_id)
    if thread_id is None:
        return await _begin(ctx, [owner_id], message, job_id)
    await _continue(ctx, thread_id, await _members(ctx, thread_id), message)
    return thread_id


async def do_reply(ctx: Context, thread_id: int, message: str) -> None:
    """Adds a message. Raises ThreadNotFound, ThreadForeign, ReplyTooShort, TooManyRequests, BlockedInThread."""
    registered, people = await queries.access_place(ctx.services.database, ctx.me, thread_id)
    if rules.is_too_short(message):
        raise rules.ReplyTooShort
    await _count(ctx, registered)
    await do_hold_people(ctx.db, *people)
    members = await _members(ctx, thread_id)
    if any(member.is_blocked for member in members):
        raise rules.BlockedInThread
    await _continue(ctx, thread_id, members, message)


async def _members(ctx: Context, thread_id: int) -> list[Member]:
    """As they are now that they are held."""
    return await queries.find_members(ctx.db, ctx.me, thread_id, ctx.now - rules.NAGGING)


async def _count(ctx: Context, registered: datetime, recipients: int = 0) -> None:
    """By the age of the account; never in the transaction of the change, so that what is refused counts too.

    But people on a list that is too long for what is left are not: they would take the rest of the day.
    """
    database, subject = ctx.services.database, f"person {ctx.me.id}"
    messages, people = rules.limits_of(ctx.settings, registered, ctx.now)
    if recipients > people.tries:
        raise rules.TooManyRecipients(rules.TOO_MANY.format(people.tries))
    await do_count_tries(database, ctx.now, ("message", subject, messages))
    if not recipients:
        return
    written_to = "recipient", subject, people
    if await count_tries(database, ctx.now, written_to) + recipients > people.tries:
        raise TooManyRequests(people.wait(ctx.now))
    await do_count_tries(database, ctx.now, written_to, hits=recipients)


async def _is_held(ctx: Context, people: Sequence[int], message: str) -> bool:
    """Whether the same text goes to too many strangers; people of the sender are held, so no two tries miss it."""
    now, altogether = await queries.count_strangers(ctx.db, ctx.me, people, message, ctx.now - rules.SPREAD)
    return now > 0 and altogether >= ctx.settings.held_from


async def _begin(ctx: Context, recipients: list[int], message: str, job_id: int | None = None) -> int:
    held = await _is_held(ctx, recipients, message)
    about = {"source": "job" if job_id else "", "job": job_id}
    people = [ctx.me.id, *recipients]
    thread_id: int = await ctx.db.value(BEGIN, me=ctx.me.id, people=people, held=held, now=ctx.now, **about)
    await ctx.db.do(ADD, thread=thread_id, me=ctx.me.id, message=message, held=held, now=ctx.now)
    if not held:
        await notify(ctx, recipients, "message.new", target=thread_id)
    return thread_id


async def _continue(ctx: Context, thread_id: int, members: Sequence[Member], message: str) -> None:
    others = [member for member in members if member.id != ctx.me.id]
    is_answered = any(member.is_answered for member in others)
    held = not is_answered and await _is_held(ctx, [member.id for member in others], message)
    await ctx.db.do(GO_ON, thread=thread_id, me=ctx.me.id, message=message, held=held, now=ctx.now)
    if held:
        return
    told = [member.id for member in others if member.is_told]
    await notify(ctx, told, "message.reply", target=thread_id)


async def do_mark_read(db: Database, person_id: int, thread_id: int, newest: int | None, now: datetime) -> None:
    """The person has read the conversation up to its newest item; what came after that one stays unread."""
    await db.do(MARK_READ, me=person_id, thread=thread_id, newest=newest, now=now)


async def do_put_away(ctx: Context, thread_id: int) -> None:
    """Takes it out of the caller's inbox until somebody writes again. Raises ThreadNotFound, ThreadForeign."""
    await queries.access_place(ctx.db, ctx.me, thread_id)
    await ctx.db.do(PUT_AWAY, thread=thread_id, me=ctx.me.id, now=ctx.now)


async def do_let_go(ctx: Context, ids: Sequence[int]) -> None:
    """Delivers messages that were held back. Raises NotHeld, and then nothing is done."""
    people = {row[0] for row in await ctx.db.rows(WHERE_HELD, ids=list(ids))}
    await do_hold_people(ctx.db, *people)
    gone = {row[0]: row[1:] for row in await ctx.db.rows(LET_GO, ids=list(ids))}
    missing = [item_id for item_id in ids if item_id not in gone]
    if missing:
        raise rules.NotHeld(f"Not held back: {', '.join(map(str, missing))}; `club message list` shows what is")
    for item_id in sorted(gone):
        thread_id, author_id = gone[item_id]
        others = [row[0] for row in await ctx.db.rows(LET_IN, thread=thread_id, author=author_id)]
        is_first = await ctx.db.value(IS_FIRST, id=item_id, thread=thread_id)
        kind = "message.new" if is_first else "message.reply"
        await notify(ctx, others, kind, actor=author_id, target=thread_id)
