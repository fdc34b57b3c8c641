"""A question that is kept with what it said, without a database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from freelancerclub.db.asked import Asked

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


async def test_the_same_is_so_and_anything_else_is_not():
    said = Said()
    remembered = Asked(said, "SELECT", {"me": 1}, ROW, None).remembered()
    assert await remembered.is_so() and said.asked == [("SELECT", {"me": 1})]
    for other in OTHERS:
        said.row = other
        assert not await remembered.is_so(), other
    said.row = ROW
    assert await remembered.is_so()


def test_of_a_long_row_little_is_kept():
    remembered = Asked(Said(), "SELECT", {}, ("x" * 1_000_000,), None).remembered()
    assert len(remembered.digest) == 16


@pytest.mark.parametrize("row", [(1,), ("1",), (b"1",), (1.5,), (True,), ([1],)])
async def test_types_are_told_apart(row: Any):
    said = Said()
    remembered = Asked(said, "SELECT", {}, row, None).remembered()
    for other in ((1,), ("1",), (1.5,), (True,), ([1],)):
        said.row = other
        assert await remembered.is_so() == (repr(other) == repr(row))
