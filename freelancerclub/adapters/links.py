"""Links that open what isn't for everybody yet, for a while: signed with a key made from that of the tokens."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

LIFE = timedelta(hours=1)
PURPOSE = b"links to pictures"


class Links:
    def __init__(self, token_key: bytes) -> None:
        self._key = hmac.digest(token_key, PURPOSE, hashlib.sha256)

    def signed(self, path: str, now: datetime) -> str:
        """The path with what opens it for an hour."""
        until = int((now + LIFE).timestamp())
        return f"{path}?until={until}&key={self._mark(path, until)}"

    def turn(self, now: datetime) -> int:
        """A number that changes while a link signed before still opens: an answer kept longer would hold dead ones."""
        return int(now.timestamp() / LIFE.total_seconds() * 2)

    def opens(self, path: str, query: Mapping[str, str], now: datetime) -> bool:
        """Whether the query was signed for this path, and its time isn't over."""
        until = query.get("until", "")
        if not until.isascii() or not until.isdigit() or len(until) > 12:
            return False
        is_ours = hmac.compare_digest(self._mark(path, int(until)).encode(), query.get("key", "").encode())
        return is_ours and now.timestamp() < int(until)

    def _mark(self, path: str, until: int) -> str:
        return hmac.new(self._key, f"{until} {path}".encode(), hashlib.sha256).hexdigest()
