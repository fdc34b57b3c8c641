"""The block matrix, without a database: what it says is what the guide says."""

import importlib.util
from collections import Counter
from pathlib import Path

from freelancerclub.features.blocks.rules import ALONE, MATRIX, Hidden, Refused, Row, Shown, Unaffected, both

DOCS = Path(__file__).parents[3] / "docs"


def test_the_guide_shows_the_matrix():
    spec = importlib.util.spec_from_file_location("blocks", DOCS / "blocks.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / "guide" / "blocks.md").read_text("utf-8") == script.markdown(), "run: python docs/blocks.py"


def test_an_effect_in_words():
    assert Hidden().words == "left out, and not counted"
    assert Refused(404, "Gone").words == "404 `Gone`"
    assert Unaffected("why").words == "as ever: why"
    assert Shown("why").words == "shown: why"


def test_a_row_is_for_both_and_for_administrators_only_where_it_says_so():
    assert both("GET /x", "it", Hidden()) == Row("GET /x", "it", Hidden(), Hidden(), False)
    assert both("GET /x", "it", Hidden(), administrators=True).administrators is True
    assert Row("GET /x", "it", Hidden(), Hidden()).administrators is False


def test_where_administrators_meet_no_block():
    """At all pages, pictures and reports of one person; in lists they do."""
    met = {row.endpoint for row in MATRIX if row.administrators}
    lists = {row.endpoint for row in MATRIX if Hidden() in (row.blocker, row.blocked)}
    assert not {row for row in MATRIX if row.administrators and Hidden() in (row.blocker, row.blocked)}
    assert "POST /reports" in met and "GET /users/{user_id}" in met and "GET /users" in lists
    assert not met & ALONE.keys()
    reports = {row.thing: row.administrators for row in MATRIX if row.endpoint == "POST /reports"}
    assert reports == {"person": True, "picture": True, "comment": True, "job": True, "message": False}
    times = Counter((row.endpoint, row.thing) for row in MATRIX)
    assert set(times.values()) == {1}
