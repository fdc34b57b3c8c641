"""What a password may be, how an address is stored, how long a session lasts, who is new: pure decisions."""

import hashlib
import re
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from freelancerclub.adapters.passwords import LONGEST, SHORTEST, is_common
from freelancerclub.adapters.tokens import REFRESHABLE, Claims
from freelancerclub.config import Settings
from freelancerclub.errors import TokenRefused
from freelancerclub.kit.limits import Limit
from freelancerclub.wire.validate import wrong

_PLAIN = re.compile(r"[a-z0-9._+-]+@[a-z0-9.-]+\Z")
Try = tuple[str, str, Limit]  # the rule, who tried, how often it may be
LONGEST_ADDRESS = 320  # characters that an address can have at all; the queue keeps nothing longer


class TooOldToRefresh(TokenRefused):
    message = "Token too old to refresh"


def check_password(password: str) -> str:
    """8 to 1,024 bytes, any composition, none of the common ones; a field's validator."""
    size = len(password.encode())
    if size < SHORTEST:
        raise wrong(f"must be at least {SHORTEST} characters in length.")
    if size > LONGEST:
        raise wrong(f"cannot exceed {LONGEST} characters in length.")
    if is_common(password):
        raise wrong("is one of the most common passwords, please choose another.")
    return password


def ascii_address(text: str) -> str | None:
    """An address as it is stored, its domain in ASCII so that any mail server takes it; None for what is none."""
    if "=?" in text:  # would pass for an encoded word in a mail's header
        return None
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        return None


def address_to_find(text: str) -> str:
    """What is looked up for an address, and counted: as it is stored, else as it was typed (it may have been imported).

    In small letters by these rules alone, since PostgreSQL's differ: its small İ is i, and would be found under both.
    """
    if _PLAIN.match(text):  # most are, and stay as they are
        return text
    return (ascii_address(text) or text.strip()).lower()


def check_refreshable(claims: Claims, now: datetime, session_days: int) -> None:
    """Two weeks after the token's end (L169), and no longer than the operator lets a session last (R80)."""
    session_over = session_days and now > claims.since + timedelta(days=session_days)
    if now > claims.expires + REFRESHABLE or session_over:
        raise TooOldToRefresh


def is_newcomer(settings: Settings, registered: datetime, now: datetime) -> bool:
    """Whether an account is so new that it may do less: nobody registers to write to everybody."""
    return now - registered < timedelta(days=settings.newcomer_days)


def digest(token: str) -> bytes:
    """What is stored of a secret: it has 128 random bits or more, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()
