"""What makes two requests the same, and what is said where they can't be answered alike."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, BinaryIO

import msgspec

from freelancerclub.errors import Refusal
from freelancerclub.wire.decode import Form, LongText, Upload

KEPT = timedelta(days=1)
LONGEST_KEY = 255
KEY_PATTERN = f"^[!-~]{{1,{LONGEST_KEY}}}$"  # every visible character of ASCII
_KEY = re.compile(KEY_PATTERN.replace("$", r"\Z"))


class BadIdempotencyKey(Refusal):
    status, message = 400, f"The Idempotency-Key should be 1 to {LONGEST_KEY} visible ASCII characters"


class StillRunning(Refusal):
    """The first request with this key is not answered yet, or its process died less than a minute ago."""

    status, message = 409, "A request with this Idempotency-Key is still being worked on"
    headers = {"Retry-After": "1"}


class AnsweredOnce(Refusal):
    """The first request was answered with a secret (a token, an API key), of which nothing is kept."""

    status, message = 409, "This request was done already, and its answer was shown that once only"


class OtherRequest(Refusal):
    status, message = 422, "This Idempotency-Key was sent with another request"


def checked_key(key: str) -> str:
    """Raises BadIdempotencyKey."""
    if not _KEY.match(key):
        raise BadIdempotencyKey
    return key


def mark_of(who: str, key: str) -> bytes:
    """One for each key of each caller: two callers never meet, whatever keys they choose."""
    return hashlib.sha256(f"{who}\n{key}".encode()).digest()


def fingerprint_of(secret: bytes, endpoint: str, path: str, query: Mapping[str, str], form: Form) -> bytes:
    """What was asked for, whatever way its body was written: a retried upload has another boundary.

    A plain hash of a body with a password in it could be guessed from a stolen table, so it is made under a secret.
    """
    fields = [(name, [_plain(value) for value in values]) for name, values in sorted(form.items())]
    return hmac.digest(secret, msgspec.msgpack.encode((endpoint, path, sorted(query.items()), fields)), hashlib.sha256)


def _plain(value: Any) -> Any:
    if isinstance(value, Upload):
        data = value.data
        digest = hashlib.sha256(data).digest() if isinstance(data, bytes) else _digest_of(data)
        return value.filename.encode("utf-8", "surrogatepass"), digest
    if isinstance(value, LongText):
        return _digest_of(value.file)
    return value.encode("utf-8", "surrogatepass")


def _digest_of(file: BinaryIO) -> bytes:
    """It is read again afterwards, from its beginning."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(1 << 16):
        digest.update(piece)
    file.seek(0)
    return digest.digest()
