"""What an operator can mend: one line on stderr that says how, exit code 2, no traceback."""

import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from support.serving import Club, Said, free_port

FULL = Path("/dev/full")


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


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_misspelt_setting_is_said_once(bare_club: Club, monkeypatch: pytest.MonkeyPatch, command: str):
    monkeypatch.setenv("CLUB_DATABASE_URL", f"postgresql://127.0.0.1:{free_port()}/club")
    monkeypatch.setenv("CLUB_PORT", str(free_port()))
    monkeypatch.setenv("CLUB_MODERATE_IMAGE", "before")
    first, second = bare_club(command).err.splitlines()
    assert first == "club: CLUB_MODERATE_IMAGE is no setting of this program, nothing reads it"
    assert "can't be reached" in second, "it goes on"


def test_an_address_that_is_not_ours(bare_club: Club):
    said = bare_club("serve", "--host", "192.0.2.1", "--port", str(free_port()))
    is_plain(said, "192.0.2.1", "this machine doesn't have that address", "--host")
    assert "stop what uses it" not in said.err
    is_plain(bare_club("serve", "--host", "nowhere.invalid"), "nowhere.invalid", "--host")


def test_a_file_of_settings_in_another_encoding(bare_club: Club, tmp_path: Path):
    (tmp_path / ".env").write_bytes("CLUB_MAIL_FROM=Café <a@example.com>\n".encode("latin-1"))
    is_plain(bare_club("config"), str(tmp_path / ".env"), "UTF-8")


def test_a_working_folder_that_is_gone(bare_club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.delenv("CLUB_DATA_DIR")
    is_plain(bare_club("config"), "gone", "CLUB_DATA_DIR")


@pytest.mark.skipif(not FULL.exists(), reason="no file here is always full")
@pytest.mark.parametrize("command", ["config", "--help"])
def test_a_full_disk(command: str, tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
    with FULL.open("w") as full:
        said = subprocess.run(
            [sys.executable, "-m", "freelancerclub", command],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    is_plain(Said(said.returncode, "", said.stderr), "No space left", "try again")


def test_one_wrong_setting_is_one_complaint(bare_club: Club, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLUB_PORT", "abc")
    said = bare_club("config")
    is_plain(said, "CLUB_PORT")
    assert "CLUB_SITE_URL" not in said.err


def test_a_command_begins_no_club_of_its_own(bare_club: Club, tmp_path: Path):
    for command in (("skill", "list"), ("backup", "deep/new"), ("export", "deep/new")):
        is_plain(bare_club(*command), "no club in", "CLUB_DATA_DIR", "club serve")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "meanwhile"),
    [
        ("backup", "freelancerclub.db.dumping.dump"),
        ("export", "freelancerclub.cli.moving_out.write_tables"),
        ("import", "freelancerclub.cli.moving_in.has_people"),
        ("restore", "freelancerclub.db.dumping.others"),
    ],
)
@pytest.mark.parametrize("way", ["SELECT pg_terminate_backend(pg_backend_pid())", None])
def test_a_database_that_goes_away(
    club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, meanwhile: str, way: str | None
):
    def go_away(dsn: str, *_: object) -> None:
        if way is None:
            raise psycopg.OperationalError("server closed the connection unexpectedly\n\tpostgresql://me:secret@host")
        with psycopg.connect(dsn) as connection:
            connection.execute(way)

    if command in ("import", "restore"):
        assert club("export" if command == "import" else "backup", "folder").code == 0
    monkeypatch.setattr(meanwhile, go_away)
    said = club(command, "folder")
    is_plain(said, "The database went away (", "try again")
    assert "secret" not in said.err
    assert command in ("import", "restore") or not (tmp_path / "folder").exists()


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
