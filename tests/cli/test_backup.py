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
    with embedded.start(elsewhere) as server:
        counts = dumping.counts(server.dsn)
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
    with embedded.start(elsewhere) as server:
        before = dumping.counts(server.dsn)
    dump = backup / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])

    said = club(elsewhere, "restore", str(backup), "--force")

    assert said.code == 2 and "nothing was changed" in said.err
    with embedded.start(elsewhere) as server:
        assert dumping.counts(server.dsn) == before
    assert before["person"] >= 2


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
