"""What the tests of the command line stand on: `club` in this process, and `club serve` as one of its own."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from freelancerclub.cli.failing import plainly
from freelancerclub.cli.program import program
from support.serving import Club, Said, Serving, free_port, running_in

KEY = "test-key-" * 8


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of this machine, no log of the command in the other tests' way."""
    for name in [name for name in os.environ if name.startswith("CLUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLUB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CLUB_TOKEN_KEY", KEY)
    for room in ("acting", "serve", "work"):
        monkeypatch.setattr(f"freelancerclub.cli.{room}.set_up_logs", lambda *_: None)


@pytest.fixture
def bare_club(clean: None, capsys: pytest.CaptureFixture[str]) -> Club:
    """Runs a command here, without a database."""

    def run(*words: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended, plainly():
            program(words[0])(list(words))
        out, err = capsys.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def club(bare_club: Club, dsn: str, monkeypatch: pytest.MonkeyPatch) -> Club:
    """Runs a command here, on a fresh migrated database."""
    monkeypatch.setenv("CLUB_DATABASE_URL", dsn)
    return bare_club


@pytest.fixture
def rows(dsn: str) -> Callable[[str], list[tuple[object, ...]]]:
    def select(statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(dsn, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    return select


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A data folder that the embedded database's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="club-cli-"))
    folder.chmod(0o755)
    yield folder
    for process in running_in(folder):
        process.kill()  # what a test that failed halfway left behind
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def serve(data_dir: Path) -> Iterator[Callable[..., Serving]]:
    """Starts services; whatever a failing test leaves is ended."""
    started: list[Serving] = []

    def start(*options: str, port: int | None = None) -> Serving:
        started.append(Serving(data_dir, port or free_port(), *options))
        return started[-1]

    yield start
    for serving in started:
        if serving.process.poll() is None:
            serving.end(signal.SIGTERM)
