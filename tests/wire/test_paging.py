"""Pages: three ways to read and print `limit` and `offset`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from freelancerclub.wire.paging import FURTHEST, LENIENT, STRICT, STRICT_ECHO, BadLimit, BadOffset, PagingRule

NO_LIMITS = [
    "0",
    "-1",
    "501",
    "",
    " ",
    " 5",
    "5 ",
    "+5",
    "1.0",
    "1e2",
    "1_0",
    "１０",
    "²",
    "five",
    "9" * 30,
    "0x5",
    "5\n",
]
NO_OFFSETS = ["-1", "", " 5", "+5", "1.5", "1_000", "１２", "ten", "5\n", "1e3"]


@pytest.mark.parametrize("rule", [STRICT, STRICT_ECHO, LENIENT])
def test_by_default_the_first_twenty_as_numbers(rule: PagingRule):
    page = rule.read({})
    assert (page.limit, page.offset) == (20, 0)
    meta = page.meta(107)
    assert (meta.total, meta.limit, meta.offset) == (107, 20, 0)
    assert type(meta.limit) is int and type(meta.offset) is int


@pytest.mark.parametrize("limit", NO_LIMITS)
def test_a_bad_limit_is_refused_in_the_documented_words(limit: str):
    for rule in (STRICT, STRICT_ECHO):
        with pytest.raises(BadLimit, match=r"^The limit parameter should be a positive integer between 1 and 500$"):
            rule.read({"limit": limit})


@pytest.mark.parametrize("offset", NO_OFFSETS)
def test_a_bad_offset_is_refused(offset: str):
    with pytest.raises(BadOffset, match=r"^The offset parameter should be a positive integer$"):
        STRICT.read({"offset": offset})


def test_the_limit_is_looked_at_first():
    with pytest.raises(BadLimit):
        STRICT.read({"limit": "x", "offset": "x"})


@pytest.mark.parametrize(("limit", "read"), [("1", 1), ("500", 500), ("007", 7)])
def test_a_good_limit(limit: str, read: int):
    assert STRICT.read({"limit": limit}).limit == read


@pytest.mark.parametrize("limit", NO_LIMITS)
def test_a_lenient_list_never_refuses_a_limit(limit: str):
    expected = 500 if limit in ("501", "9" * 30) else 20
    page = LENIENT.read({"limit": limit})
    assert (page.limit, page.shown_limit) == (expected, expected)


@pytest.mark.parametrize("offset", NO_OFFSETS)
def test_a_lenient_list_reads_a_bad_offset_as_none(offset: str):
    page = LENIENT.read({"offset": offset})
    assert (page.offset, page.shown_offset) == (0, 0)


def test_an_echo_prints_what_was_sent_as_text_and_the_default_as_number():
    page = STRICT_ECHO.read({"limit": "2"})
    assert (page.limit, page.shown_limit, page.shown_offset) == (2, "2", 0)
    page = STRICT_ECHO.read({"offset": "0"})
    assert (page.offset, page.shown_limit, page.shown_offset) == (0, 20, "0")


def test_the_others_print_numbers_even_if_sent():
    assert STRICT.read({"limit": "2", "offset": "4"}).meta(9).limit == 2
    assert STRICT.read({"limit": "2", "offset": "4"}).meta(9).offset == 4


@pytest.mark.parametrize("rule", [STRICT, STRICT_ECHO, LENIENT])
def test_an_offset_past_everything_is_what_postgresql_can_hold(rule: PagingRule):
    assert rule.read({"offset": "9" * 40}).offset == FURTHEST == 2**63 - 1
    assert rule.read({"offset": str(FURTHEST)}).offset == FURTHEST


@settings(deadline=None)
@given(st.text(max_size=25), st.text(max_size=25))
def test_a_lenient_page_can_always_be_read(limit: str, offset: str):
    page = LENIENT.read({"limit": limit, "offset": offset})
    assert 1 <= page.limit <= 500 and 0 <= page.offset <= FURTHEST
