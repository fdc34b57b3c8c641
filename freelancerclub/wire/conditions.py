"""Conditional reads: what an answer is known by, and the 304 for whoever has it already.

A tag is made of versions where the handler knows them before it writes anything (`Condition.made_of`), else of the
bytes of the answer. It is weak, because a proxy or we ourselves may compress what it stands for.
"""

import base64
import hashlib
from typing import Any

import msgspec

DIGEST = 15  # bytes; 20 letters
NO_BODY = 304


class Unchanged(Exception):
    """The client has this answer already."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


class Condition:
    """One GET's. `sent` is its If-None-Match; `salt` stands for all that an answer depends on besides its rows."""

    __slots__ = ("_format", "_salt", "sent", "tag")

    def __init__(self, sent: str | None, format_name: str, salt: bytes = b"") -> None:
        self.sent = sent
        self.tag: str | None = None
        self._format = format_name
        self._salt = salt

    def made_of(self, *parts: Any) -> None:
        """Whose versions, numbers and texts decide every byte of the answer. Raises Unchanged."""
        self._know(hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=DIGEST, key=self._salt).digest())

    def written(self, body: bytes) -> str:
        """The tag of an answer that is written. Raises Unchanged."""
        if self.tag is None:
            self._know(hashlib.blake2b(body, digest_size=DIGEST).digest())
        assert self.tag is not None
        return self.tag

    def _know(self, digest: bytes) -> None:
        letters = base64.urlsafe_b64encode(digest).decode()
        self.tag = f'W/"{letters}"' if self._format == "json" else f'W/"{letters}-{self._format}"'
        if self.sent is not None and is_known(self.sent, self.tag):
            raise Unchanged(self.tag)


def is_known(sent: str, tag: str) -> bool:
    """Whether an If-None-Match names the tag; weak or strong is all the same to it (RFC 9110, 13.1.2)."""
    if sent == tag:
        return True
    bare = tag.removeprefix("W/")
    known = [one.strip().removeprefix("W/") for one in sent.split(",")]
    return bare in known or known == ["*"]
