"""Fragments: kept under their version, read together, bounded in memory, never kept from inside a change."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from freelancerclub.db.fragments import MEGABYTE, OVERHEAD, Fragments, Kind
from freelancerclub.db.pool import Database, Transaction

CARD = Kind("card", "cards", lambda row: str(row[0]).encode())
OTHER = Kind("other", "others", lambda row: b"other " + str(row[0]).encode(), {"open": True})


class Table:
    """What both databases below read: id → (version, data); and what they were asked for."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, str]] = {}
        self.asked: list[tuple[str, list[int], dict[str, Any]]] = []

    async def read(self, statement: Any, ids: list[int], **parameters: Any) -> list[tuple[Any, ...]]:
        self.asked.append((statement, ids, parameters))
        return [(id_, *self.rows[id_]) for id_ in ids if id_ in self.rows]


class Reads(Database):
    def __init__(self, table: Table) -> None:
        self.steady_rows = table.read  # type: ignore[method-assign,assignment]


class Change(Transaction):
    def __init__(self, table: Table) -> None:
        super().__init__(None, {}, AsyncExitStack())  # type: ignore[arg-type]
        self.rows = table.read  # type: ignore[method-assign,assignment]


@pytest.fixture
def table() -> Table:
    return Table()


async def test_what_is_missing_is_read_in_one_statement_and_then_kept(table: Table):
    table.rows = {1: (10, "a"), 2: (20, "b"), 3: (30, "c")}
    fragments, db = Fragments(1), Reads(table)
    assert await fragments.get(db, CARD, [(2, 20)]) == {2: b"b"}
    assert await fragments.get(db, CARD, [(1, 10), (2, 20), (3, 30)]) == {1: b"a", 2: b"b", 3: b"c"}
    assert await fragments.get(db, CARD, [(3, 30), (1, 10)]) == {1: b"a", 3: b"c"}
    assert await fragments.get(db, CARD, []) == {}
    assert [ids for _, ids, _ in table.asked] == [[2], [1, 3]]


async def test_another_version_is_read_again_whether_higher_or_lower(table: Table):
    fragments, db = Fragments(1), Reads(table)
    for version, text in ((10, "a"), (12, "b"), (11, "c")):
        table.rows = {1: (version, text)}
        for _ in range(2):
            assert await fragments.get(db, CARD, [(1, version)]) == {1: text.encode()}
    assert len(table.asked) == 3


async def test_it_is_kept_under_the_version_it_came_with(table: Table):
    """The row changed between the page's statement and that of the fragments."""
    table.rows = {1: (12, "new")}
    fragments, db = Fragments(1), Reads(table)
    assert await fragments.get(db, CARD, [(1, 10)]) == {1: b"new"}
    assert await fragments.get(db, CARD, [(1, 12)]) == {1: b"new"}
    assert len(table.asked) == 1
    await fragments.get(db, CARD, [(1, 10)])
    assert len(table.asked) == 2, "nothing is kept under a version that was only asked for"


async def test_a_row_that_has_gone_is_left_out(table: Table):
    fragments = Fragments(1)
    assert await fragments.get(Reads(table), CARD, [(1, 10)]) == {}
    assert fragments.size == 0


async def test_kinds_are_kept_apart(table: Table):
    table.rows = {1: (10, "a")}
    fragments, db = Fragments(1), Reads(table)
    for _ in range(2):
        assert await fragments.get(db, CARD, [(1, 10)]) == {1: b"a"}
        assert await fragments.get(db, OTHER, [(1, 10)]) == {1: b"other a"}
    assert [(statement, parameters) for statement, _, parameters in table.asked] == [
        ("cards", {}),
        ("others", {"open": True}),
    ]


async def test_inside_a_change_nothing_is_kept(table: Table):
    table.rows = {1: (11, "perhaps")}
    fragments = Fragments(1)
    for _ in range(2):
        assert await fragments.get(Change(table), CARD, [(1, 11)]) == {1: b"perhaps"}
    assert (len(table.asked), fragments.size) == (2, 0)


async def test_memory_is_bounded_and_what_was_used_lately_stays(table: Table):
    big = "x" * (MEGABYTE // 4 - OVERHEAD)
    table.rows = {id_: (id_, big) for id_ in range(1, 6)}
    fragments, db = Fragments(1), Reads(table)
    for id_ in (1, 2, 3, 4):
        await fragments.get(db, CARD, [(id_, id_)])
    assert fragments.size == MEGABYTE
    await fragments.get(db, CARD, [(1, 1)])
    await fragments.get(db, CARD, [(5, 5)])
    assert fragments.size == MEGABYTE
    table.asked.clear()
    await fragments.get(db, CARD, [(1, 1), (3, 3), (4, 4), (5, 5)])
    assert table.asked == []
    await fragments.get(db, CARD, [(2, 2)])
    assert len(table.asked) == 1


async def test_a_new_version_takes_the_place_of_the_old(table: Table):
    fragments, db = Fragments(1), Reads(table)
    for version in range(100):
        table.rows = {1: (version, "x" * version)}
        await fragments.get(db, CARD, [(1, version)])
    assert fragments.size == 99 + OVERHEAD


@pytest.mark.parametrize("length", [10, MEGABYTE])
async def test_without_memory_every_answer_is_still_right(length: int, table: Table):
    fragments, db = Fragments(0), Reads(table)
    table.rows = {1: (1, "x" * length)}
    for _ in range(2):
        assert len((await fragments.get(db, CARD, [(1, 1)]))[1]) == length
    assert (len(table.asked), fragments.size) == (2, 0)
