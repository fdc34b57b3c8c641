"""Who is told of a reply, in the inbox of notices, by mail and by push; the worker sends what is written here."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, exists, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from club.models import Base, ThreadMember

KIND, TOPIC, SEND_MAIL = "message.reply", "notifications", "telling.send_mail"
NAGGING = timedelta(minutes=5)  # within which whoever hasn't read yet isn't told again
PUSH_DELAY = timedelta(minutes=5)


class Notification(Base):
    __tablename__ = "notification"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    module: Mapped[str]
    target_id: Mapped[int | None]
    window_start: Mapped[datetime]
    link: Mapped[str]
    message: Mapped[str]
    listed: Mapped[bool]
    seen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MailItem(Base):
    """A notification on its way into a mail."""

    __tablename__ = "mail_item"

    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topic: Mapped[str]
    happened_at: Mapped[datetime]
    due_at: Mapped[datetime]


class Push(Base):
    """A notification on its way to a person's devices."""

    __tablename__ = "push"

    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[int] = mapped_column(ForeignKey("notification.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]


class Task(Base):
    """What the worker has to do; the rest of the row is as the database has it by default."""

    __tablename__ = "procrastinate_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    queue_name: Mapped[str]
    task_name: Mapped[str]


def told_lately(thread_id, now):
    """Whether a member of a conversation was told of a reply there a moment ago."""
    return exists().where(
        Notification.person_id == ThreadMember.person_id,
        Notification.kind == KIND,
        Notification.target_id == thread_id,
        Notification.created_at > now - NAGGING,
    )


def heard(person, thread_id, now):
    """What somebody was told of a conversation that they now write in is seen."""
    told = update(Notification).where(
        Notification.person_id == person.id,
        Notification.kind.in_(("message.new", KIND)),
        Notification.target_id == thread_id,
        Notification.seen_at.is_(None),
    )
    return told.values(seen_at=now).execution_options(synchronize_session=False)


async def tell(session, people, sender, thread_id, now):
    """In the transaction of the reply."""
    if not people:
        return
    what = {"kind": KIND, "module": "message", "message": "has replied to your conversation", "listed": False}
    about = {"actor_id": sender.id, "target_id": thread_id, "link": f"/messages/{thread_id}"}
    when = {"window_start": now, "created_at": now}
    found = await session.execute(
        insert(Notification)
        .values([{"person_id": person, **what, **about, **when} for person in people])
        .on_conflict_do_nothing(constraint="notification_once")
        .returning(Notification.id, Notification.person_id)
    )
    told = found.all()
    session.add_all(
        MailItem(notification_id=one.id, person_id=one.person_id, topic=TOPIC, happened_at=now, due_at=now)
        for one in told
    )
    session.add_all(Push(notification_id=one.id, created_at=now, due_at=now + PUSH_DELAY) for one in told)
    if told:
        session.add(Task(queue_name="default", task_name=SEND_MAIL))
