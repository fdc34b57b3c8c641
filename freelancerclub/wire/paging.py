"""Pages: `offset` and `limit` as each endpoint reads and echoes them (R6, R7)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from freelancerclub.errors import Refusal
from freelancerclub.wire.envelopes import Meta

DEFAULT_LIMIT = 20
MOST = 500
FURTHEST = 2**63 - 1  # what PostgreSQL's OFFSET can hold; further on there is nothing either
_DIGITS = re.compile(r"[0-9]+\Z")


class BadLimit(Refusal):
    message = "The limit parameter should be a positive integer between 1 and 500"


class BadOffset(Refusal):
    message = "The offset parameter should be a positive integer"


@dataclass(frozen=True, slots=True)
class Paging:
    """The rows wanted, and how `meta` prints the two numbers."""

    limit: int
    offset: int
    shown_limit: int | str
    shown_offset: int | str

    def meta(self, total: int) -> Meta:
        return Meta(total, self.shown_limit, self.shown_offset)


@dataclass(frozen=True)
class PagingRule:
    """`lenient` endpoints never refuse a page (L716); `echo` prints strings when they were sent (R7).

    default: how many rows there are where nobody asked for a number.
    """

    lenient: bool = False
    echo: bool = False
    default: int = DEFAULT_LIMIT

    def read(self, query: Mapping[str, str]) -> Paging:
        """Raises BadLimit, then BadOffset, unless lenient."""
        sent_limit, sent_offset = query.get("limit"), query.get("offset")
        limit = self._number(sent_limit, self.default, 1, MOST, BadLimit)
        offset = self._number(sent_offset, 0, 0, FURTHEST, BadOffset)
        shown_limit = sent_limit if self.echo and sent_limit is not None else limit
        shown_offset = sent_offset if self.echo and sent_offset is not None else offset
        return Paging(limit, offset, shown_limit, shown_offset)

    def _number(self, sent: str | None, default: int, least: int, most: int, refusal: type[Refusal]) -> int:
        if sent is None:
            return default
        number = int(sent[:20]) if _DIGITS.match(sent) else None
        if number is None or number < least:
            if self.lenient:
                return default
            raise refusal
        if number > most and not self.lenient and refusal is BadLimit:
            raise refusal
        return min(number, most)


STRICT = PagingRule()
STRICT_ECHO = PagingRule(echo=True)
LENIENT = PagingRule(lenient=True)
STRICT_WHOLE = PagingRule(default=MOST)  # lists that the reference doesn't page (R95)
