"""`club mail`: addresses that get no mail, and new tries for what was given up."""

from collections.abc import Callable
from typing import Any

from support.serving import Club

Rows = Callable[[str], list[tuple[Any, ...]]]
GIVEN_UP = """
    WITH ann AS (INSERT INTO person (email, display_name, slug) VALUES ('ann@example.com', 'A', 'a') RETURNING id),
        told AS (INSERT INTO notification (person_id, kind, message) SELECT id, 'follow', '' FROM ann RETURNING id),
        pushed AS (INSERT INTO push (notification_id, created_at, due_at, tries, ended_at, outcome)
            SELECT id, now(), now(), 8, now(), 'given up' FROM told)
    INSERT INTO mailing (person_id, pace, created_at, due_at, tries, ended_at, outcome)
    SELECT id, 'instant', now(), now(), 8, now(), 'given up' FROM ann"""


def test_an_address_is_stopped_and_let_go(club: Club, rows: Rows):
    said = club("mail", "bounce", " Gone@Example.com ", "--detail", "550 5.1.1 unknown user")
    assert said.code == 0 and "gone@example.com" in said.out
    assert rows("SELECT email, reason, detail FROM mail_stop") == [
        ("gone@example.com", "bounce", "550 5.1.1 unknown user")
    ]
    listed = club("mail", "list").out
    assert "gone@example.com" in listed and "550 5.1.1 unknown user" in listed
    assert club("mail", "allow", "GONE@example.com").code == 0
    assert rows("SELECT count(*) FROM mail_stop") == [(0,)]


def test_what_can_not_be_done_is_said(club: Club, rows: Rows):
    for words, says in ((("bounce", "nobody"), "is no e-mail address"), (("allow", "a@example.com"), "isn't stopped")):
        said = club("mail", *words)
        assert said.code == 2 and says in said.err and said.err.count("\n") == 1
    assert rows("SELECT count(*) FROM mail_stop") == [(0,)]


def test_what_was_given_up_is_counted_and_tried_again(club: Club, rows: Rows):
    assert club("mail", "list").out.endswith("0 mails and 0 pushes are given up.\n")
    rows(GIVEN_UP)
    assert club("mail", "list").out.endswith("1 mails and 1 pushes are given up.\n")
    assert club("mail", "retry").out == "2 are tried again.\n"
    assert rows("SELECT tries, outcome FROM mailing UNION SELECT tries, outcome FROM push") == [(0, None)]
    assert rows("SELECT task_name FROM procrastinate_jobs ORDER BY 1") == [
        ("telling.send_mail",),
        ("telling.send_push",),
    ]
    assert club("mail", "retry").out == "0 are tried again.\n"
