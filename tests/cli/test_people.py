"""`club user` and `club token`: accounts in the operator's hands."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from argon2 import PasswordHasher

from freelancerclub.adapters.tokens import Tokens
from freelancerclub.kit.clock import system_clock
from support.serving import Club

from .conftest import KEY


class Typing(StringIO):
    def isatty(self) -> bool:
        return True


Rows = Callable[[str], list[tuple[Any, ...]]]
ANN = ("user", "create", "ann@example.com", "--name", "Ann", "--password", "a fine password")


def test_a_freelancer(club: Club, rows: Rows):
    said = club(*ANN, "--discipline", "tog", "--city", "Leeds", "--country", "United Kingdom", "--account", "free")
    assert (said.code, said.err) == (0, "")
    assert rows("SELECT email, display_name, disciplines, city, account, role, profile_complete FROM person") == [
        ("ann@example.com", "Ann", ["Photographer"], "Leeds", "free", 4, True)
    ]


def test_an_administrator_who_hires(club: Club, rows: Rows):
    assert club(*ANN, "--administrator").code == 0
    assert rows("SELECT role, disciplines, profile_complete FROM person") == [(1, ["I'M HIRING"], False)]


def test_what_is_wrong_with_a_new_account_changes_nothing(club: Club, rows: Rows):
    assert "valid email address" in club("user", "create", "ann", *ANN[3:]).err
    assert "valid disciplines" in club(*ANN, "--discipline", "Juggler").err
    assert "at least 8" in club(*ANN[:5], "--password", "short").err
    assert "free,starter,pro" in club(*ANN, "--account", "gold").err
    assert rows("SELECT count(*) FROM person") == [(0,)]
    assert club(*ANN).code == 0
    again = club(*ANN)
    assert again.code == 2 and "already being used" in again.err


def test_the_password_is_asked_for(club: Club, rows: Rows, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", Typing())
    monkeypatch.setattr("typer.prompt", lambda *_, **options: "a fine password" if options["hide_input"] else "")
    assert club(*ANN[:5]).code == 0
    assert club("user", "set", "ann@example.com", "password=").code == 0
    assert rows("SELECT token_epoch FROM person_version") == [(1,)]


def test_no_password_is_asked_for_where_there_is_no_club(bare_club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", Typing())
    monkeypatch.setattr("typer.prompt", lambda *_, **__: pytest.fail("asked"))
    said = bare_club(*ANN[:5])
    assert said.code == 2 and said.err.startswith("club: There is no club in "), said.err


def test_a_script_sends_the_password_as_a_line(club: Club, rows: Rows, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", StringIO("a fine password\nand more\n"))
    assert club(*ANN[:5]).code == 0
    (hashed,) = rows("SELECT password_hash FROM person")[0]
    assert PasswordHasher().verify(hashed, "a fine password")
    for nothing in ("", "\n"):
        monkeypatch.setattr("sys.stdin", StringIO(nothing))
        said = club("user", "set", "ann@example.com", "password=")
        assert said.code == 2 and "standard input" in said.err


def test_a_suspended_person_gets_neither_token_nor_key(club: Club, rows: Rows):
    club(*ANN)
    club("user", "suspend", "ann@example.com")
    for words in (("token",), ("key", "create")):
        said = club(*words, "ann@example.com")
        assert said.code == 2 and "club user restore" in said.err
    assert rows("SELECT count(*) FROM api_key") == [(0,)]


def test_changing_a_person(club: Club, rows: Rows):
    club(*ANN)
    rows("INSERT INTO mail_stop (email, reason) VALUES ('ann@example.com', 'bounce')")
    said = club(
        "user", "set", "ANN@example.com", "bio=I take pictures; with care", "email=anna@example.com",
        "administrator=1", "account=starter", "twitter_followers=7", "rate_day=250",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    columns = "bio, email, role, account, previous_account, twitter_followers, rate_day::text"
    assert rows(f"SELECT {columns} FROM person") == [
        ("I take pictures; with care", "anna@example.com", 1, "starter", "pro", 7, "250.00")
    ]
    assert rows("SELECT count(*) FROM mail_stop") == [(0,)], "what stopped mail goes with the old address"
    assert club("user", "set", "anna@example.com", "administrator=0", "rate_day=").code == 0
    assert rows("SELECT role, rate_day FROM person") == [(4, None)]


def test_a_change_is_whole_or_none(club: Club, rows: Rows):
    club(*ANN)
    club("user", "create", "ben@example.com", *ANN[3:])
    said = club("user", "set", "ann@example.com", "bio=New", "email=ben@example.com")
    assert said.code == 2 and "already being used" in said.err
    assert rows("SELECT bio FROM person WHERE email = 'ann@example.com'") == [(None,)]


def test_a_token_and_nothing_else(club: Club, rows: Rows):
    club(*ANN)
    said = club("token", "Ann@Example.com")
    assert (said.code, said.err, said.out.count("\n")) == (0, "", 1)
    claims = Tokens(KEY.encode()).read(said.out.strip(), system_clock())
    assert [(claims.person_id, claims.epoch)] == rows("SELECT id, token_epoch FROM person_version")


def test_suspending_and_restoring(club: Club, rows: Rows):
    club(*ANN)
    standing = "SELECT suspended_at IS NOT NULL, token_epoch FROM person JOIN person_version USING (id)"
    assert club("user", "suspend", "ann@example.com").code == 0
    assert rows(standing) == [(True, 1)]
    refused = club("token", "ann@example.com")
    assert refused.code == 2 and "club user restore" in refused.err and refused.out == ""
    assert club("user", "restore", "ann@example.com").code == 0
    assert rows(standing) == [(False, 1)]
    assert club("token", "ann@example.com").code == 0


def test_the_accounts_by_what_is_known_of_them(club: Club, rows: Rows):
    for email, name, *also in (
        ("ann@example.com", "Ann"),
        ("ben@example.com", "Ben 50%_"),
        ("cid@example.com", "Cid", "--administrator"),
        ("dora@example.org", "Dora \x1b[m"),
    ):
        club("user", "create", email, "--name", name, *ANN[5:], *also)
    club("user", "suspend", "ben@example.com")
    club("user", "remove", "dora@example.org", "--yes")

    def listed(*words: str) -> list[Any]:
        return [json.loads(line) for line in club("user", "list", "--json", *words).out.splitlines()]

    everybody = listed()
    assert [each["state"] for each in everybody] == ["deleted", "administrator", "suspended", "member"]
    keys = ["id", "email", "name", "account", "state", "created_at", "seen_at", "deleted_at"]
    assert all(list(each) == keys for each in everybody)
    (ann_id,) = rows("SELECT id FROM person WHERE email = 'ann@example.com'")[0]
    for words, names in (
        (("EXAMPLE.com",), ["Cid", "Ben 50%_", "Ann"]),
        (("%_",), ["Ben 50%_"]),
        (("ann",), ["Ann"]),
        ((str(ann_id),), ["Ann"]),
        (("nobody",), []),
        (("--state", "suspended"), ["Ben 50%_"]),
        (("example.com", "--limit", "1"), ["Cid"]),
    ):
        assert [each["name"] for each in listed(*words)] == names
    shown = club("user", "list")
    assert "ben@example.com" in shown.out and "\x1b[m" not in shown.out and shown.err == ""
    wrong = club("user", "list", "--state", "asleep")
    assert wrong.code == 2 and "member, administrator, suspended, deleted" in wrong.err
    rows("UPDATE person SET email = 'erased-' || id || '@deleted.invalid' WHERE email = 'dora@example.org'")
    assert len(listed()) == 3, "who was erased is nobody"


def test_all_that_is_held_for_whoever_asks_by_letter(club: Club, rows: Rows):
    club(*ANN)
    said = club("user", "held", "ann@example.com")
    held = json.loads(said.out)
    assert said.code == 0 and held["person"][0]["display_name"] == "Ann"
    assert "password_hash" not in held["person"][0]
    assert "Nobody here has the address" in club("user", "held", "ben@example.com").err
    club("user", "remove", "ann@example.com", "--yes")
    assert json.loads(club("user", "held", "Ann@example.com").out)["person"][0]["display_name"] == "Ann"
    [(nobody,)] = rows("UPDATE person SET email = 'erased-' || id || '@deleted.invalid' RETURNING email")
    assert club("user", "held", nobody).code == 2, "who was erased is nobody"


def test_an_account_is_removed_if_that_is_meant(club: Club, rows: Rows, monkeypatch: pytest.MonkeyPatch):
    club(*ANN)
    standing = "SELECT deleted_at IS NOT NULL, token_epoch FROM person JOIN person_version USING (id)"
    refused = club("user", "remove", "ann@example.com")
    assert refused.code == 2 and "--yes" in refused.err and rows(standing) == [(False, 0)]
    monkeypatch.setattr("sys.stdin", Typing("n\n"))
    assert club("user", "remove", "ann@example.com").code != 0 and rows(standing) == [(False, 0)]
    monkeypatch.setattr("sys.stdin", Typing("y\n"))
    said = club("user", "remove", "ann@example.com")
    assert said.code == 0 and "club user restore" in said.out and rows(standing) == [(True, 1)]
    assert rows("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'users.send_deleted'") == [(1,)]
    assert "`club user restore ann@example.com`" in club("user", "remove", "ann@example.com", "--yes").err
    assert club("user", "restore", "ann@example.com").code == 0 and rows(standing) == [(False, 1)]
