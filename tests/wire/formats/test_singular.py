"""The singular rules against the words the original was asked for, and those the specification names."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from freelancerclub.wire.formats.singular import singular

GOLDEN = Path(__file__).parent / "golden"
PLURALS = ElementTree.fromstring((GOLDEN / "plurals.xml").read_bytes())
RECORDED = {parent.tag: parent[0].tag for parent in PLURALS}

DOCUMENTED = {
    "matrices": "matrix",
    "vertices": "vertex",
    "indices": "index",
    "aliases": "alias",
    "octopi": "octopus",
    "viri": "virus",
    "oxen": "ox",
    "crises": "crisis",
    "axes": "axis",
    "testes": "testis",
    "shoes": "shoe",
    "heroes": "hero",
    "buses": "bus",
    "campuses": "campus",
    "mice": "mouse",
    "lice": "louse",
    "boxes": "box",
    "churches": "church",
    "classes": "class",
    "dishes": "dish",
    "movies": "movie",
    "companies": "company",
    "soliloquies": "soliloquy",
    "halves": "half",
    "scarves": "scarf",
    "natives": "native",
    "archives": "archive",
    "wives": "wife",
    "analyses": "analysis",
    "bases": "basis",
    "diagnoses": "diagnosis",
    "parentheses": "parenthesis",
    "prognoses": "prognosis",
    "synopses": "synopsis",
    "theses": "thesis",
    "data": "datum",
    "media": "medium",
    "people": "person",
    "women": "woman",
    "statuses": "status",
    "children": "child",
    "news": "news",
    "images": "image",
    "subs": "sub",
    "portfolios": "portfolio",
    "users": "user",
    "notes": "note",
    "message_users": "message_user",
    "message_items": "message_item",
    "files": "file",
    "target_image": "target_image",
    "status": "status",
    "address": "address",
    "xml": "xml",
}


def test_every_recorded_word_is_there() -> None:
    assert len(RECORDED) == 69
    assert list(RECORDED) == list(json.loads((GOLDEN / "plurals.payload.json").read_bytes())["data"])


@pytest.mark.parametrize(("plural", "item"), RECORDED.items())
def test_recorded(plural: str, item: str) -> None:
    # The element of a word without a singular is called `item`, as the one of the word "items" is.
    assert singular(plural) == (plural if item == "item" and plural != "items" else item)


@pytest.mark.parametrize(("plural", "expected"), DOCUMENTED.items())
def test_documented(plural: str, expected: str) -> None:
    assert singular(plural) == expected


UNCHANGED = [
    "equipment",
    "information",
    "rice",
    "money",
    "species",
    "series",
    "fish",
    "meta",
    "SERIES",
    "Meta",
]


@pytest.mark.parametrize("word", UNCHANGED)
def test_unchanged(word: str) -> None:
    assert singular(word) == word


def test_the_cache_is_bounded() -> None:
    assert singular.cache_info().maxsize == 1024
