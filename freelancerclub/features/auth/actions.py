"""Changes to passwords and to the life of tokens."""

import secrets
import string
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.errors import UniqueViolation

from freelancerclub.adapters.passwords import is_outdated
from freelancerclub.adapters.tokens import LIFE, REFRESHABLE
from freelancerclub.context import Context
from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database
from freelancerclub.errors import Refusal, TooManyRequests
from freelancerclub.features.auth import queries
from freelancerclub.features.auth.inputs import EmailChange, PasswordChange, Reset
from freelancerclub.features.auth.queries import Account
from freelancerclub.features.auth.rules import Try, address_to_find, digest
from freelancerclub.kit.limits import Window, network_of
from freelancerclub.shapes.people import NewApiKey

RESET_LIFE = timedelta(hours=1)
CONFIRM_LIFE = timedelta(days=1)
MOST_KEYS = 20
KEY_LETTERS = string.ascii_lowercase + string.digits
KEY_LENGTH = 40

REHASH = "UPDATE person SET password_hash = %(new)s WHERE id = %(id)s AND password_hash = %(old)s"

# The row outlives its token, so that a request that is tried again can bring back neither a token that was used
# (its end is -infinity) nor one that a newer request replaced.
OFFER_RESET = """
    INSERT INTO password_reset (person_id, token_hash, created_at, expires_at)
    SELECT p.id, %(token_hash)s, %(asked_at)s, %(expires_at)s
    FROM person p WHERE lower(p.email) = %(email)s AND p.deleted_at IS NULL
    ON CONFLICT (person_id) DO UPDATE SET token_hash = excluded.token_hash,
        created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE password_reset.created_at <= excluded.created_at
          AND (password_reset.expires_at > '-infinity' OR password_reset.token_hash <> excluded.token_hash)
    RETURNING (SELECT display_name FROM person WHERE id = person_id),
        (SELECT email FROM person WHERE id = person_id)"""

USE_RESET = """
    UPDATE password_reset SET expires_at = '-infinity' FROM person p
    WHERE token_hash = %(token_hash)s AND expires_at > %(now)s AND p.id = person_id AND p.deleted_at IS NULL
    RETURNING person_id"""

SET_PASSWORD = "UPDATE person SET password_hash = %(password_hash)s WHERE id = %(id)s"

END_TOKENS = "UPDATE person_version SET token_epoch = token_epoch + 1 WHERE id = %(id)s"

SET_MAINTENANCE = """
    UPDATE service_state SET maintenance = %(on)s,
        maintenance_since = CASE WHEN NOT %(on)s THEN NULL WHEN maintenance THEN maintenance_since ELSE %(now)s END"""

END_RESET = "UPDATE password_reset SET expires_at = '-infinity' WHERE person_id = %(id)s"

# Counted in one order by all processes, so that none waits in a circle.
COUNT = """
    INSERT INTO rate_counter (rule, subject, window_start, hits)
    SELECT * FROM unnest(%(rules)s::text[], %(subjects)s::text[], %(windows)s::timestamptz[], %(hits)s::int[])
        AS tried (rule, subject, window_start, hits)
    ORDER BY rule, subject, window_start
    ON CONFLICT (rule, subject, window_start) DO UPDATE SET hits = rate_counter.hits + excluded.hits
    RETURNING rule, subject, extract(epoch FROM window_start)::bigint, hits"""
COUNT_TRIES = f"WITH counted AS ({COUNT}) SELECT array_agg(rule), array_agg(hits) FROM counted"

# In one statement, for each more would be felt: nothing else of a log-in takes as long but the hashing.
COUNT_LOG_IN = f"""
    WITH counted AS ({COUNT}), tried AS (SELECT array_agg(rule) AS rules, array_agg(hits) AS hits FROM counted)
    SELECT tried.rules, tried.hits, account.* FROM tried LEFT JOIN ({queries.ACCOUNT}) account ON true"""

NOTE_KEYS_USED = """
    UPDATE api_key SET last_used_at = used.moment
    FROM unnest(%(keys)s::bigint[], %(moments)s::timestamptz[]) AS used (id, moment)
    WHERE api_key.id = used.id AND (last_used_at IS NULL OR last_used_at < used.moment - interval '1 minute')"""

GENERAL = "requests"
SEND_CONFIRMATION, SEND_CHANGED = "auth.send_confirmation", "auth.send_changed"

END_ONE_TOKEN = """
    INSERT INTO ended_token (token_hash, person_id, expires_at) VALUES (%(digest)s, %(id)s, %(over)s)
    ON CONFLICT DO NOTHING"""

OFFER_EMAIL = """
    INSERT INTO email_change (person_id, email, token_hash, created_at, expires_at)
    SELECT p.id, %(email)s, %(token_hash)s, %(asked_at)s, %(expires_at)s FROM person p
    WHERE p.id = %(id)s AND p.deleted_at IS NULL
      AND %(epoch)s IN (-1, (SELECT v.token_epoch FROM person_version v WHERE v.id = p.id))
      AND NOT EXISTS (SELECT FROM person other WHERE lower(other.email) = lower(%(email)s) AND other.id <> p.id)
    ON CONFLICT (person_id) DO UPDATE SET email = excluded.email, token_hash = excluded.token_hash,
        created_at = excluded.created_at, expires_at = excluded.expires_at
        WHERE email_change.created_at <= excluded.created_at
    RETURNING (SELECT display_name FROM person WHERE id = person_id)"""

USE_EMAIL = """
    DELETE FROM email_change USING person p
    WHERE token_hash = %(token_hash)s AND expires_at > %(now)s AND p.id = person_id AND p.deleted_at IS NULL
    RETURNING p.id, email_change.email, p.email, p.display_name"""

# What stopped mail to the old address goes: nobody else can have it, and no erasure would find it by the new one.
SET_EMAIL = """
    WITH let_go AS (DELETE FROM mail_stop s USING person p
        WHERE p.id = %(id)s AND s.email = lower(p.email) AND s.email <> lower(%(email)s) RETURNING s.reason)
    UPDATE person SET email = %(email)s WHERE id = %(id)s
    RETURNING EXISTS (SELECT FROM let_go WHERE reason = 'bounce')"""

MAKE_KEY = f"""
    INSERT INTO api_key AS k (person_id, label, key_hash, created_at)
    SELECT %(id)s, %(label)s, %(digest)s, %(now)s
    WHERE (SELECT count(*) FROM api_key WHERE person_id = %(id)s AND revoked_at IS NULL) < {MOST_KEYS}
    RETURNING {NewApiKey.columns()}"""

LOCK_PERSON = "SELECT FROM person WHERE id = %(id)s FOR UPDATE"

REVOKE_KEY = """
    UPDATE api_key SET revoked_at = %(now)s WHERE id = %(key_id)s AND person_id = %(id)s AND revoked_at IS NULL
    RETURNING id"""

REVOKE_KEYS = "UPDATE api_key SET revoked_at = %(now)s WHERE person_id = %(id)s AND revoked_at IS NULL"
FORGET_EMAIL = "DELETE FROM email_change WHERE person_id = %(id)s"
FORGET_DEVICES = "DELETE FROM device WHERE person_id = %(id)s"

STOP_MAIL = """
    INSERT INTO mail_stop (email, reason, detail, created_at) VALUES (lower(%(email)s), %(reason)s, %(detail)s, %(now)s)
    ON CONFLICT (email) DO UPDATE SET reason = excluded.reason, detail = excluded.detail
        WHERE mail_stop.reason <> 'bounce'"""
ALLOW_MAIL = "DELETE FROM mail_stop WHERE email = lower(%(email)s) RETURNING email"

# A used reset link ended at -infinity; its row stays a day too, so that no late try of its mail brings it back.
SWEEPS = (
    "DELETE FROM rate_counter WHERE window_start < %(counted)s",
    "DELETE FROM ended_token WHERE expires_at < %(now)s",
    "DELETE FROM password_reset WHERE expires_at < %(ended)s AND created_at < %(ended)s",
    "DELETE FROM email_change WHERE expires_at < %(ended)s",
)
KEPT = timedelta(days=1)  # how long what has ended stays


class InvalidLogin(Refusal):
    status, printed, message = 401, "error", "Invalid email or password"


class AccountSuspended(Refusal):
    """Said only to who knows the password (R99)."""

    status, printed, message = 403, "error", "This account has been suspended"


class WrongPassword(Refusal):
    """The present password, asked again before something that can't be undone."""

    status, printed, message = 403, "error", "The password is wrong"


class ConfirmTokenInvalid(Refusal):
    message = "The confirmation token is invalid or has expired."


class KeyNotFound(Refusal):
    status, message = 404, "Sorry that API key was not found."


class TooManyKeys(Refusal):
    status, message = 403, f"API key limit reached. You already have {MOST_KEYS} API keys"


class ResetTokenInvalid(Refusal):
    message = "The reset token is invalid or has expired."


async def do_rehash(db: Database, person_id: int, old: str, new: str) -> None:
    """Brings a hash up to today's parameters, unless the password was changed meanwhile."""
    await db.do(REHASH, id=person_id, old=old, new=new)


async def do_offer_reset(
    db: Database, email: str, token: str, asked_at: datetime, now: datetime
) -> tuple[str, str] | None:
    """Makes the token the one that works for this address: (name, address); None when nobody is told.

    Its hour begins now, when the mail goes out, and not when somebody asked for it.
    """
    row = await db.row(
        OFFER_RESET, email=email, token_hash=digest(token), asked_at=asked_at, expires_at=now + RESET_LIFE
    )
    return None if row is None else (row[0], row[1])


async def do_reset_password(ctx: Context, sent: Reset) -> None:
    """A new password for a token of the mail; older tokens, keys and devices end. Raises ResetTokenInvalid."""
    # Looked up first, outside the transaction: a made-up token costs no hashing, and hashing holds no connection.
    if not await queries.is_reset_open(ctx.services.database, digest(sent.token), ctx.now):
        raise ResetTokenInvalid
    password_hash = await ctx.passwords.hash(sent.password)
    person_id = await ctx.db.value(USE_RESET, token_hash=digest(sent.token), now=ctx.now)
    if person_id is None:
        raise ResetTokenInvalid
    await do_set_password(ctx.db, person_id, password_hash)
    await ctx.db.do(REVOKE_KEYS, id=person_id, now=ctx.now)  # it may have been somebody else who made them
    await ctx.db.do(FORGET_DEVICES, id=person_id)


async def do_set_password(db: Database, person_id: int, password_hash: str) -> None:
    """Sets it, ends every token and every reset link that is older."""
    await db.do(SET_PASSWORD, id=person_id, password_hash=password_hash)
    await db.do(END_RESET, id=person_id)
    await do_end_tokens(db, person_id)


async def do_end_tokens(db: Database, person_id: int) -> None:
    """Refuses every token of the person issued so far, refreshable ones too, and the code of a new address."""
    await db.do(END_TOKENS, id=person_id)
    await db.do(FORGET_EMAIL, id=person_id)


async def do_set_maintenance(db: Database, on: bool, now: datetime) -> None:
    """Closes the service for everybody, or opens it again; every API process obeys within a second."""
    await db.do(SET_MAINTENANCE, on=on, now=now)


async def do_count_tries(db: Database, now: datetime, *tries: Try, hits: int = 1) -> None:
    """Counts one try, or several, by each, exactly and for all processes. Raises TooManyRequests.

    `db` is never the request's transaction: a try that fails counts too.
    """
    await _count(db, COUNT_TRIES, now, tries, hits)


async def _count(db: Database, statement: str, now: datetime, tries: Sequence[Try], times: int = 1, **more: Any) -> Row:
    """What the statement tells beside the counts. Raises TooManyRequests."""
    row = await db.note(
        statement,
        rules=[rule for rule, _, _ in tries],
        subjects=[digest(subject).hex() for _, subject, _ in tries],
        windows=[limit.began(now) for _, _, limit in tries],
        hits=[times] * len(tries),
        **more,
    )
    assert row is not None
    rules, hits, *others = row
    counted = dict(zip(rules, hits, strict=True))
    waits = [limit.wait(now) for rule, _, limit in tries if counted[rule] > limit.tries]
    if waits:
        raise TooManyRequests(max(waits))
    return tuple(others)


async def do_join_counts(db: Database, counted: dict[Window, int]) -> dict[Window, int]:
    """Adds one process's requests to what all of them counted, and tells the totals of the same windows."""
    if not counted:
        return {}
    rows = await db.rows(
        COUNT,
        rules=[GENERAL] * len(counted),
        subjects=[subject for subject, _ in counted],
        windows=[datetime.fromtimestamp(start, UTC) for _, start in counted],
        hits=list(counted.values()),
    )
    return {(subject, start): hits for _, subject, start, hits in rows}


async def do_note_keys_used(db: Database, used: dict[int, datetime]) -> None:
    """When each API key was last used."""
    if used:
        await db.do(NOTE_KEYS_USED, keys=list(used), moments=list(used.values()))


async def do_log_in(ctx: Context, email: str, password: str) -> Account:
    """The account of an address and its password. Raises TooManyRequests, InvalidLogin, AccountSuspended."""
    account = await do_count_log_in(ctx, email)
    stored = account.password_hash if account else None
    if not await ctx.passwords.verify(stored, password):
        raise InvalidLogin
    assert account is not None and stored is not None
    if account.is_suspended:
        raise AccountSuspended
    if is_outdated(stored):
        await do_rehash(ctx.db, account.id, stored, await ctx.passwords.hash(password))
    return account


async def do_count_log_in(ctx: Context, email: str) -> Account | None:
    """Counts a try at a password by account, address and both, and finds the account. Raises TooManyRequests."""
    address, network, settings = address_to_find(email), network_of(ctx.client), ctx.settings
    tries = (
        ("login", f"{address} {network}", settings.login_limit),
        ("login account", address, settings.login_account_limit),
        ("login address", network, settings.login_address_limit),
    )
    row = await _count(ctx.services.database, COUNT_LOG_IN, ctx.now, tries, email=address)
    return None if row[0] is None else queries.account_of(row)


async def do_count_forgotten(ctx: Context, address: str) -> None:
    """Counts a reset mail asked for an address, and from where. Raises TooManyRequests."""
    asker = ("forgot address", network_of(ctx.client), ctx.settings.forgot_address_limit)
    await do_count_tries(ctx.services.database, ctx.now, ("forgot", address, ctx.settings.forgot_limit), asker)


async def do_check_password(ctx: Context, password: str) -> Account:
    """The caller's account, once more proven. Raises WrongPassword, TooManyRequests."""
    user = await queries.get_login_user(ctx.services.database, ctx.me.id)
    account = await do_count_log_in(ctx, user.email)
    if account is None or not await ctx.passwords.verify(account.password_hash, password):
        raise WrongPassword
    return account


async def do_change_password(ctx: Context, sent: PasswordChange) -> int:
    """Changes the caller's password and ends every token; the epoch of new ones. Raises WrongPassword."""
    await do_check_password(ctx, sent.password)
    password_hash = await ctx.passwords.hash(sent.new_password)
    await do_set_password(ctx.db, ctx.me.id, password_hash)
    return await queries.get_epoch(ctx.db, ctx.me.id)


async def do_end_token(ctx: Context) -> None:
    """The caller's token is refused from now on; it is remembered until it could no longer be refreshed."""
    assert ctx.bearer is not None
    over = ctx.now + LIFE + REFRESHABLE
    await ctx.db.do(END_ONE_TOKEN, digest=digest(ctx.bearer), id=ctx.me.id, over=over)


async def do_ask_email_change(ctx: Context, sent: EmailChange) -> None:
    """Queues the code to the new address. Raises WrongPassword."""
    await do_check_password(ctx, sent.password)
    asked = {"asked_at": ctx.now.isoformat(), "epoch": await queries.get_epoch(ctx.db, ctx.me.id)}
    await ctx.later(SEND_CONFIRMATION, person_id=ctx.me.id, email=sent.email, **asked)


async def do_offer_email(
    db: Database, person_id: int, email: str, token: str, asked_at: datetime, now: datetime, epoch: int = -1
) -> str | None:
    """Makes the token confirm this address; the person's name, None when nobody is told, as after a later epoch."""
    offer = {"id": person_id, "email": email, "token_hash": digest(token), "asked_at": asked_at, "epoch": epoch}
    row = await db.row(OFFER_EMAIL, **offer, expires_at=now + CONFIRM_LIFE)
    return str(row[0]) if row else None


async def do_confirm_email(ctx: Context, token: str) -> None:
    """Makes the address of a confirmed code the account's and tells the old one. Raises ConfirmTokenInvalid."""
    if (row := await ctx.db.row(USE_EMAIL, token_hash=digest(token), now=ctx.now)) is None:
        raise ConfirmTokenInvalid
    person_id, email, old_email, name = row
    try:
        has_bounced = await do_set_email(ctx.db, person_id, email)
    except UniqueViolation:  # somebody registered with it meanwhile
        raise ConfirmTokenInvalid from None
    await ctx.db.do(END_RESET, id=person_id)
    if not has_bounced:
        await ctx.later(SEND_CHANGED, person_id=person_id, name=name, email=email, old_email=old_email)


async def do_set_email(db: Database, person_id: int, email: str) -> bool:
    """Whether mail comes back from the old address: none is sent there. Raises UniqueViolation for somebody's."""
    return bool(await db.value(SET_EMAIL, id=person_id, email=email))


async def do_make_key(db: Database, person_id: int, label: str, now: datetime) -> NewApiKey:
    """A new API key; only its hash is stored. Raises TooManyKeys."""
    key = "".join(secrets.choice(KEY_LETTERS) for _ in range(KEY_LENGTH))
    await db.do(LOCK_PERSON, id=person_id)  # parallel makings are counted one after the other
    row = await db.row(MAKE_KEY, id=person_id, label=label, digest=digest(key), key=key, now=now)
    if row is None:
        raise TooManyKeys
    return NewApiKey.from_row(row)


async def do_revoke_key(db: Database, person_id: int, key_id: int, now: datetime) -> None:
    """Raises KeyNotFound for somebody else's and for one already revoked."""
    if await db.value(REVOKE_KEY, id=person_id, key_id=key_id, now=now) is None:
        raise KeyNotFound


async def do_end_access(db: Database, person_id: int, now: datetime) -> None:
    """Every way in ends at once: tokens, API keys, reset links, a new address that waits for its code."""
    await do_end_tokens(db, person_id)
    await db.do(END_RESET, id=person_id)
    await db.do(REVOKE_KEYS, id=person_id, now=now)


async def do_sweep(db: Database, now: datetime, longest: timedelta) -> None:
    """Removes what has ended; tries are kept for as long as the longest limit counts them, and a day at least."""
    for statement in SWEEPS:
        await db.do(statement, now=now, ended=now - KEPT, counted=now - max(KEPT, longest))


async def do_stop_mail(db: Database, email: str, reason: str, detail: str, now: datetime) -> None:
    """Nothing is mailed to the address any more; after a complaint, nothing but what its owner asks for."""
    await db.do(STOP_MAIL, email=email, reason=reason, detail=detail, now=now)


async def do_allow_mail(db: Database, email: str) -> bool:
    """Whether mail to the address had been stopped."""
    return await db.value(ALLOW_MAIL, email=email) is not None
