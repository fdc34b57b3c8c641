"""The commands that only tell: config, routes, help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import freelancerclub
from freelancerclub import __version__
from freelancerclub.cli.program import COMMANDS
from freelancerclub.reference import ENDPOINTS
from support.serving import Club


def line_of(text: str, word: str) -> list[str]:
    found = [line for line in text.splitlines() if line.startswith(word + " ")]
    assert len(found) == 1, text
    return found[0].split()


def test_every_setting_and_where_it_came_from(bare_club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("CLUB_SESSION_DAYS=30\nCLUB_PORT=9000\n")
    monkeypatch.setenv("CLUB_PORT", "9001")
    monkeypatch.setenv("CLUB_WORKER", "3")
    monkeypatch.setenv("CLUB_DATABASE_URL", "postgresql://me:secret@db.example/club")
    monkeypatch.setenv("CLUB_TOKEN_OLD_KEYS", f"{'one-secret' * 7},{'two-secret' * 7}")
    monkeypatch.setenv("CLUB_MAIL_URL", "")
    said = bare_club("config")
    assert said.code == 0
    assert line_of(said.out, "CLUB_PORT")[1:3] == ["9001", "environment"]
    assert line_of(said.out, "CLUB_SESSION_DAYS")[1:3] == ["30", ".env"]
    assert line_of(said.out, "CLUB_SITE_URL")[1:3] == ["http://127.0.0.1:9001", "default"]
    assert line_of(said.out, "CLUB_MAIL_URL")[1:3] == ["-", "default"]
    assert line_of(said.out, "CLUB_DATABASE_URL")[1:3] == ["postgresql://me:(hidden)@db.example/club", "environment"]
    assert "secret" not in said.out.replace("Secret", "").replace("Former secrets", "")
    assert "CLUB_WORKER is no setting" in said.err
    monkeypatch.delenv("CLUB_TOKEN_KEY")
    assert "data folder" in " ".join(line_of(bare_club("config").out, "CLUB_TOKEN_KEY"))


@pytest.mark.parametrize(
    ("set_to", "shown"),
    [
        ("smtp://127.0.0.1:25", "smtp://127.0.0.1:25"),
        ("smtp://me@mail.example:25", "smtp://me@mail.example:25"),
        ("smtps://me:a@secret@mail.example", "smtps://me:(hidden)@mail.example"),
        ("smtp://me:secret%2F@mail.example/?secret=1", "smtp://me:(hidden)@mail.example/"),
    ],
)
def test_of_an_address_only_the_password_is_hidden(
    bare_club: Club, monkeypatch: pytest.MonkeyPatch, set_to: str, shown: str
):
    monkeypatch.setenv("CLUB_MAIL_URL", set_to)
    assert line_of(bare_club("config").out, "CLUB_MAIL_URL")[1:3] == [shown, "environment"]


@pytest.mark.parametrize("mistaken", ["postgresql://me:secret", "postgresql://me:se/cret@db/club", "me:secret@db/club"])
def test_a_mistaken_address_is_hidden_whole(bare_club: Club, monkeypatch: pytest.MonkeyPatch, mistaken: str):
    monkeypatch.setenv("CLUB_DATABASE_URL", mistaken)
    assert line_of(bare_club("config").out, "CLUB_DATABASE_URL")[1:3] == ["(hidden)", "environment"]


def test_the_version(bare_club: Club):
    said = bare_club("--version")
    assert (said.code, said.out, said.err) == (0, f"{__version__}\n", "")


def test_every_endpoint(bare_club: Club):
    said = bare_club("routes")
    assert said.code == 0
    for endpoint in ENDPOINTS:
        assert all(path in said.out for path in endpoint.paths) and endpoint.summary in said.out


def test_endpoints_that_no_test_names(bare_club: Club, monkeypatch: pytest.MonkeyPatch):
    said = bare_club("routes", "--untested")
    assert (said.code, said.out, said.err) == (0, "", "")
    monkeypatch.setattr("freelancerclub.cli.routes._tested", lambda: {e.name for e in ENDPOINTS[1:]})
    said = bare_club("routes", "--untested")
    assert (said.code, said.out) == (1, ENDPOINTS[0].name + "\n")


def test_untested_where_there_are_no_tests(bare_club: Club, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(freelancerclub, "__file__", str(tmp_path / "site-packages/freelancerclub/__init__.py"))
    said = bare_club("routes", "--untested")
    assert said.code == 2 and "checkout" in said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(bare_club: Club, command: str):
    said = bare_club(command, "--help")
    assert said.code == 0 and "Usage:" in said.out


def test_what_a_command_does_not_need_it_does_not_load():
    """So that `club config` comes at once."""
    ask = "import sys, freelancerclub.cli.program as p; p.program(sys.argv[1]); print(*sys.modules)"
    for command, unneeded in (("config", {"granian", "psycopg", "starlette"}), ("serve", {"alembic", "starlette"})):
        done = subprocess.run([sys.executable, "-c", ask, command], capture_output=True, text=True, check=True)
        assert not unneeded & set(done.stdout.split())


# What is still there when the interpreter is torn down, as the file store's threads would be, says so.
ENDING = """
import atexit, sys
from freelancerclub import __main__
from freelancerclub.cli import program
class Torn:
    def __del__(self, write=sys.__stderr__.write): write("torn down")
sys.still_there = Torn()
atexit.register(print, "tidied")
def run():
    print("done")
    sys.exit(int(sys.argv[1]))
program.run = run
__main__.main()
"""


@pytest.mark.parametrize("code", [0, 3])
def test_a_command_that_is_done_ends_as_it_said(code: int):
    ended = subprocess.run([sys.executable, "-c", ENDING, str(code)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, "done\ntidied\n", "")


def test_nobody_has_to_read_on():
    """`club config | head -1`: it ends without a word."""
    reads, writes = os.pipe()
    os.close(reads)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", ENDING, "0"]
    ended = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, text=True, check=False, env=kept)
    os.close(writes)
    assert (ended.returncode, ended.stderr) == (0, "")
