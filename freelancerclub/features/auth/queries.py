"""Reads about who somebody is."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from freelancerclub.adapters.tokens import Forged
from freelancerclub.callers import MEMBER, Allow, Caller, Claim
from freelancerclub.context import Services
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database, Read
from freelancerclub.db.visibility import present
from freelancerclub.errors import BadApiKey, TokenExpired, TokenInvalid, TokenNotProvided
from freelancerclub.features.auth.rules import Try, address_to_find, check_refreshable, digest
from freelancerclub.shapes.people import ApiKey, LoginUser

# Whether person p may use the service with a token: by its epoch, and because it wasn't logged out.
STILL_COUNTS = """p.deleted_at IS NULL AND p.suspended_at IS NULL
      AND %(epoch)s = (SELECT v.token_epoch FROM person_version v WHERE v.id = p.id)
      AND NOT EXISTS (SELECT FROM ended_token e WHERE e.token_hash = %(digest)s)"""


@cache
def along(statement: str) -> str:
    """The statement, which ends in conditions on person p, the caller, so that it asks for their token too."""
    return f"{statement} AND {STILL_COUNTS}"


CALLER = f"SELECT p.role FROM person p WHERE p.id = %(id)s AND {STILL_COUNTS}"

# Of many callers at once, those who may go on: `who` is the number of each in the lists.
STANDING = f"""
    SELECT who.number FROM unnest(%(numbers)s::int[], %(people)s::bigint[], %(epochs)s::bigint[], %(digests)s::bytea[],
        %(keys)s::bigint[]) AS who (number, person_id, epoch, digest, key_id)
    JOIN person p ON p.id = who.person_id JOIN person_version v ON v.id = p.id
    WHERE {present("p")} AND CASE
        WHEN who.key_id IS NULL THEN v.token_epoch = who.epoch
            AND NOT EXISTS (SELECT FROM ended_token e WHERE e.token_hash = who.digest)
        ELSE EXISTS (SELECT FROM api_key k WHERE k.id = who.key_id AND k.revoked_at IS NULL) END"""

KEY_HOLDER = """
    SELECT p.id, p.role, k.id FROM api_key k JOIN person p ON p.id = k.person_id
    WHERE k.key_hash = %(digest)s AND k.revoked_at IS NULL AND p.deleted_at IS NULL AND p.suspended_at IS NULL"""

ACCOUNT = f"""
    SELECT p.id, p.email, p.password_hash, p.suspended_at IS NOT NULL, v.token_epoch, {LoginUser.columns()}
    FROM person p JOIN person_version v ON v.id = p.id
    WHERE lower(p.email) = %(email)s AND p.deleted_at IS NULL"""

REGISTERED = "SELECT created_at FROM person WHERE id = %(me)s"

LOGIN_USER = f"SELECT {LoginUser.columns()} FROM person p WHERE p.id = %(id)s"

RESET_OPEN = "SELECT 1 FROM password_reset WHERE token_hash = %(token_hash)s AND expires_at > %(now)s"

EPOCH = "SELECT token_epoch FROM person_version WHERE id = %(id)s"

API_KEYS = f"""
    SELECT {ApiKey.columns()} FROM api_key k
    WHERE k.person_id = %(id)s AND k.revoked_at IS NULL ORDER BY k.id DESC"""

# What these hang on: all that is kept of each, as a number.
API_KEYS_STATE = """
    SELECT (SELECT sum(hash_record_extended(k, 0))::text FROM api_key k
            WHERE k.person_id = p.id AND k.revoked_at IS NULL)
    FROM person p WHERE p.id = %(me)s"""

BOUNCED = "SELECT 1 FROM mail_stop WHERE email = lower(%(email)s) AND reason = 'bounce'"

TRIES = "SELECT hits FROM rate_counter WHERE (rule, subject, window_start) = (%(rule)s, %(subject)s, %(window)s)"

MAINTENANCE = "SELECT maintenance FROM service_state"


Ask = Callable[..., Awaitable[Row | None]]  # one of a database's ways to ask for a row


@dataclass(frozen=True, slots=True)
class Account:
    """What a log-in is decided on, and what it answers."""

    id: int
    email: str
    password_hash: str | None
    is_suspended: bool
    epoch: int
    user: LoginUser


def bearer_of(authorization: str | None) -> str | None:
    """The token of an Authorization header; None without one."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


async def access_caller(services: Services, bearer: str | None, allow: Allow) -> Caller:
    """Whose token this is. Raises the three documented refusals, and TooOldToRefresh where one may refresh.

    Where `allow.along`, whether it still counts is left to the handler's statement.
    """
    if bearer is None:
        raise TokenNotProvided
    now = services.clock()
    try:
        claims = services.tokens.read(bearer, now)
    except Forged:
        raise TokenInvalid from None
    if allow.token == "refreshable":
        check_refreshable(claims, now, services.settings.session_days)
    elif now >= claims.expires:
        raise TokenExpired
    claim = Claim(claims.epoch, digest(bearer), claims.expires)
    if allow.along:
        return Caller(claims.person_id, MEMBER, claim=claim)
    role = await find_role(services.database, claims.person_id, claim)
    if role is None:
        raise TokenInvalid
    return Caller(claims.person_id, role, proven=claim)


async def access_along(ask: Ask, claimant: Caller, statement: str, **values: Any) -> Row:
    """The row of a statement that is asked together with whether the caller's token counts. Raises TokenInvalid."""
    claim = claimant.claim
    if claim is not None:  # else an API key, which was looked up
        statement = along(statement)
        values |= {"epoch": claim.epoch, "digest": claim.digest}
    row = await ask(statement, **values)
    if row is None:
        raise TokenInvalid
    return row


async def access_key_holder(services: Services, key: str) -> Caller:
    """Whose API key this is. Raises BadApiKey."""
    row = await services.database.quick(KEY_HOLDER, digest=digest(key))
    if row is None:
        raise BadApiKey
    return Caller(*row)


async def find_role(db: Database, person_id: int, claim: Claim) -> int | None:
    """The role of somebody whose token still counts."""
    row = await db.quick(CALLER, **_named(person_id, claim))
    return None if row is None else row[0]


def role_asked(caller: Caller) -> tuple[Read, Row]:
    """What `find_role` asked of a caller whose token was found to count, and what it was told."""
    assert caller.proven is not None
    return Read(CALLER, _named(caller.id, caller.proven), is_one=True, is_quick=True), (caller.role,)


def _named(person_id: int, claim: Claim) -> dict[str, Any]:
    return {"id": person_id, "epoch": claim.epoch, "digest": claim.digest}


async def find_standing(db: Database, callers: Sequence[Caller], now: datetime) -> set[int]:
    """The places in `callers` of those whose token or key still counts."""
    claims = [caller.claim for caller in callers]
    rows = await db.rows(
        STANDING,
        numbers=list(range(len(callers))),
        people=[caller.id for caller in callers],
        epochs=[claim and claim.epoch for claim in claims],
        digests=[claim and claim.digest for claim in claims],
        keys=[caller.key_id for caller in callers],
    )
    ended = {at for at, claim in enumerate(claims) if claim and claim.expires and claim.expires <= now}
    return {row[0] for row in rows} - ended


async def find_account(db: Database, email: str) -> Account | None:
    row = await db.quick(ACCOUNT, email=address_to_find(email))
    return None if row is None else account_of(row)


def account_of(row: Row) -> Account:
    """What a row of ACCOUNT holds."""
    person_id, address, password_hash, is_suspended, epoch, *user = row
    return Account(person_id, address, password_hash, is_suspended, epoch, LoginUser.from_row(user))


async def get_registered(db: Database, me: Caller) -> datetime:
    """When the caller's account was made."""
    row = await db.quick(REGISTERED, me=me.id)
    assert row is not None
    registered: datetime = row[0]
    return registered


async def get_login_user(db: Database, person_id: int) -> LoginUser:
    row = await db.quick(LOGIN_USER, id=person_id)
    assert row is not None, "the caller was just found"
    return LoginUser.from_row(row)


async def count_tries(db: Database, now: datetime, tried: Try) -> int:
    """How many were counted in this window so far."""
    rule, subject, limit = tried
    found = await db.quick(TRIES, rule=rule, subject=digest(subject).hex(), window=limit.began(now))
    return 0 if found is None else int(found[0])


async def is_closed_for_maintenance(db: Database) -> bool:
    return bool(await db.value(MAINTENANCE))


async def is_reset_open(db: Database, token_hash: bytes, now: datetime) -> bool:
    """Whether the code of a reset mail still works."""
    return await db.value(RESET_OPEN, token_hash=token_hash, now=now) is not None


async def get_epoch(db: Database, person_id: int) -> int:
    """The number that a token of the person has to carry now."""
    return int(await db.value(EPOCH, id=person_id))


async def access_api_keys_state(db: Database, claimant: Caller) -> Row:
    """What tells whether one's keys are as they were. Raises TokenInvalid."""
    return await access_along(db.quick, claimant, API_KEYS_STATE, me=claimant.id)


async def find_api_keys(db: Database, person_id: int) -> list[ApiKey]:
    """The keys that still work, newest first."""
    return ApiKey.from_rows(await db.steady_rows(API_KEYS, id=person_id))


async def has_bounced(db: Database, email: str) -> bool:
    """Whether mail to the address comes back; what else stops mail doesn't stop what somebody asked for."""
    return bool(await db.rows(BOUNCED, email=email))
