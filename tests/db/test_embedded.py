"""The embedded server: started, joined, killed, lost and refused, with one clear line each."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from freelancerclub.db import embedded, installed
from freelancerclub.db.errors import EmbeddedFailed

# What another process of the service does: use the server until its input ends.
USER = """
import sys
from pathlib import Path
from freelancerclub.db import embedded
with embedded.start(Path(sys.argv[1]), durable=False) as server:
    print(server.dsn, flush=True)
    sys.stdin.read()
"""


class OtherUser:
    """A process that has started or joined the server of a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def dsn(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def leave(self) -> None:
        self._process.communicate()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """One data folder for all tests, since making it takes seconds; an earlier try was killed half way."""
    folder = Path(tempfile.mkdtemp(prefix="club-test-"))
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    embedded.start(folder, durable=False).stop()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(made: Path) -> Iterator[Path]:
    """The folder with no server running, before and after."""
    yield made
    embedded.start(made, durable=False).stop()
    assert not (made / "postgres" / "postmaster.pid").exists()


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def answer(dsn: str, statement: str = "select 1") -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    return row and row[0]


def test_a_start_on_existing_data_listens_on_no_port(data_dir: Path) -> None:
    with embedded.start(data_dir) as server:
        shown = "select current_setting('{}')".format
        assert answer(server.dsn, shown("listen_addresses")) == ""
        assert answer(server.dsn, shown("fsync")) == "on"
        assert answer(server.dsn, shown("full_page_writes")) == "on"
        assert answer(server.dsn, shown("timezone")) == "UTC"
        assert answer(server.dsn, shown("server_encoding")) == "UTF8"
        assert answer(server.dsn, "select lower('ÀŽØ')") == "àžø"
        socket = (data_dir / "postgres").stat()
        assert socket.st_mode & 0o077 == 0, "others could reach the socket and be trusted"


def test_the_last_user_stops_it(data_dir: Path) -> None:
    other = OtherUser(data_dir)
    dsn = other.dsn()
    with embedded.start(data_dir) as server:
        assert server.dsn == dsn
        pid = server_pid(data_dir)
        other.leave()
        assert server_pid(data_dir) == pid
        assert answer(dsn) == 1
    server.stop()  # twice is once
    with pytest.raises(psycopg.OperationalError):
        answer(dsn)


def test_many_at_once_share_one_server(data_dir: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        servers = list(pool.map(lambda _: embedded.start(data_dir, durable=False), range(6)))
        assert len({server.dsn for server in servers}) == 1
        dsn = servers[0].dsn
        list(pool.map(lambda server: server.stop(), servers[1:]))
        assert answer(dsn) == 1
        servers[0].stop()
    with pytest.raises(psycopg.OperationalError):
        answer(dsn)


def test_a_killed_user_is_forgotten(data_dir: Path) -> None:
    other = OtherUser(data_dir)
    dsn = other.dsn()
    other.kill()
    assert answer(dsn) == 1, "the server outlives it"
    embedded.start(data_dir).stop()
    with pytest.raises(psycopg.OperationalError):
        answer(dsn)


def test_a_killed_server_starts_again(data_dir: Path) -> None:
    with embedded.start(data_dir) as server:
        with psycopg.connect(server.dsn) as connection:
            connection.execute("create table kept ()")
        os.kill(server_pid(data_dir), signal.SIGKILL)
        with embedded.start(data_dir) as again:
            assert answer(again.dsn, "select count(*) from kept") == 0


def test_a_number_used_by_another_process_is_no_server(data_dir: Path) -> None:
    """As after a restart of a container, where numbers begin again."""
    with embedded.start(data_dir):
        pid_file = data_dir / "postgres" / "postmaster.pid"
        written = pid_file.read_text().splitlines()
        os.kill(int(written[0]), signal.SIGKILL)
        with subprocess.Popen(["sleep", "60"]) as stranger:
            pid_file.write_text("\n".join([str(stranger.pid), *written[1:], ""]))
            with embedded.start(data_dir) as again:
                assert answer(again.dsn) == 1
            assert stranger.poll() is None
            stranger.kill()


def test_a_socket_swept_away_comes_back(data_dir: Path) -> None:
    with embedded.start(data_dir):
        (data_dir / "postgres" / embedded.SOCKET).unlink()
        with embedded.start(data_dir) as again:
            assert answer(again.dsn) == 1


def test_a_deep_folder_with_odd_characters(data_dir: Path) -> None:
    deep = data_dir / "it's, a long way %20 ü" / ("d" * 90)
    deep.mkdir(parents=True)
    (data_dir / "postgres").rename(deep / "postgres")
    with embedded.start(deep, durable=False) as server:
        assert "club-" in server.dsn
        assert answer(server.dsn) == 1
        with embedded.start(deep) as joined:
            assert joined.dsn == server.dsn
    assert not Path(server.dsn.partition("host=")[2]).exists()
    (deep / "postgres").rename(data_dir / "postgres")
    shutil.rmtree(deep.parent)


def test_a_half_made_folder_was_made_anew(data_dir: Path) -> None:
    assert sorted(path.name for path in data_dir.iterdir()) == ["postgres", "postgres.lock", "postgres.users"]


def refusal(data_dir: Path) -> str:
    with pytest.raises(EmbeddedFailed) as refused:
        embedded.start(data_dir)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "CLUB_DATA_DIR" in refusal(tmp_path / "file" / "data")


def test_a_name_that_a_shell_would_read_is_refused(tmp_path: Path) -> None:
    assert "may not have" in refusal(tmp_path / "$HOME")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    said = refusal(tmp_path)
    assert "Permission denied" in said
    assert str(tmp_path) in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_is_told_which_folder_is_closed() -> None:
    closed = Path(tempfile.mkdtemp(prefix="club-test-"))
    assert f"may not enter {closed}:" in refusal(closed / "below" / "data")
    assert closed.stat().st_mode & 0o077 == 0, "a folder that isn't ours stays closed"
    shutil.rmtree(closed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_programs_in_a_closed_folder_are_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A virtual environment in root's home: what the copy needs must all be in the copy."""
    home = Path(tempfile.mkdtemp(prefix="club-test-"))
    site = installed._brought().parent.parent
    for part in (installed.PACKAGE, f"{installed.PACKAGE}.libs"):
        shutil.copytree(site / part, home / part, ignore=shutil.ignore_patterns("pginstall", "include"))
    monkeypatch.syspath_prepend(home)
    with embedded.start(data_dir, durable=False) as server:
        assert home.stat().st_mode & 0o077 == 0, "the folder stays closed"
        (copy,) = data_dir.glob("server-*")
        command = Path(f"/proc/{server_pid(data_dir)}/exe").resolve()
        assert command.is_relative_to(copy)
        assert answer(server.dsn) == 1
    shutil.rmtree(copy)
    shutil.rmtree(home)


def test_data_of_another_version_is_refused() -> None:
    folder = Path(tempfile.mkdtemp(prefix="club-test-"))
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("16\n")
    assert "PostgreSQL 16, this program brings 18" in refusal(folder)
    shutil.rmtree(folder)


def test_an_empty_folder_is_filled() -> None:
    folder = Path(tempfile.mkdtemp(prefix="club-test-"))
    (folder / "postgres").mkdir()
    with embedded.start(folder, durable=False) as server:
        assert answer(server.dsn) == 1
    shutil.rmtree(folder)


def test_data_without_its_version_names_the_file(data_dir: Path) -> None:
    file = data_dir / "postgres" / "PG_VERSION"
    kept = file.read_bytes()
    file.unlink()
    said = refusal(data_dir)
    assert f"{file} is missing" in said and "writable" not in said
    file.write_bytes(kept)


def test_data_that_is_damaged_is_one_clear_line(data_dir: Path) -> None:
    control = data_dir / "postgres" / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"")
    assert "does not start" in refusal(data_dir)
    control.write_bytes(kept)
