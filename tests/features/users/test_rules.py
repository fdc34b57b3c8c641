"""Disciplines, complete profiles and the rules of erasure, without a database."""

import importlib.util
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from freelancerclub.features.users.rules import (
    ERASURE,
    GRACE,
    HIRING,
    REMOVED,
    Fate,
    Rule,
    anonymised,
    chosen_disciplines,
    each,
    erased,
    hidden_columns,
    is_complete,
    kept,
    place_of,
    statement_of,
    straight,
    traces,
    whose_rows,
    without_traces,
)

DOCS = Path(__file__).parents[3] / "docs"
KNOWN = {"photographer": "Photographer", "tog": "Photographer", "i'm a model": "I'm a Model"}
# In the export nobody is shown what others did to them, how they are found, or what is theirs to keep.
UNTOLD = 14


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


@pytest.mark.parametrize(
    ("latitude", "longitude", "there"),
    [("0", "0", False), ("0.00000", "-0.0", False), ("51.5", "0", True), ("0", "9", True), (None, None, False)],
)
def test_nowhere_is_no_place(latitude: str | None, longitude: str | None, there: bool):
    place = tuple(None if one is None else Decimal(one) for one in (latitude, longitude))
    assert place_of(*place) == (place if there else (None, None))  # type: ignore[arg-type]


def test_what_a_rule_says():
    assert Rule("like", ("a",), Fate.KEPT, "why").told, "unless it says that it is not"
    gone = erased("like.person_id", "why")
    assert (gone.table, gone.columns, gone.whose, gone.told) == ("like", ("person_id",), "person_id = %(id)s", True)
    assert statement_of(gone) == "DELETE FROM like WHERE person_id = %(id)s"
    assert erased("like.person_id", "why", "x = 1", told=False).whose == "x = 1"
    stays = kept("like.a b", "why")
    assert (stays.columns, stays.whose, stays.told, statement_of(stays)) == (("a", "b"), "", True, None)
    other = anonymised("like", "why", "id = %(id)s", each("a b", "''") | {"c": without_traces("c")})
    assert (other.columns, other.told) == (("a", "b", "c"), True)
    for rule in (gone, stays, other):
        assert (rule.only, rule.hides) == ("", ()), "unless it says so"
    less = {"only": "shown", "hides": ("d",)}
    for rule in (erased("like.a", "", **less), kept("like.a", "", **less), anonymised("like", "", "x", {}, **less)):
        assert (rule.only, rule.hides) == ("shown", ("d",))
    assert statement_of(erased("like.a", "", only="shown")) == "DELETE FROM like WHERE a = %(id)s", "all of it goes"
    assert statement_of(other) == (
        "UPDATE like SET a = '', b = '', c = regexp_replace(c, %(traces)s, '(removed)', 'gi') WHERE id = %(id)s"
        " AND ROW(a, b, c) IS DISTINCT FROM ROW('', '', regexp_replace(c, %(traces)s, '(removed)', 'gi'))"
    )


def without(text: str, name: str = "Mia Norton", phone: str | None = "+44 (0)7700 900123") -> str:
    """A text after the person was taken out, by Python, which has no classes in brackets but these."""
    pattern = traces("mia.n@example.com", name, phone)
    pattern = pattern.replace("[:alnum:]", "0-9A-Za-z").replace("[:alpha:]", "A-Za-z")
    return re.sub(pattern, REMOVED, text, flags=re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mia.n@example.com", "(removed)"),
        ("(MIA.N@example.com), or", "((removed)), or"),
        ("I am mia \n norton.", "I am (removed)."),
        ("+4407700900123", "+(removed)"),
        ("ring 44-0-7700 / 900123!", "ring (removed)!"),
        ("Mia Norton, mia.n@example.com, 44 07700 900 123", "(removed), (removed), (removed)"),
    ],
)
def test_traces_that_are_taken_out(text: str, left: str):
    assert without(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Mia", "Norton", "Mia and Norton", "MiaNorton", "Mia Nortons", "Damia Norton", "miaxn@example.com",
        "xmia.n@example.com", "mia.n@example.community", "144 07700 900123", "44 07700 9001234", "44 07700 x 900123",
        "44 07700 .... 900123", "44 07700", "",
    ],
)  # fmt: skip
def test_words_and_numbers_that_only_look_like_traces(text: str):
    assert without(text) == text


def test_a_word_and_a_short_number_are_no_traces():
    assert without("A rose for Rose", name=" Rose ") == "A rose for Rose"
    assert without("Rose May", name="Rose May") == "(removed)" == without("Ana de Sol", name="Ana de  Sol")
    assert without("12345 and 1 2 3 4 5", phone="12-345") == "12345 and 1 2 3 4 5"
    assert without("123456 or 12 34 56", phone="12-34-56") == "(removed) or (removed)"
    for none in (None, "", "ask me"):
        assert without("call 0 at mia.n@example.com", phone=none) == "call 0 at (removed)"


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
    assert shown["thread_member"] == "((person_id = %(id)s) AND (NOT withheld))"
    assert shown["review"] == "(reviewer_id = %(id)s) OR ((person_id = %(id)s) AND (authorised))"
    assert shown["report"] == "(reporter_id = %(id)s)"
    assert shown["person"] == "(id = %(id)s)"
    assert not {"person_search", "procrastinate_jobs", "kept_answer", "person_version", "event_line"} & shown.keys()
    assert {"thread_item.withheld", "report.closed_by", "job.decided_at"} < set(hidden_columns())
    assert len([rule for rule in ERASURE if not rule.told]) == UNTOLD, "a rule more or less is looked at here"
    assert {rule.fate for rule in ERASURE} == set(Fate)
