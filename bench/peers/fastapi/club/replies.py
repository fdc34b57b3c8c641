"""A reply: who may write it, and whether it is held back because the same text goes to many strangers."""

from datetime import timedelta

from fastapi import HTTPException
from sqlalchemy import and_, exists, func, select, union, update
from sqlalchemy.orm import aliased

from club.models import Person, Thread, ThreadItem, ThreadMember
from club.queries import get_blocked
from club.telling import heard, tell, told_lately

SPREAD = timedelta(days=1)  # within which the same text to many is one thing
HELD_FROM = 25  # strangers


async def access_people(session, me, thread_id):
    """The ids of all who are in a conversation of the caller's."""
    found = await session.execute(
        select(ThreadMember.person_id, ThreadMember.withheld).where(ThreadMember.thread_id == thread_id)
    )
    withheld = {row.person_id: row.withheld for row in found}
    if not withheld:
        raise HTTPException(404, "Sorry that message was not found.")
    if withheld.get(me.id, True):
        raise HTTPException(403, "You do not have access to this message")
    return set(withheld)


async def add_reply(session, me, thread_id, people, message, now):
    """Left to be committed. Nothing is stored after a block is: whoever blocks holds the people too."""
    await session.execute(
        select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update(key_share=True)
    )
    if not people.isdisjoint(await get_blocked(session, me)):
        raise HTTPException(400, "Can not post to thread as a blocked user exists")
    others, is_answered = await _find_others(session, me, thread_id, now)
    held = not is_answered and await _is_held(session, me, [other.person_id for other in others], message, now)
    await session.execute(select(Thread.id).where(Thread.id == thread_id).with_for_update(key_share=True))
    await session.execute(_brought_up(me, thread_id, held, now))
    await session.execute(heard(me, thread_id, now))
    session.add(ThreadItem(thread_id=thread_id, author_id=me.id, message=message, withheld=held, created_at=now))
    if not held:
        await tell(session, [other.person_id for other in others if other.is_told], me, thread_id, now)


async def _find_others(session, me, thread_id, now):
    """Everybody else there and whether they are told of what is said next, and whether anybody has answered."""
    unread = and_(~ThreadMember.read, told_lately(thread_id, now))
    present = and_(Person.deleted_at.is_(None), Person.suspended_at.is_(None))
    answered = exists().where(ThreadItem.thread_id == thread_id, ThreadItem.author_id != me.id)
    found = await session.execute(
        select(
            ThreadMember.person_id,
            and_(~ThreadMember.withheld, ~unread, present).label("is_told"),
            answered.label("is_answered"),
        )
        .join(ThreadMember.person)
        .where(ThreadMember.thread_id == thread_id, ThreadMember.person_id != me.id)
        .order_by(ThreadMember.person_id)
    )
    others = found.all()
    return others, any(other.is_answered for other in others)


def _brought_up(me, thread_id, held, now):
    """Everybody has it in the inbox again; of what is held back only its author."""
    everybody = update(ThreadMember).where(ThreadMember.thread_id == thread_id)
    if held:
        changed = everybody.where(ThreadMember.person_id == me.id).values(read=True, deleted_at=None)
    else:
        changed = everybody.values(read=ThreadMember.person_id == me.id, deleted_at=None, last_at=now)
    return changed.execution_options(synchronize_session=False)


async def _is_held(session, me, others, message, now):
    """Whether too many get the same text, now or lately, who have never written to the sender."""
    answer, mine = aliased(ThreadItem), aliased(ThreadMember)
    had = (
        select(ThreadMember.person_id)
        .join(ThreadItem, ThreadItem.thread_id == ThreadMember.thread_id)
        .where(
            ThreadItem.author_id == me.id,
            ThreadItem.likeness == func.likeness_of(message),
            ThreadItem.created_at > now - SPREAD,
            ~exists().where(answer.thread_id == ThreadItem.thread_id, answer.author_id != me.id),
        )
    )
    people = union(select(Person.id.label("id")).where(Person.id.in_(others)), had).subquery()
    wrote = exists().where(mine.person_id == me.id, answer.thread_id == mine.thread_id, answer.author_id == people.c.id)
    found = await session.execute(
        select(func.count().filter(people.c.id.in_(others)), func.count())
        .select_from(people)
        .where(people.c.id != me.id, ~wrote)
    )
    strangers, altogether = found.one()
    return strangers > 0 and altogether >= HELD_FROM
