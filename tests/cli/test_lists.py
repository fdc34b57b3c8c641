"""`club discipline|skill|company`: kept one by one and by files."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from support.pictures import kept, png, portrait
from support.serving import Club

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_a_skill(club: Club, rows: Rows):
    assert club("skill", "add", "Knitting").out.startswith("Added skill ")
    taken = club("skill", "add", "KNITTING")
    assert taken.code == 2 and "already" in taken.err
    assert club("skill", "set", "knitting", "name=Crochet").code == 0
    assert "Crochet" in club("skill", "list").out
    assert club("skill", "remove", "Crochet").code == 0
    assert rows("SELECT deleted_at IS NOT NULL FROM skill WHERE name = 'Crochet'") == [(True,)]
    assert "Crochet" not in club("skill", "list").out
    gone = club("skill", "remove", "Crochet")
    assert gone.code == 2 and "club skill list" in gone.err
    assert club("skill", "add", "Crochet").code == 0, "the name is free again"


def test_a_discipline_and_what_is_below_it(club: Club, rows: Rows):
    names = "SELECT s.name FROM subdiscipline s JOIN discipline d ON d.id = discipline_id WHERE d.name = 'Potter'"
    assert club("discipline", "add", "Potter", "subdisciplines=Mugs, Plates", "alias1=Ceramicist").code == 0
    assert rows(names + " ORDER BY s.id") == [("Mugs",), ("Plates",)]
    assert club("discipline", "set", "potter", "subdisciplines=Plates,Vases", "in_search=0", "alias1=").code == 0
    assert rows(names + " ORDER BY s.id") == [("Plates",), ("Vases",)]
    assert rows("SELECT in_search, alias1 FROM discipline WHERE name = 'Potter'") == [(False, "")]
    delimited = club("discipline", "add", "Cups, Saucers")
    assert delimited.code == 2 and "comma" in delimited.err
    assert club("discipline", "set", "Potter", "name=").code == 2


def test_a_company(club: Club, rows: Rows):
    club("user", "create", "ann@example.com", "--name", "Ann", "--password", "a fine password")
    said = club(
        "company", "add", "Acme & Sons", "owner=ANN@example.com", "coupon=1", "coupon_expires_at=2027-01-31",
        "latitude=53.959971", "longitude=-1.08",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert rows(
        "SELECT slug, owner_id = (SELECT id FROM person), coupon, coupon_expires_at::date::text, latitude::text,"
        " authorised FROM company"
    ) == [("acmesons", True, True, "2027-01-31", "53.95997", True)]
    assert club("company", "add", "Acme & Sons").code == 0
    assert rows("SELECT slug FROM company ORDER BY id") == [("acmesons",), ("acmesons-2",)]
    several = club("company", "remove", "Acme & Sons")
    assert several.code == 2 and "several" in several.err
    assert club("company", "set", "acmesons-2", "latitude=1", "authorised=0", "owner=").code == 0
    assert club("company", "remove", "acmesons-2").code == 0
    assert rows("SELECT slug, deleted_at IS NOT NULL, modified_at IS NOT NULL FROM company ORDER BY id") == [
        ("acmesons", False, False),
        ("acmesons-2", True, True),
    ]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("owner=nobody@example.com", "Owner"),
        ("website=javascript:alert(1)", "valid URL"),
        ("latitude=91", "90"),
        ("coupon_expires_at=31.1.2027", "time such as"),
        ("coupon_expires_at=2027-02-30", "time such as"),
        ("slug=Ä", "Slug"),
        ("featured=perhaps", "Featured"),
    ],
)
def test_what_a_company_cannot_have(club: Club, rows: Rows, value: str, word: str):
    said = club("company", "add", "Acme", value)
    assert said.code == 2 and word in said.err
    assert rows("SELECT count(*) FROM company") == [(0,)]


def test_the_pictures_of_a_company(club: Club, rows: Rows, tmp_path: Path):
    club("company", "add", "Acme")
    logo, cover, words = tmp_path / "logo.png", tmp_path / "cover.jpg", tmp_path / "words.png"
    logo.write_bytes(png(300, 200))
    cover.write_bytes(portrait())
    words.write_text("no picture")

    said = club("company", "set", "Acme", "tagline=Anvils", "--logo", str(logo), "--cover", str(cover))

    assert (said.code, said.err) == (0, "")
    ((named_logo, named_cover, tagline),) = rows("SELECT logo, cover, tagline FROM company")
    assert Image.open(BytesIO(kept(tmp_path, named_logo))).size == (300, 200)
    assert b"GPS" not in kept(tmp_path, named_cover) and tagline == "Anvils"
    assert club("company", "set", "acme", "--logo", str(logo)).code == 0
    assert [row[1] == named_cover and row[0] != named_logo for row in rows("SELECT logo, cover FROM company")] == [True]
    for path, word in ((words, "not allowed"), (tmp_path / "none.png", "No such file"), (tmp_path, "directory")):
        refused = club("company", "set", "Acme", "tagline=Other", "--logo", str(path))
        assert refused.code == 2 and word in refused.err
    assert rows("SELECT tagline FROM company") == [("Anvils",)]
    assert club("company", "set", "Acme").code == 2


CSV = 'name,website,coupon\nAcme,https://acme.example,1\n"Beta, ""the"" one",,0\n'


def test_importing_csv(club: Club, rows: Rows, tmp_path: Path):
    file = tmp_path / "companies.csv"
    file.write_text(CSV, "utf-8-sig")
    assert club("company", "import", str(file)).out == "Added 2, changed 0.\n"
    file.write_text(CSV.replace(",", ";").replace("Beta;", "Beta,").replace("acme.example", "www.acme.example"))
    assert club("company", "import", str(file)).out == "Added 0, changed 2.\n"
    assert rows("SELECT name, website FROM company ORDER BY id") == [
        ("Acme", "https://www.acme.example"),
        ('Beta, "the" one', None),
    ]


@pytest.mark.parametrize("noun", ["company", "discipline", "skill"])
def test_what_is_listed_can_be_imported(club: Club, rows: Rows, tmp_path: Path, noun: str):
    club("company", "add", "Acme", "latitude=0.00001", "coupon_date_at=2026-05-23T14:57:26.5", "description=a\nb")
    table = f"SELECT to_jsonb(t) - 'modified_at' FROM {noun} t ORDER BY id"
    before, listed = rows(table), club(noun, "list", "--json").out
    file = tmp_path / "list.jsonl"
    file.write_text(listed)
    assert club(noun, "import", str(file)).out == f"Added 0, changed {len(before)}.\n"
    assert (rows(table), club(noun, "list", "--json").out) == (before, listed)


def test_one_bad_row_and_nothing_is_done(club: Club, rows: Rows, tmp_path: Path):
    file = tmp_path / "skills.jsonl"
    good = [{"name": "Knitting"}, {"name": ""}, {"name": "Weaving", "shoes": 42}, {"name": "knitting"}, {"id": 99999}]
    lines = [json.dumps(row) for row in good] + ["{", "[]", "", '{"name": "a\\u0000b"}', '{"name": {}}']
    file.write_text("\n".join(lines))
    said = club("skill", "import", str(file))
    assert said.code == 2
    found = [line.split(":")[0].strip() for line in said.err.splitlines()]
    assert found == ["club", *(f"line {number}" for number in (2, 3, 4, 5, 6, 7, 9, 10))], said.err
    assert "the same skill as in line 1" in said.err
    assert rows("SELECT count(*) FROM skill WHERE name = 'Knitting'") == [(0,)]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"name\n\xff\n", "UTF-8"),
        (b"name,name\na,b\n", "twice"),
        (b"nmae\nKnitting\n", "'nmae'"),
        (b"name\na,b\n", "line 2"),
        (b'name\n"a\n', "line 2"),
        (b'"name', "line 1: This is no CSV"),
        (b'{"name": "a", "id": %s}' % (b"9" * 5000), "line 1: There is no skill with the id 999"),
    ],
)
def test_a_file_that_cannot_be_read(club: Club, tmp_path: Path, content: bytes, word: str):
    file = tmp_path / "skills.csv"
    file.write_bytes(content)
    said = club("skill", "import", str(file))
    assert said.code == 2 and said.err.startswith("club: ") and word in said.err
    assert club("skill", "import", str(tmp_path / "missing.csv")).code == 2
