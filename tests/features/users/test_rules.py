"""Disciplines, complete profiles and the rules of erasure, without a database."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest

from freelancerclub.features.users.rules import (
    ERASURE,
    GRACE,
    HIRING,
    Fate,
    anonymised,
    chosen_disciplines,
    each,
    erased,
    is_complete,
    kept,
    statement_of,
    straight,
    whose_rows,
    without_traces,
)

DOCS = Path(__file__).parents[3] / "docs"
KNOWN = {"photographer": "Photographer", "tog": "Photographer", "i'm a model": "I'm a Model"}
# In the export nobody is shown what others did to them, how they are found, or what is theirs to keep.
UNTOLD = 10


@pytest.mark.parametrize(
    ("sent", "held", "chosen"),
    [
        (["TOG"], (), ("Photographer",)),
        (["tog", "Photographer", "I’m a MODEL"], (), ("Photographer", "I'm a Model")),
        (["Dancer"], ("dancer",), ("dancer",)),
        (["photographer"], ("PHOTOGRAPHER",), ("Photographer",)),
        (["tog", "Dancer"], (), None),
        ([], ("dancer",), None),
    ],
)
def test_disciplines_that_may_be_named(sent: list[str], held: tuple[str, ...], chosen: tuple[str, ...] | None):
    assert chosen_disciplines(sent, KNOWN, held) == chosen


def test_names_are_compared_straight():
    assert straight("I’M Hiring") == straight(HIRING) == "i'm hiring"


@pytest.mark.parametrize(
    ("disciplines", "city", "country", "complete"),
    [
        (["Model"], "Leeds", "UK", True),
        (["I’m hiring", "Model"], "Leeds", "UK", True),
        (["I’m hiring"], "Leeds", "UK", False),
        ([], "Leeds", "UK", False),
        (["Model"], "", "UK", False),
        (["Model"], "Leeds", None, False),
    ],
)
def test_a_profile_is_complete(disciplines: list[str], city: str | None, country: str | None, complete: bool):
    assert is_complete(disciplines, city, country) is complete


def test_what_a_rule_says():
    gone = erased("like.person_id", "why")
    assert (gone.table, gone.columns, gone.whose, gone.told) == ("like", ("person_id",), "person_id = %(id)s", True)
    assert statement_of(gone) == "DELETE FROM like WHERE person_id = %(id)s"
    assert erased("like.person_id", "why", "x = 1", told=False).whose == "x = 1"
    stays = kept("like.a b", "why")
    assert (stays.columns, stays.whose, stays.told, statement_of(stays)) == (("a", "b"), "", True, None)
    other = anonymised("like", "why", "id = %(id)s", each("a b", "''") | {"c": without_traces("c")})
    assert (other.columns, other.told) == (("a", "b", "c"), True)
    assert statement_of(other) == (
        "UPDATE like SET a = '', b = '', c = regexp_replace(c, %(traces)s, '(removed)', 'gi') WHERE id = %(id)s"
        " AND ROW(a, b, c) IS DISTINCT FROM ROW('', '', regexp_replace(c, %(traces)s, '(removed)', 'gi'))"
    )


def test_the_guide_shows_the_rules():
    spec = importlib.util.spec_from_file_location("erasure", DOCS / "erasure.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / "guide" / "erasure.md").read_text("utf-8") == script.markdown(), "run: python docs/erasure.py"
    assert timedelta(days=30) == GRACE


def test_whose_rows_are_shown_to_them():
    shown = whose_rows()
    assert list(shown) == sorted(shown)
    assert shown["follow"] == "(follower_id = %(id)s) OR (followed_id = %(id)s)"
    assert shown["block"] == "(blocker_id = %(id)s)", "nobody is told by whom they are blocked"
    assert shown["person_view"] == "(viewer_id = %(id)s)"
    assert shown["notification"] == "(person_id = %(id)s)"
    assert shown["report"] == "(reporter_id = %(id)s)"
    assert shown["person"] == "(id = %(id)s)"
    assert not {"person_search", "procrastinate_jobs", "kept_answer"} & shown.keys()
    assert len([rule for rule in ERASURE if not rule.told]) == UNTOLD, "a rule more or less is looked at here"
    assert {rule.fate for rule in ERASURE} == set(Fate)
