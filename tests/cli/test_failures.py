"""What an operator can mend: one line on stderr that says how, exit code 2, no traceback."""

import os
import pwd
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from support.serving import Club, Said, free_port


def is_plain(said: Said, *words: str) -> None:
    assert said.code == 2, said
    assert said.out == ""
    assert said.err.startswith("club: ") and said.err.count("\n") == 1, said.err
    for word in words:
        assert word in said.err


@pytest.mark.parametrize("command", [("serve",), ("work",), ("migrate",), ("token", "ann@example.com"), ("demo",)])
def test_a_database_that_is_not_there(bare_club: Club, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]):
    monkeypatch.setenv("CLUB_DATABASE_URL", f"postgresql://me:secret@127.0.0.1:{free_port()}/club")
    monkeypatch.setenv("CLUB_PORT", str(free_port()))
    said = bare_club(*command)
    is_plain(said, "can't be reached", "CLUB_DATABASE_URL")
    assert "secret" not in said.err


def test_a_database_that_is_newer(club: Club, rows: Callable[[str], Any]):
    rows("UPDATE alembic_version SET version_num = '9999'")
    for command in (("migrate",), ("skill", "list"), ("serve", "--port", str(free_port()))):
        is_plain(club(*command), "9999", "newer program")


def test_a_database_that_is_empty_is_migrated_when_asked(bare_club: Club, server: str, monkeypatch, dsn: str, rows):
    rows("CREATE DATABASE club_cli_empty TEMPLATE template0 ENCODING 'UTF8'")
    try:
        monkeypatch.setenv("CLUB_DATABASE_URL", make_conninfo(server, dbname="club_cli_empty"))
        is_plain(bare_club("skill", "list"), "club migrate")
        assert "0001_start" in bare_club("migrate").out
        assert bare_club("migrate").out == "The database is up to date.\n"
        assert "Photoshop" in bare_club("skill", "list").out
    finally:
        rows("DROP DATABASE club_cli_empty WITH (FORCE)")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("CLUB_PORT", "many", "CLUB_PORT"),
        ("CLUB_TOKEN_KEY", "short", "64 bytes"),
        ("CLUB_TIME_ZONE", "Mars/Olympus", "CLUB_TIME_ZONE"),
        ("CLUB_TRUSTED_PROXIES", "10.0.0.0/99", "CLUB_TRUSTED_PROXIES"),
    ],
)
def test_a_wrong_setting(bare_club: Club, monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str):
    monkeypatch.setenv(name, value)
    is_plain(bare_club("serve"), word)


def test_an_address_that_is_not_ours(bare_club: Club):
    is_plain(bare_club("serve", "--host", "192.0.2.1", "--port", str(free_port())), "192.0.2.1", "--host")
    is_plain(bare_club("serve", "--host", "nowhere.invalid"), "nowhere.invalid", "--host")


def test_one_wrong_setting_is_one_complaint(bare_club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLUB_PORT", "abc")
    said = bare_club("config")
    is_plain(said, "CLUB_PORT")
    assert "CLUB_SITE_URL" not in said.err


def test_a_command_begins_no_club_of_its_own(bare_club: Club, tmp_path: Path):
    is_plain(bare_club("skill", "list"), "no club in", "CLUB_DATA_DIR", "club serve")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_nobody_made(bare_club: Club, server: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLUB_DATABASE_URL", make_conninfo(server, dbname="club_never_made"))
    is_plain(bare_club("migrate"), "CREATE DATABASE")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write into somebody else's folder")
@pytest.mark.parametrize("command", ["migrate", "demo"])
def test_root_in_somebody_elses_folder(command: str, bare_club: Club, tmp_path: Path):
    os.chown(tmp_path, pwd.getpwnam("nobody").pw_uid, -1)
    is_plain(bare_club(command), "belongs to nobody", "sudo -u nobody")
    os.chown(tmp_path, 54_321, -1)
    is_plain(bare_club(command), "belongs to user 54321")
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written(bare_club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CLUB_DATA_DIR", str(tmp_path / "file" / "data"))
    monkeypatch.setenv("CLUB_PORT", str(free_port()))
    is_plain(bare_club("serve"), "CLUB_DATA_DIR")
    monkeypatch.delenv("CLUB_TOKEN_KEY")
    is_plain(bare_club("token", "ann@example.com"), "CLUB_DATA_DIR")


def test_a_person_whom_nobody_knows(club: Club):
    for command in ("token", "user suspend", "user restore"):
        is_plain(club(*command.split(), "ann@example.com"), "ann@example.com", "club user create")
    is_plain(club("user", "set", "ann@example.com", "bio=Hello"), "ann@example.com")


def test_what_is_no_field(club: Club):
    is_plain(club("user", "set", "ann@example.com", "shoes=42"), "'shoes'", "display_name")
    is_plain(club("user", "set", "ann@example.com", "bio"), "field=value")
    is_plain(club("user", "set", "ann@example.com", "bio=a", "bio=b"), "twice")
    is_plain(club("user", "set", "ann@example.com"), "display_name")
    is_plain(club("company", "add", "Acme", "shoes=42"), "'shoes'", "coupon_code")
    is_plain(club("company", "add", "A\0cme"), "name")


def test_a_command_that_is_none(bare_club: Club):
    said = bare_club("srve")
    assert said.code == 2 and "'serve'" in said.err
