"""So many pages, and the last used."""

from dataclasses import replace

from freelancerclub.db.pages import Page, Pages

A = Page((1, 2), 2, is_relaxed=False, moment="1:1:")
B, C = replace(A, total=3), replace(A, total=4)


def test_what_was_not_used_for_longest_goes():
    pages = Pages(2)
    pages.keep("a", A)
    pages.keep("b", B)
    assert pages.get("a") == A
    pages.keep("c", C)
    assert [pages.get(name) for name in "abc"] == [A, None, C]


def test_a_page_found_anew_takes_the_place_of_the_old_one():
    pages = Pages(2)
    for page in (A, B, C):
        pages.keep("c", page)
    pages.keep("a", A)
    assert [pages.get(name) for name in "ac"] == [A, C]


def test_none_at_all():
    pages = Pages(0)
    pages.keep("a", A)
    assert pages.get("a") is None
