"""The drill: a backup taken while people write, put back into an empty folder, and everything is there."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import requests

from freelancerclub.db import dumping, embedded
from support.pictures import png
from support.sending import NEWCOMER
from support.serving import Said, Serving, free_port

ROOT = Path(__file__).parents[2]
Start = Callable[..., Serving]


def club(data_dir: Path, *words: str) -> Said:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
    done = subprocess.run(
        [sys.executable, "-m", "freelancerclub", *words],
        cwd=data_dir,
        env=settings | {"CLUB_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), "CLUB_REGISTER_LIMIT": "100000/60"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


class Writer(threading.Thread):
    """Uploads and deletes pictures, and follows people, until it is stopped."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(daemon=True)
        self.address, self.number = f"http://127.0.0.1:{port}", number
        self.over, self.done = threading.Event(), 0
        self.acknowledged: list[str] = []

    def run(self) -> None:
        mail = f"writer{self.number}@example.com"
        session = requests.Session()
        assert session.post(f"{self.address}/users", NEWCOMER | {"email": mail}).ok
        token = session.post(f"{self.address}/auth/login", {"email": mail, "password": NEWCOMER["password"]}).json()
        session.headers["Authorization"] = f"Bearer {token['token']}"
        me = token["data"]["id"]
        while not self.over.is_set():
            with suppress(requests.ConnectionError):
                added = session.post(
                    f"{self.address}/users/{me}/images",
                    {"title": f"Picture {self.done}"},
                    files={"image-file": ("a.png", png(colour=(self.done % 256, self.number, 9)))},
                ).json()["data"]
                self.acknowledged.append(f"/images/portfolio/{me}/775/{added['filename']}")
                if self.done % 5 == 4:
                    session.delete(f"{self.address}/users/{me}/images/{added['image_id']}")
                    self.acknowledged.pop()
                self.done += 1


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Another machine's data folder, which PostgreSQL's own user can reach."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="club-restored-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_a_backup_under_writes_comes_back_whole(serve: Start, data_dir: Path, elsewhere: Path, tmp_path: Path):
    serving = serve()
    serving.ready()
    writers = [Writer(serving.port, number) for number in range(2)]
    for writer in writers:
        writer.start()
    while any(writer.done < 6 for writer in writers):
        assert all(writer.is_alive() for writer in writers)
    before = [path for writer in writers for path in list(writer.acknowledged)]
    backup = tmp_path / "backup"

    said = club(data_dir, "backup", str(backup))

    for writer in writers:
        writer.over.set()
        writer.join()
    assert said.code == 0, said.err
    assert said.err == "", "every file that a row names is there"
    assert serving.end(signal.SIGTERM)[0] == 0
    about = json.loads((backup / "backup.json").read_text())
    assert about["rows"]["picture"] >= len(before)
    assert (backup.stat().st_mode & 0o777) == 0o700

    restored = club(elsewhere, "restore", str(backup))
    assert restored.code == 0, restored.err
    for check in ("counters", "versions", "search"):
        checked = club(elsewhere, "check", check)
        assert checked.code == 0, checked.out
    counts = _counts(elsewhere)
    expected = about["rows"] | {"person_search_change": 0}  # its numbers of transactions are another server's
    assert counts == expected
    assert (elsewhere / "token.key").read_bytes() == (data_dir / "token.key").read_bytes()
    _serves_all(elsewhere, before)

    again = club(elsewhere, "restore", str(backup))
    assert (again.code, again.err) == (
        2,
        "club: There are people in this database: restore into an empty one, or replace them with --force\n",
    )
    forced = club(elsewhere, "restore", str(backup), "--force")
    assert forced.code == 0, forced.err


def _serves_all(folder: Path, paths: list[str]) -> None:
    there = Serving(folder, free_port())
    try:
        there.ready()
        found = {path: there.get(path) for path in paths}
        assert paths and set(found.values()) == {200}, found
        busy = club(folder, "restore", str(folder / "nothing"))
        assert busy.code == 2 and "no whole backup" in busy.err
    finally:
        there.end(signal.SIGTERM)


def test_a_folder_that_is_there_is_not_written_over(data_dir: Path, tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    said = club(data_dir, "backup", str(tmp_path / "full"))
    assert said.code == 2 and "is there already" in said.err
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"


def test_a_torn_dump_changes_nothing(elsewhere: Path, data_dir: Path, tmp_path: Path):
    backup = tmp_path / "backup"
    assert club(elsewhere, "backup", str(backup)).code == 0
    before = _counts(elsewhere)
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])
    _rewrite(backup, bytes=None)  # as a release wrote it that counted none

    said = club(elsewhere, "restore", str(backup), "--force")

    assert said.code == 2 and "nothing was changed" in said.err and "damaged" not in said.err
    assert _counts(elsewhere) == before
    assert before["person"] >= 2


def _rewrite(backup: Path, **said: object) -> None:
    """Has backup.json say this; what is None it leaves out."""
    about = json.loads((backup / "backup.json").read_text()) | said
    about = {name: value for name, value in about.items() if value is not None}
    (backup / "backup.json").write_text(json.dumps(about))


def test_a_backup_that_lost_files_changes_nothing(elsewhere: Path, tmp_path: Path):
    backup = tmp_path / "backup"
    assert club(elsewhere, "backup", str(backup)).code == 0
    about = json.loads((backup / "backup.json").read_text())
    before = _counts(elsewhere)
    picture, other = sorted((backup / "files" / "pictures").iterdir())[:2]
    kept = elsewhere / "files" / "pictures" / other.name
    whole, size = kept.read_bytes(), other.stat().st_size
    other.write_bytes(b"torn")

    torn = club(elsewhere, "restore", str(backup), "--force")
    picture.unlink()
    fewer = club(elsewhere, "restore", str(backup), "--force")

    expected = f"{about['files']} files with {about['bytes'] - size + 4} bytes in all, but backup.json says "
    assert torn.code == 2 and expected in torn.err and "nothing was changed" in torn.err, torn.err
    assert fewer.code == 2 and f"hold {about['files'] - 1} files" in fewer.err and fewer.err.count("\n") == 1
    assert _counts(elsewhere) == before and kept.read_bytes() == whole

    other.write_bytes(whole)
    _rewrite(backup, files=None, bytes=None)
    older = club(elsewhere, "restore", str(backup), "--force")
    assert older.code == 0, older.err


def _counts(folder: Path) -> dict[str, int]:
    with embedded.start(folder) as server, dumping.snapshot(server.dsn) as moment:
        return moment.counts()


@pytest.mark.parametrize(("table", "why"), [("person", "table person has "), ("lost", '"public.lost" does not exist')])
def test_a_dump_without_its_rows_changes_nothing(elsewhere: Path, tmp_path: Path, table: str, why: str):
    backup = tmp_path / "backup"
    assert club(elsewhere, "backup", str(backup)).code == 0
    about = json.loads((backup / "backup.json").read_text())
    about["rows"][table] = about["rows"].get(table, 0) + 1
    (backup / "backup.json").write_text(json.dumps(about))
    with embedded.start(elsewhere) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("INSERT INTO skill (name) VALUES (%s)", [f"Since the backup without {table}"])
    before = _counts(elsewhere)

    said = club(elsewhere, "restore", str(backup), "--force")

    assert said.code == 2 and "nothing was changed" in said.err and why in said.err, said.err
    assert said.err.count("\n") == 1 and _counts(elsewhere) == before


def test_another_token_key_stays_and_is_said(elsewhere: Path, tmp_path: Path):
    backup = tmp_path / "backup"
    assert club(elsewhere, "backup", str(backup)).code == 0
    again = club(elsewhere, "restore", str(backup), "--force")
    assert (again.code, again.err) == (0, ""), "the same key is nothing to speak of"
    key = (elsewhere / "token.key").read_bytes()
    (backup / "token.key").write_text("another-" * 8)

    said = club(elsewhere, "restore", str(backup), "--force")

    assert said.code == 0 and said.err.count("\n") == 1
    assert "has to log in anew" in said.err and f"add what {backup / 'token.key'} holds to CLUB_TOKEN_OLD" in said.err
    assert (elsewhere / "token.key").read_bytes() == key


def test_files_that_are_missing_are_told_by_the_exit_code(elsewhere: Path, tmp_path: Path):
    with embedded.start(elsewhere) as server, dumping.snapshot(server.dsn) as moment:
        (name,) = moment.texts("SELECT file FROM picture WHERE deleted_at IS NULL LIMIT 1")
    lost = elsewhere / "files" / "pictures" / name
    lost.rename(tmp_path / lost.name)

    said = club(elsewhere, "backup", str(tmp_path / "backup"))

    (tmp_path / lost.name).rename(lost)
    assert said.code == 1 and said.err.startswith("1 files that rows name were not there") and lost.name in said.err
    assert (tmp_path / "backup" / "backup.json").exists() and "rows and" in said.out


def test_a_running_service_is_not_replaced(serve: Start, data_dir: Path, tmp_path: Path):
    backup = tmp_path / "backup"
    serving = serve()
    serving.ready()
    assert club(data_dir, "backup", str(backup)).code == 0
    said = club(data_dir, "restore", str(backup), "--force")
    assert (said.code, said.err) == (
        2,
        "club: Somebody else is connected to this database: stop the service first\n",
    )
