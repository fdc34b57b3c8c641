"""Tries, counted in the database exactly and for all processes: one too many is answered 429."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fastapi import HTTPException
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from club.models import Base

NEW = timedelta(days=7)


class RateCounter(Base):
    __tablename__ = "rate_counter"

    rule: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    hits: Mapped[int]


class Limit(NamedTuple):
    """So many tries within so many seconds; windows begin at multiples of their length."""

    most: int
    seconds: int

    def start(self, now):
        second = int(now.timestamp())
        return datetime.fromtimestamp(second - second % self.seconds, UTC)

    def wait(self, now):
        return self.seconds - int(now.timestamp()) % self.seconds


def _limit(name, usual):
    return Limit(*map(int, os.environ.get(f"PEER_{name}_LIMIT", usual).split("/")))


LOGIN = _limit("LOGIN", "10/300")
LOGIN_ACCOUNT = _limit("LOGIN_ACCOUNT", "50/3600")
LOGIN_ADDRESS = _limit("LOGIN_ADDRESS", "100/300")
MESSAGE = _limit("MESSAGE", "100/300")
NEWCOMER_MESSAGE = _limit("NEWCOMER_MESSAGE", "30/300")


async def count_tries(session, now, *tries):
    """Each is a rule, who tries, and its limit; committed at once, so that what fails counts too.

    All count in the order that is given, so that none waits in a circle.
    """
    tried = insert(RateCounter).values(
        [
            {
                "rule": rule,
                "subject": hashlib.sha256(subject.encode()).hexdigest(),
                "window_start": limit.start(now),
                "hits": 1,
            }
            for rule, subject, limit in tries
        ]
    )
    counted = await session.execute(
        tried.on_conflict_do_update(
            index_elements=[RateCounter.rule, RateCounter.subject, RateCounter.window_start],
            set_={"hits": RateCounter.hits + tried.excluded.hits},
        ).returning(RateCounter.rule, RateCounter.hits)
    )
    hits = {row.rule: row.hits for row in counted}
    await session.commit()
    waits = [limit.wait(now) for rule, _, limit in tries if hits[rule] > limit.most]
    if waits:
        raise HTTPException(429, headers={"Retry-After": str(max(waits))})


async def count_log_in(session, email, client):
    address = email.strip().lower()
    await count_tries(
        session,
        datetime.now(UTC),
        ("login", f"{address} {client}", LOGIN),
        ("login account", address, LOGIN_ACCOUNT),
        ("login address", client, LOGIN_ADDRESS),
    )


async def count_message(session, now, sender):
    """Less is let through while the account is new."""
    limit = NEWCOMER_MESSAGE if now - sender.created_at < NEW else MESSAGE
    await count_tries(session, now, ("message", f"person {sender.id}", limit))
