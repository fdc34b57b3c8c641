"""Slugs: what stands in an address, whatever the name."""

import re

from hypothesis import given
from hypothesis import strategies as st

from freelancerclub.kit.slugs import LONGEST, slug_of


def test_examples():
    names = {"Mia Norton": "mianorton", "Łukasz Żółć": "lukaszzolc", "  ": "member", "": "member", "--": "member",
             "🎉": "member", "Дарья": "daria", "AC/DC & co.": "acdcco", "X" * 300: "x" * LONGEST}  # fmt: skip
    assert {name: slug_of(name) for name in names} == names


@given(st.text())
def test_any_name_makes_a_slug_of_letters_and_digits(name: str):
    slug = slug_of(name)
    assert re.fullmatch(r"[a-z0-9]+", slug) and len(slug) <= LONGEST
    assert slug_of(slug) == slug
