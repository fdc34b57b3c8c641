"""`club social import`: the follower counts of many people, or of nobody."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.serving import Club

Rows = Callable[[str], list[tuple[Any, ...]]]
COUNTS = "SELECT twitter_followers, facebook_likes, youtube_subscribers, instagram_count FROM person ORDER BY id"
TOTALS = "SELECT social_total FROM person ORDER BY id"


@pytest.fixture
def people(club: Club, rows: Rows) -> None:
    rows(
        """INSERT INTO person (id, email, display_name, slug, facebook_likes)
        SELECT n, 'p' || n || '@example.com', 'P', 'p-' || n, 5 FROM generate_series(1, 4) n"""
    )
    rows("UPDATE person SET deleted_at = now() WHERE id = 4")


def test_people_by_id_address_or_slug(club: Club, rows: Rows, people: None, tmp_path: Path):
    file = tmp_path / "counts.csv"
    file.write_text(
        "id,email,slug,twitter_followers,instagram_count\n1,,,10,1000\n,P2@Example.com,,20,\n3,p3@example.com,p-3,,3\n"
    )
    said = club("social", "import", str(file))
    assert (said.code, said.out) == (0, "Read 3, changed 3.\n"), said.err
    assert rows(COUNTS) == [(10, 5, None, 1000), (20, 5, None, None), (None, 5, None, 3), (None, 5, None, None)]
    assert rows(TOTALS) == [(1015,), (25,), (8,), (5,)]
    assert club("social", "import", str(file)).out == "Read 3, changed 0.\n"


def test_json_lines_set_what_they_name(club: Club, rows: Rows, people: None, tmp_path: Path):
    file = tmp_path / "counts.jsonl"
    lines = [
        {"slug": "p-1", "facebook_likes": 7},
        {"id": 2, "facebook_likes": None, "youtube_subscribers": 1},
        {"id": 3},
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    assert club("social", "import", str(file)).out == "Read 3, changed 2.\n"
    assert rows(COUNTS)[:3] == [(None, 7, None, None), (None, None, 1, None), (None, 5, None, None)]


def test_one_bad_row_and_nothing_is_done(club: Club, rows: Rows, people: None, tmp_path: Path):
    file = tmp_path / "counts.jsonl"
    good: list[Any] = [
        {"id": 1, "twitter_followers": 9},
        {"twitter_followers": 9},
        {"id": 77},
        {"email": "nobody@example.com"},
        {"slug": "p-4"},
        {"id": 2, "twitter_followers": -1},
        {"id": 2, "twitter_followers": "many"},
        {"id": 2, "myspace": 1},
        {"id": 2, "slug": "p-3"},
        {"slug": "p-1", "twitter_followers": 1},
        {"id": "１"},
        {"id": 10**30},
        [],
        {"email": "a\x00b"},
    ]
    file.write_text("\n".join([json.dumps(row) for row in good] + ["{"]))
    said = club("social", "import", str(file))
    assert said.code == 2
    lines = [line.split(":")[0].strip() for line in said.err.splitlines()]
    assert lines == ["club", *(f"line {number}" for number in range(2, 16))], said.err
    for words in ("14 rows", "nobody with the id 77", "nobody with the slug p-4", "the same person as in line 1"):
        assert words in said.err
    assert "mean different people" in said.err and "no field 'myspace'" in said.err
    assert rows(COUNTS) == [(None, 5, None, None)] * 4


@pytest.mark.parametrize(
    "line",
    [
        '{"email":' * 5000,
        "[" * 100_000,
        '{"email": "\\ud800@example.com"}',
        '{"id": "\\udfff"}',
        '{"id": %s}' % ("9" * 5000),
    ],
)
def test_lines_that_no_program_writes(club: Club, people: None, tmp_path: Path, line: str):
    file = tmp_path / "counts.jsonl"
    for text, number in ((line, 1), (f'{{"id": 1}}\n{line}', 2)):
        file.write_text(text)
        said = club("social", "import", str(file))
        assert said.code == 2 and said.err.count("\n") == 2 and f"\n  line {number}: " in said.err, said.err


def test_lists_in_lists_end_in_no_traceback(club: Club, people: None, tmp_path: Path):
    file = tmp_path / "counts.jsonl"
    for field in ("email", "twitter_followers"):
        file.write_text("\n".join(f'{{"id": 1, "{field}": {"[" * deep}{"]" * deep}}}' for deep in range(300, 1000, 50)))
        said = club("social", "import", str(file))
        assert said.code == 2 and said.err.startswith("club: Nothing was imported"), said.err


def test_a_file_that_is_not_there(club: Club, tmp_path: Path):
    said = club("social", "import", str(tmp_path / "none.csv"))
    assert said.code == 2 and "none.csv" in said.err
