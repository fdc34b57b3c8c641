"""`club review` and `club report`: what waits for a decision, and decisions."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from freelancerclub.adapters.links import Links
from freelancerclub.kit.clock import system_clock
from support.serving import Club
from support.tables import cells

from .conftest import KEY

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def people(club: Club, rows: Rows) -> None:
    rows(
        """INSERT INTO person (id, email, display_name, slug)
        SELECT n, name || '@example.com', initcap(name), name
        FROM unnest(ARRAY['ann', 'ben', 'eve']) WITH ORDINALITY AS p (name, n)"""
    )


def reviewed(rows: Rows, *stars: float) -> None:
    for number, given in enumerate(stars, 1):
        values = f"{number}, 1, 2, 'M{number}', {given}"
        rows(f"INSERT INTO review (id, person_id, reviewer_id, message, stars) VALUES ({values})")


def test_reviews_wait_and_are_decided_on(club: Club, rows: Rows, people: None):
    reviewed(rows, 5, 3, 1)
    waiting = cells(club("review", "list").out)
    assert [row[:5] for row in waiting] == [
        ["1", "ann@example.com", "ben@example.com", "5.00", "not shown, undecided"],
        ["2", "ann@example.com", "ben@example.com", "3.00", "not shown, undecided"],
        ["3", "ann@example.com", "ben@example.com", "1.00", "not shown, undecided"],
    ]
    assert [row[0] for row in cells(club("review", "list", "--limit", "1").out)] == ["1"]
    counted = "SELECT reviews, star_points FROM person_counter WHERE person_id = 1"
    assert club("review", "authorise", "1", "2").out == "Authorised 1, 2.\n"
    assert rows(counted) == [(2, 8)]
    assert club("review", "reject", "2", "3").out == "Rejected 2, 3.\n"
    assert rows(counted) == [(1, 5)]
    assert cells(club("review", "list").out) == []
    decided = [(row[0], row[4]) for row in cells(club("review", "list", "--of", "ANN@example.com").out)]
    assert decided == [("1", "shown"), ("2", "not shown"), ("3", "not shown")]


def test_a_review_shown_already_keeps_its_day(club: Club, rows: Rows, people: None):
    reviewed(rows, 5, 5)
    rows("UPDATE review SET authorised = id = 1, authorised_at = '2020-01-01', halved = true")
    club("review", "authorise", "1", "2")
    found = rows("SELECT authorised_at < '2021-01-01', halved, decided_at IS NOT NULL FROM review ORDER BY id")
    assert found == [(True, True, True), (False, False, True)], "who was rejected begins anew"
    assert rows("SELECT star_points FROM person_counter WHERE person_id = 1")[0][0] == 7.5


def test_a_review_that_is_not_there(club: Club, rows: Rows, people: None):
    reviewed(rows, 5)
    for verb in ("authorise", "reject"):
        said = club("review", verb, "1", "9", "8")
        assert said.code == 2 and "There is no review 8, 9" in said.err
    assert rows("SELECT decided_at FROM review") == [(None,)]
    assert "nobody@example.com" in club("review", "list", "--of", "nobody@example.com").err


def test_reports_are_listed_by_thing_and_closed_together(club: Club, rows: Rows, people: None):
    rows("INSERT INTO picture (id, owner_id, file, title) VALUES (7, 1, 'x.jpg', 'A [bold] one')")
    rows("INSERT INTO thread (id, creator_id) VALUES (1, 3)")
    rows("INSERT INTO thread_item (id, thread_id, author_id, message) VALUES (4, 1, 3, 'Give me your number')")
    rows(
        """INSERT INTO report (reporter_id, kind, target_id, reason, created_at) VALUES
        (2, 'picture', 7, 'Not theirs', '2026-01-01'), (3, 'picture', 7, 'Blurred', '2026-01-02'),
        (2, 'message', 4, '', '2026-01-03'), (NULL, 'job', 99, 'Fraud', '2026-01-04'),
        (2, 'person', 3, '', '2026-01-05'), (2, 'comment', 7, 'Of another kind', '2026-01-06')"""
    )
    listed = cells(club("report", "list").out)
    assert [row[:2] for row in listed] == [
        ["picture", "7"], ["message", "4"], ["job", "99"], ["person", "3"], ["comment", "7"],
    ]  # fmt: skip
    assert listed[0][2:] == [
        "ann@example.com", "A [bold] one", "2", "2026-01-01 00:00", "ben@example.com, eve@example.com",
        "Not theirs | Blurred",
    ]  # fmt: skip
    assert listed[1][2:4] == ["eve@example.com", "Give me your number"]
    assert listed[2][2:] == ["(gone)", "1", "2026-01-04 00:00", "(erased)", "Fraud"]
    assert [row[1] for row in cells(club("report", "list", "--limit", "1").out)] == ["7"]

    said = club("report", "close", "picture", "7", "It is theirs", "--by", "ann@example.com")
    assert (said.code, said.out) == (0, "Closed 2 reports of picture 7.\n")
    closed = "SELECT kind, closed_by, decision, closed_at IS NOT NULL FROM report WHERE closed_at IS NOT NULL"
    assert rows(closed) == [("picture", 1, "It is theirs", True)] * 2
    assert cells(club("report", "list").out)[0][:2] == ["message", "4"]
    assert club("report", "close", "job", "99", "Gone").out == "Closed 1 report of job 99.\n"


def test_what_members_write_commands_no_terminal(club: Club, rows: Rows, people: None):
    reviewed(rows, 5)
    rows("UPDATE review SET message = E'one\\r\\ntwo\\x1b[2Jthree\\u202efour\\u0085'")
    assert "one  two\ufffd[2Jthree\ufffdfour\ufffd" in club("review", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("picture", "7", "x"), "club report list"),
        (("dog", "7", "x"), "person, picture, comment, job, message"),
        (("picture", "7", "x", "--by", "nobody@example.com"), "nobody@example.com"),
    ],
)
def test_what_cannot_be_closed(club: Club, people: None, words: tuple[str, ...], told: str):
    said = club("report", "close", *words)
    assert said.code == 2 and told in said.err


def test_who_is_reviewed_is_told_once_it_is_shown(club: Club, people: None, rows: Rows):
    rows("INSERT INTO review (person_id, reviewer_id, message, stars) VALUES (1, 2, 'A <b>fine</b> eye for light', 4)")
    for verb in ("authorise", "authorise", "reject", "authorise"):
        assert club("review", verb, "1").code == 0
    assert rows("SELECT person_id, actor_id, link, message FROM notification") == [
        (
            1,
            2,
            "/discover/freelancers/ann#review1",
            "has written a review about you: &nbsp;<i>'A &lt;b&gt;fine&lt;/b&gt; eye for light'</i>",
        )
    ]


def test_a_comment_is_taken_away(club: Club, rows: Rows, people: None):
    rows("INSERT INTO picture (id, owner_id, file, title) VALUES (1, 1, '1.png', 'Boat')")
    rows("INSERT INTO picture_comment (id, picture_id, author_id, comment) VALUES (5, 1, 2, 'x'), (6, 1, 2, 'y')")
    assert club("comment", "remove", "5").out == "Removed comment 5.\n"
    assert rows("SELECT id FROM picture_comment WHERE deleted_at IS NULL") == [(6,)]
    for gone in ("5", "99"):
        said = club("comment", "remove", gone)
        assert said.code == 2 and "not found" in said.err


def test_pictures_wait_and_are_decided_on(club: Club, rows: Rows, people: None):
    rows(
        """INSERT INTO picture (id, owner_id, file, title, authorised, created_at)
        SELECT n, 1 + n % 2, n || '.png', 'Boat ' || n, n = 1, '2026-01-01' FROM generate_series(1, 4) n"""
    )
    rows("UPDATE picture SET deleted_at = now() WHERE id = 4")
    waiting = cells(club("image", "pending").out)
    assert [row[:-1] for row in waiting] == [
        ["1", "ben@example.com", "image", "shown", "2026-01-01 00:00", "Boat 1"],
        ["2", "ann@example.com", "image", "not shown", "2026-01-01 00:00", "Boat 2"],
        ["3", "ben@example.com", "image", "not shown", "2026-01-01 00:00", "Boat 3"],
    ]
    links = Links(KEY.encode())
    for row, owner in zip(waiting, (2, 1, 2), strict=True):
        address = urlsplit(row[-1])
        assert address.path == f"/images/portfolio/{owner}/775/{row[0]}.png"
        assert links.opens(address.path, dict(parse_qsl(address.query)), system_clock())
    assert [row[0] for row in cells(club("image", "pending", "--limit", "1").out)] == ["1"]
    listed = "SELECT id FROM gallery ORDER BY id"
    assert club("image", "authorise", "2", "3").out == "Authorised 2, 3.\n"
    assert rows(listed) == [(1,), (2,), (3,)]
    assert club("image", "reject", "1", "3").out == "Rejected 1, 3.\n"
    assert rows(listed) == [(2,)]
    assert cells(club("image", "pending").out) == []
    for verb in ("authorise", "reject"):
        said = club("image", verb, "2", "9", "4")
        assert said.code == 2 and "There is no picture 4, 9: nothing was changed" in said.err
    assert rows(listed) == [(2,)]


def test_jobs_wait_and_are_decided_on(club: Club, rows: Rows, people: None):
    rows(
        """INSERT INTO job (id, owner_id, title, description, kind, authorised, created_at)
        SELECT n, 1 + n % 2, 'Job ' || n, 'To be done', 'test', n = 1, '2026-01-01' FROM generate_series(1, 4) n"""
    )
    rows("UPDATE job SET deleted_at = now() WHERE id = 4")
    assert cells(club("job", "pending").out) == [
        ["1", "ben@example.com", "test", "shown", "2026-01-01 00:00", "Job 1"],
        ["2", "ann@example.com", "test", "not shown", "2026-01-01 00:00", "Job 2"],
        ["3", "ben@example.com", "test", "not shown", "2026-01-01 00:00", "Job 3"],
    ]
    listed = "SELECT job_id FROM board ORDER BY 1"
    assert club("job", "authorise", "2", "3", "1").out == "Authorised 2, 3, 1.\n"
    assert rows(listed) == [(1,), (2,), (3,)]
    told = rows("SELECT person_id, actor_id, job_id, link, message FROM notification ORDER BY job_id")
    text = "Your job is on the board now: <a href='/jobs/details/{0}'>Job {0}</a>"
    assert told == [(owner, None, job, f"/jobs/details/{job}", text.format(job)) for job, owner in ((2, 1), (3, 2))], (
        "the first was there already"
    )
    queued = rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'match_alerts' ORDER BY id")
    assert queued == [({"job_id": 2},), ({"job_id": 3},)]
    assert club("job", "reject", "1", "3").out == "Rejected 1, 3.\n"
    assert rows(listed) == [(2,)]
    assert cells(club("job", "pending").out) == []
    for verb in ("authorise", "reject"):
        said = club("job", verb, "2", "9", "4")
        assert said.code == 2 and "There is no job 4, 9" in said.err
    assert rows(listed) == [(2,)]


def test_messages_that_are_held_back(club: Club, rows: Rows, people: None):
    for number, held in ((1, "true"), (2, "false"), (3, "true")):
        rows(f"INSERT INTO thread (id, creator_id) VALUES ({number}, 1)")
        rows(
            "INSERT INTO thread_member (thread_id, person_id, withheld)"
            f" VALUES ({number}, 1, false), ({number}, 2, {held})"
        )
        rows(
            "INSERT INTO thread_item (id, thread_id, author_id, message, withheld, created_at)"
            f" VALUES ({number}, {number}, 1, 'Buy', {held}, '2026-01-0{number}')"
        )
    assert cells(club("message", "list").out) == [
        ["1", "ann@example.com", "2026-01-01 00:00", "1", "Buy"],
        ["3", "ann@example.com", "2026-01-03 00:00", "1", "Buy"],
    ]
    assert [row[0] for row in cells(club("message", "list", "--limit", "1").out)] == ["1"]
    said = club("message", "release", "1", "2")
    assert said.code == 2 and "Not held back: 2" in said.err
    assert club("message", "release", "1").out == "Delivered 1.\n"
    assert rows("SELECT person_id, kind, target_id FROM notification") == [(2, "message.new", 1)]
    assert rows("SELECT thread_id FROM thread_member WHERE shown AND person_id = 2 ORDER BY 1") == [(1,), (2,)]


def test_a_report_by_the_service_itself(club: Club, rows: Rows, people: None):
    rows("INSERT INTO thread (id, creator_id) VALUES (1, 1)")
    rows("INSERT INTO thread_item (id, thread_id, author_id, message, withheld) VALUES (4, 1, 1, 'Buy', true)")
    rows("INSERT INTO report (kind, target_id, reason, by_service) VALUES ('message', 4, 'Held back', true)")
    ((kind, number, of, says, many, _, by, why),) = cells(club("report", "list").out)
    assert (kind, number, of, says, many) == ("message", "4", "ann@example.com", "Buy", "1")
    assert (by, why) == ("(the service)", "Held back")
    assert club("report", "close", "message", "4", "Harmless").code == 0
