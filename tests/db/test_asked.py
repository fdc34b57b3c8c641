"""Reads that are kept with what they said, without a database."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from freelancerclub.db.asked import LITTLE, LONG, LONGEST_LIST, MOMENT, MOST, Overheard, StillSo
from freelancerclub.db.pool import Database, Read

ROW = (4, Decimal(3), [1, 2], [7, 8], [True, False], '[{"id":"1"}]', None, datetime(2026, 11, 26, tzinfo=UTC))
OTHERS = [
    *([ROW[:-1]], [(5, *ROW[1:])], [(*ROW[:2], [2, 1], *ROW[3:])], [(*ROW[:4], [True, None], *ROW[5:])]),
    *([()], [], [ROW, ROW]),
]
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Said(Database):
    """Answers with what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer: list[Any] = [ROW]
        self.asked: list[Any] = []
        self.moment = 1
        self.taken = 10  # microseconds

    async def rows(self, statement: Any, **parameters: Any) -> Any:
        self.asked.append((statement, parameters))
        return self.answer

    async def quick(self, statement: str, **parameters: Any) -> Any:
        return next(iter(await self.rows(statement, **parameters)), None)

    async def steady(self, statement: str, **parameters: Any) -> Any:
        self.way = "steady"
        return next(iter(await self._said(Read(statement, parameters))), None)

    async def steady_rows(self, statement: str, **parameters: Any) -> Any:
        return await self.rows(statement, **parameters)

    async def note(self, statement: str, **parameters: Any) -> Any:
        return await self.quick(statement, **parameters)

    async def together(self, reads: Any) -> Any:
        return [await self._said(one) for one in reads]

    async def _said(self, read: Read) -> Any:
        if read == MOMENT:
            return [(self.moment,)]
        rows = await self.rows(read.statement, **read.parameters)
        if "sha256" in read.statement:
            return [(str(rows), self.taken)]
        return rows[:1] if read.is_one else rows

    async def again(self, statement: str, **parameters: Any) -> Any:
        self.way = "again"
        return (await self._said(Read(statement, parameters)))[0]


@pytest.fixture
def said() -> Said:
    return Said()


def kept(overheard: Overheard) -> StillSo:
    still = overheard.still_so(NOW)
    assert still is not None and still.until == NOW
    return still


@pytest.mark.parametrize("way", [Database.quick, Database.steady, Database.steady_rows, Database.steady_value])
async def test_who_reads_notices_nothing_and_the_same_is_asked_again(way: Callable[..., Any], said: Said):
    overheard, name = Overheard(said), way.__name__
    assert await getattr(overheard, name)("SELECT", me=1) == await getattr(Said(), name)("SELECT", me=1)
    said.asked.clear()
    assert await kept(overheard).is_so() and said.asked == [("SELECT", {"me": 1})]


@pytest.mark.parametrize("answer", OTHERS)
async def test_anything_else_is_not_so(answer: list[Any], said: Said):
    overheard = Overheard(said)
    await overheard.steady_rows("SELECT", me=1)
    remembered = kept(overheard)
    said.answer = answer
    assert not await remembered.is_so()
    said.answer = [ROW]
    assert await remembered.is_so()


async def test_where_one_row_counts_no_other_does(said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT")
    remembered = kept(overheard)
    said.answer = [ROW, (1,)]
    assert await remembered.is_so()


async def test_nothing_there_is_an_answer_too(said: Said):
    said.answer, overheard = [], Overheard(said)
    await overheard.quick("SELECT")
    await overheard.steady("SELECT")
    remembered = kept(overheard)
    assert await remembered.is_so()
    said.answer = [ROW]
    assert not await remembered.is_so()


async def test_each_of_several_counts(said: Said):
    overheard = Overheard(said)
    overheard.hear(Read("WHO", {}, is_one=True, is_quick=True), ROW)
    await overheard.steady_rows("WHAT", me=1)
    remembered = kept(overheard)
    assert await remembered.is_so()
    assert [statement for statement, _ in said.asked[1:3]] == ["WHO", "WHAT"]
    other = Overheard(said)
    other.hear(Read("WHO", {}, is_one=True, is_quick=True), (1,))
    await other.steady_rows("WHAT", me=1)
    assert not await kept(other).is_so()


async def two(said: Said) -> StillSo:
    """Two reads that were told to be still so once."""
    overheard = Overheard(said)
    overheard.hear(Read("SELECT %(me)s, %(site)s", {"me": 4}, is_one=True, is_quick=True), ROW)
    await overheard.steady_rows("SELECT %(me)s", me=5)
    remembered = kept(overheard)
    assert await remembered.is_so()
    said.asked.clear()
    return remembered


async def test_several_are_asked_as_one_from_then_on(said: Said):
    remembered = await two(said)
    assert await remembered.is_so()
    ((statement, parameters),) = said.asked
    assert "(SELECT %(me_0)s, %(site)s)" in statement and "(SELECT %(me_1)s)" in statement
    assert parameters == {"me_0": 4, "me_1": 5}
    said.answer = [(1,)]
    assert not await remembered.is_so()


@pytest.mark.parametrize(("length", "is_digest"), [(LONG // 2, False), (LONG + 1, True)])
async def test_a_long_one_is_asked_for_its_digest_too(length: int, is_digest: bool, said: Said):
    said.answer, overheard = [("x" * length,)], Overheard(said)
    await overheard.quick("SELECT %(me)s", me=4)
    remembered = kept(overheard)
    assert await remembered.is_so()
    said.asked.clear()
    assert await remembered.is_so()
    assert ["sha256" in statement for statement, _ in said.asked] == [is_digest]
    said.answer = [("y" * length,)]
    assert not await remembered.is_so()


async def test_several_may_ask_at_once(said: Said, monkeypatch: pytest.MonkeyPatch):
    ask = said._said

    async def slowly(read: Read) -> Any:
        await asyncio.sleep(0)
        return await ask(read)

    monkeypatch.setattr(said, "_said", slowly)
    overheard = Overheard(said)
    await overheard.steady_rows("SELECT", me=1)
    await overheard.steady_rows("SELECT", me=2)
    remembered = kept(overheard)
    assert await asyncio.gather(*(remembered.is_so() for _ in range(3))) == [True] * 3
    assert await remembered.is_so()


async def test_but_not_while_others_change_something_meanwhile(said: Said, monkeypatch: pytest.MonkeyPatch):
    ask = said._said

    async def changing(read: Read) -> Any:
        said.moment += 1
        return await ask(read)

    monkeypatch.setattr(said, "_said", changing)
    remembered = await two(said)
    assert await remembered.is_so() and len(said.asked) == 3, "the digests may be of something else"
    monkeypatch.undo()
    assert await remembered.is_so() and len(said.asked) == 6
    assert await remembered.is_so() and len(said.asked) == 7


async def test_what_takes_postgresql_long_shares_no_lane(said: Said):
    said.taken = LITTLE
    remembered = await two(said)
    for taken, way in ((LITTLE, "steady"), (LITTLE - 1, "steady"), (LITTLE, "again"), (LITTLE, "again")):
        said.taken = taken
        assert await remembered.is_so()
        assert said.way == way


async def test_of_a_long_answer_little_is_kept(said: Said):
    said.answer, overheard = [("x" * 1_000_000,)], Overheard(said)
    await overheard.steady_rows("SELECT")
    assert [len(digest) for digest in kept(overheard).digests] == [16]


@pytest.mark.parametrize("way", ["rows", "row", "value", "do", "note"])
async def test_what_may_have_changed_something_is_not_asked_again(way: str, said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT")
    await getattr(overheard, way)("UPDATE")
    await overheard.quick("SELECT")
    assert overheard.still_so(NOW) is None


@pytest.mark.parametrize(
    "value",
    [NOW.replace(second=1), NOW.replace(microsecond=1), NOW.replace(minute=14), [1] * (LONGEST_LIST + 1)],
)
async def test_nor_what_is_about_a_moment_or_about_many(value: Any, said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT", value=value)
    assert overheard.still_so(NOW) is None


@pytest.mark.parametrize("value", [NOW, NOW.replace(minute=45), NOW.date(), [1] * LONGEST_LIST, "x", None])
async def test_but_what_is_about_a_quarter_of_an_hour_or_a_day(value: Any, said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT", value=value)
    assert await kept(overheard).is_so()


async def test_nor_very_many_reads_nor_none(said: Said):
    overheard = Overheard(said)
    assert overheard.still_so(NOW) is None
    for number in range(MOST + 1):
        await overheard.quick("SELECT", number=number)
        assert (overheard.still_so(NOW) is None) == (number == MOST)


async def test_what_is_asked_together_is_heard_too(said: Said):
    overheard = Overheard(said)
    reads = [Read("WHO", {}, is_one=True), Read("WHAT", {"me": 1})]
    assert await overheard.together(reads) == await said.together(reads)
    assert kept(overheard).reads == tuple(reads)


async def test_nor_what_would_not_be_said_again(said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT")
    overheard.forget()
    await overheard.quick("SELECT")
    assert overheard.still_so(NOW) is None


async def test_what_is_asked_aside_decides_nothing(said: Said):
    overheard = Overheard(said)
    await overheard.quick("SELECT")
    await overheard.aside.rows("SELECT text")
    assert len(kept(overheard).reads) == 1
