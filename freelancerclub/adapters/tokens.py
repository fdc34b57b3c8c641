"""Tokens: HS512 under our key, read with more suspicion than a library alone has (R79, trust.md)."""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import jwt
import msgspec
from jwt.algorithms import HMACAlgorithm
from jwt.types import Options

ALGORITHM = "HS512"
LIFE = timedelta(days=7)
REFRESHABLE = timedelta(days=14)  # after the end of its life (R80)
SKEW = 60  # seconds that another machine's clock may be ahead
LONGEST = 4_096
LARGEST_ID = 2**63 - 1
LAST_MOMENT = 1 << 37  # in the year 6325; datetime ends in 9999
_ID = re.compile(r"[1-9][0-9]{0,18}\Z")


class Forged(Exception):
    """Not a token of ours."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says. `epoch` and `since` are absent (0 and `iat`) in tokens of the original."""

    person_id: int
    epoch: int
    since: datetime
    issued: datetime
    expires: datetime


class Tokens:
    """Issues under the current key; verifies under it and the former ones."""

    def __init__(self, key: bytes, old_keys: tuple[bytes, ...] = ()) -> None:
        self._key = key
        self._keys = (key, *old_keys)
        self._signer = _signer(key)
        # A program sends the same token again and again; whether it is over is looked at every time.
        self._verified = lru_cache(maxsize=4_096)(self._verify)

    def issue(self, person_id: int, email: str, epoch: int, since: datetime, now: datetime) -> str:
        """A token for a week; `since` is the log-in that this chain of refreshes began with."""
        issued = int(now.timestamp())
        claims = {
            "id": str(person_id),
            "email": email,
            "iat": issued,
            "exp": issued + int(LIFE.total_seconds()),
            "epoch": epoch,
            "since": int(since.timestamp()),
            "jti": secrets.token_hex(8),  # two log-ins in one second are two tokens: each is ended by itself
        }
        return self._signer.encode(msgspec.json.encode(claims), self._key, ALGORITHM)

    def read(self, token: str, now: datetime) -> Claims:
        """The claims of a token with a right signature, expired or not. Raises Forged."""
        if len(token) > LONGEST:
            raise Forged("shape")
        claims = self._verified(token)
        if claims.issued.timestamp() > now.timestamp() + SKEW:
            raise Forged("life")
        return claims

    def _verify(self, token: str) -> Claims:
        if token.count(".") != 2 or not all(map(_is_canonical, token.split("."))):
            raise Forged("shape")
        for key in self._keys:
            try:
                claims = jwt.decode(token, key, [ALGORITHM], options=_ONLY_SIGNATURE)
            except jwt.InvalidSignatureError:
                continue
            except jwt.PyJWTError as error:
                raise Forged(str(error)) from None
            return _claims(claims)
        raise Forged("signature")


class _Prepared(HMACAlgorithm):
    """With a key that was looked at already."""

    def prepare_key(self, key: str | bytes) -> bytes:
        assert isinstance(key, bytes)
        return key


def _signer(key: bytes) -> jwt.PyJWS:
    """Looks at the key once: what the library asks of it each time takes longer than signing."""
    prepared = _Prepared(HMACAlgorithm.SHA512)
    super(_Prepared, prepared).prepare_key(key)
    signer = jwt.PyJWS()
    signer.unregister_algorithm(ALGORITHM)
    signer.register_algorithm(ALGORITHM, prepared)
    return signer


_ONLY_SIGNATURE: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _claims(claims: dict[str, object]) -> Claims:
    person_id, issued, expires = claims.get("id"), claims.get("iat"), claims.get("exp")
    epoch, since = claims.get("epoch", 0), claims.get("since", issued)
    if not isinstance(person_id, str) or not _ID.match(person_id) or int(person_id) > LARGEST_ID:
        raise Forged("id")
    if not (_is_moment(issued) and _is_moment(expires) and _is_moment(since) and _is_moment(epoch)):
        raise Forged("times")
    assert isinstance(issued, int) and isinstance(expires, int)
    assert isinstance(epoch, int) and isinstance(since, int)
    if not 0 <= expires - issued <= LIFE.total_seconds():
        raise Forged("life")
    began, start, end = (datetime.fromtimestamp(moment, UTC) for moment in (since, issued, expires))
    return Claims(int(person_id), epoch, began, start, end)


def _is_moment(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LAST_MOMENT


def _is_canonical(segment: str) -> bool:
    """Base64url has several spellings of the same bytes; only the one we write is a token."""
    try:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError):
        return False
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode() == segment
