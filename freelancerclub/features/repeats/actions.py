"""Claims a key for one request, keeps its answer in the transaction of its change, forgets both after a day."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from freelancerclub.db.pool import Database
from freelancerclub.features.repeats.rules import KEPT, AnsweredOnce, OtherRequest, StillRunning

CLAIM_BYTES = 16

# One that is made twice, since the connection was lost before its answer came, is still its maker's.
# A claim whose process died is taken over; the first one then finds its claim lost, and may not commit.
CLAIM = """
    INSERT INTO kept_answer AS k (mark, person_id, fingerprint, claim, began_at)
    VALUES (%(mark)s, %(person_id)s, %(fingerprint)s, %(claim)s, %(now)s)
    ON CONFLICT (mark) DO UPDATE SET person_id = excluded.person_id, fingerprint = excluded.fingerprint,
        claim = excluded.claim, began_at = excluded.began_at, answered_at = NULL, body = NULL, headers = NULL
        WHERE k.began_at < %(forgotten)s
            OR (k.answered_at IS NULL AND (k.began_at < %(stalled)s OR k.claim = excluded.claim))
    RETURNING true"""

FIND = "SELECT fingerprint, answered_at IS NOT NULL, body, headers FROM kept_answer WHERE mark = %(mark)s"

KEEP = """
    UPDATE kept_answer SET answered_at = %(now)s, body = %(body)s, headers = %(headers)s
    WHERE mark = %(mark)s AND claim = %(claim)s AND answered_at IS NULL RETURNING true"""

GIVE_UP = "DELETE FROM kept_answer WHERE mark = %(mark)s AND claim = %(claim)s AND answered_at IS NULL"

SWEEP = "DELETE FROM kept_answer WHERE began_at < %(forgotten)s"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was answered the first time."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that is to be done once."""

    mark: bytes
    fingerprint: bytes
    person_id: int | None


async def do_claim(db: Database, wanted: Wanted, now: datetime, stalled_after: float) -> bytes | Kept:
    """The claim of the one request that may go on, or what it was answered.

    `db` is never the request's transaction: others have to see the claim, and slow thinking holds no connection.
    Raises StillRunning, OtherRequest, AnsweredOnce.
    """
    claim = secrets.token_bytes(CLAIM_BYTES)
    stalled = now - timedelta(seconds=stalled_after)
    asked: dict[str, Any] = {"mark": wanted.mark, "fingerprint": wanted.fingerprint, "person_id": wanted.person_id}
    if await db.value(CLAIM, claim=claim, now=now, forgotten=now - KEPT, stalled=stalled, **asked):
        return claim
    found = await db.row(FIND, mark=wanted.mark)
    if found is None:  # given up this moment
        raise StillRunning
    fingerprint, is_answered, body, headers = found
    if bytes(fingerprint) != wanted.fingerprint:
        raise OtherRequest
    if not is_answered:
        raise StillRunning
    if body is None:
        raise AnsweredOnce
    return Kept(bytes(body), headers)


async def do_keep(
    db: Database, mark: bytes, claim: bytes, body: bytes | None, headers: dict[str, str], now: datetime
) -> None:
    """In the transaction of the change: both become true, or neither does. Raises StillRunning."""
    if not await db.value(KEEP, mark=mark, claim=claim, body=body, headers=json.dumps(headers), now=now):
        raise StillRunning


async def do_give_up(db: Database, mark: bytes, claim: bytes) -> None:
    """Nothing was changed, so the next request with this key begins anew."""
    await db.do(GIVE_UP, mark=mark, claim=claim)


async def do_sweep(db: Database, now: datetime) -> None:
    await db.do(SWEEP, forgotten=now - KEPT)
