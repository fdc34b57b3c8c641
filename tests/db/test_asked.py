"""A question that is kept with what it said, without a database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from freelancerclub.db.asked import Asked, Question, StillSo

ROW = (4, Decimal(3), [1, 2], [7, 8], [True, False], '[{"id":"1"}]', None, datetime(2026, 11, 26, tzinfo=UTC))
OTHERS = [ROW[:-1], (5, *ROW[1:]), (*ROW[:2], [2, 1], *ROW[3:]), (*ROW[:4], [True, None], *ROW[5:]), (), None]


class Said:
    """Answers with what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.row: Any = ROW
        self.asked: list[Any] = []

    async def __call__(self, statement: str, **parameters: Any) -> Any:
        self.asked.append((statement, parameters))
        return self.row


NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def kept(said: Said, row: Any, **parameters: Any) -> StillSo:
    still = Asked(Question(said, "SELECT", parameters), row, NOW).still_so(NOW)
    assert still is not None
    return still


def test_it_holds_until_the_earlier_moment():
    question = Question(Said(), "SELECT", {})
    later = NOW.replace(hour=13)
    for one, other in ((NOW, later), (later, NOW)):
        still = Asked(question, ROW, one).still_so(other)
        assert still is not None and still.until == NOW
    assert Asked(question, ROW, None).still_so(NOW) is None


async def test_the_same_is_so_and_anything_else_is_not():
    said = Said()
    remembered = kept(said, ROW, me=1)
    assert await remembered.is_so() and said.asked == [("SELECT", {"me": 1})]
    for other in OTHERS:
        said.row = other
        assert not await remembered.is_so(), other
    said.row = ROW
    assert await remembered.is_so()


def test_of_a_long_row_little_is_kept():
    remembered = kept(Said(), ("x" * 1_000_000,))
    assert len(remembered.digest) == 16


@pytest.mark.parametrize("row", [(1,), ("1",), (b"1",), (1.5,), (True,), ([1],)])
async def test_types_are_told_apart(row: Any):
    said = Said()
    remembered = kept(said, row)
    for other in ((1,), ("1",), (1.5,), (True,), ([1],)):
        said.row = other
        assert await remembered.is_so() == (repr(other) == repr(row))
