"""Files: a folder, an S3-compatible store and a test's memory keep one promise."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import obstore
import pytest

from freelancerclub.adapters.files import Files, FilesAway, RememberingFiles, StoredFiles, make_files
from freelancerclub.config import ConfigError
from support.moto import NotInstalled, moto
from support.s3 import s3

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="module")
def whole_s3() -> Iterator[str]:
    try:
        with moto("club-files") as address:
            yield address
    except NotInstalled as why:
        pytest.skip(f"moto can't be installed here: {why}")


@pytest.fixture(params=["folder", "s3", "moto", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    if request.param == "memory":
        yield RememberingFiles()
    elif request.param == "folder":
        yield make_files(None, tmp_path)
    elif request.param == "moto":
        variables = KEYS | {"AWS_ENDPOINT_URL": request.getfixturevalue("whole_s3"), "AWS_ALLOW_HTTP": "true"}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield make_files(f"s3://club-files/{tmp_path.name}", tmp_path)
    else:
        with s3() as server:
            for name, value in (KEYS | {"AWS_ENDPOINT_URL": server.address, "AWS_ALLOW_HTTP": "true"}).items():
                monkeypatch.setenv(name, value)
            yield make_files("s3://club-files/club", tmp_path)


async def listed(files: Files, moment: datetime) -> list[str]:
    return sorted([name async for names in files.saved_before(moment) for name in names])


SOON = timedelta(minutes=1)


async def test_every_file_is_listed_without_looking_at_its_age(files: Files):
    names = [f"pictures/{number}.png" for number in range(3)]
    for name in names:
        await files.save(name, b"x")
    assert sorted([name async for some in files.every() for name in some]) == names


async def test_what_is_saved_is_read_whole(files: Files):
    await files.save("pictures/a.png", b"\x00\xffa" * 5_000)
    await files.save("pictures/a.png", b"second")
    await files.save("empty", b"")

    assert await files.read("pictures/a.png") == b"second"
    assert await files.read("empty") == b""
    assert await files.read("pictures/b.png") is None


async def test_a_file_is_opened_and_saved_as_one(files: Files):
    data = os.urandom(3_000_001)
    with TemporaryFile() as whole:
        whole.write(data)
        whole.seek(0)
        await files.save("pictures/a.png", whole)

    assert await files.read("pictures/a.png") == data
    found = await files.open("pictures/a.png")
    assert found is not None
    with found:
        assert found.fileno() > 0 and found.read() == data
    assert await files.open("pictures/b.png") is None


@pytest.mark.parametrize("kind", [BytesIO, TemporaryFile], ids=["in memory", "of the disk"])
async def test_a_file_is_saved_from_where_it_stands(kind: Callable[[], BinaryIO], files: Files):
    with kind() as whole:
        whole.write(b"head" + b"body" * 100_000)
        whole.seek(4)
        await files.save("pictures/a.png", whole)
    assert await files.read("pictures/a.png") == b"body" * 100_000


async def test_what_was_written_to_an_empty_file_is_saved(files: Files):
    with files.empty() as drawn:
        drawn.write(b"drawn" * 100_000)
        drawn.seek(0)
        await files.save("pictures/a.png", drawn)
    assert await files.read("pictures/a.png") == b"drawn" * 100_000


async def test_an_empty_file_of_the_folder_gets_its_name_without_a_copy(tmp_path: Path):
    files = make_files(None, tmp_path)
    await files.save("pictures/a.png", b"first")
    with files.empty() as drawn:
        drawn.write(b"second")
        drawn.seek(0)
        await files.save("pictures/a.png", drawn)
        saved = (tmp_path / "files/pictures/a.png").stat()
        assert (saved.st_ino, saved.st_nlink) == (os.fstat(drawn.fileno()).st_ino, 1)
    assert await files.read("pictures/a.png") == b"second"
    assert [path.name for path in (tmp_path / "files/pictures").iterdir()] == ["a.png"]


async def test_a_file_that_has_a_name_is_copied(tmp_path: Path):
    files = make_files(None, tmp_path)
    (tmp_path / "mine").write_bytes(b"mine")
    with (tmp_path / "mine").open("rb") as mine:
        await files.save("a.png", mine)
    assert (tmp_path / "mine").stat().st_nlink == 1
    assert await files.read("a.png") == b"mine"


async def test_where_no_file_can_be_without_a_name_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = make_files(None, tmp_path)
    monkeypatch.setattr(os, "O_TMPFILE", os.O_RDWR | os.O_DIRECTORY)  # as a system that knows no such file says no
    with files.empty() as drawn:
        drawn.write(b"drawn")
        drawn.seek(0)
        await files.save("a.png", drawn)
        assert (tmp_path / "files/a.png").stat().st_ino != os.fstat(drawn.fileno()).st_ino
    assert await files.read("a.png") == b"drawn"


async def test_bytes_are_on_the_disk_before_their_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = make_files(None, tmp_path)
    done: list[tuple[str, str]] = []
    sync, rename = os.fsync, Path.rename

    def synced(descriptor: int) -> None:
        done.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink()).removeprefix(str(tmp_path))))
        sync(descriptor)

    def renamed(path: Path, to: Path) -> Path:
        done.append(("rename", str(path).removeprefix(str(tmp_path))))
        return rename(path, to)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    await files.save("pictures/a.png", b"x")

    draft = done[1][1]
    assert draft.startswith("/files/pictures/a.png#")
    assert done == [("sync", "/files"), ("sync", draft), ("rename", draft), ("sync", "/files/pictures")]


async def test_old_files_are_listed_and_removed(files: Files):
    names = [f"pictures/{number}.png" for number in range(5)]
    for name in names:
        await files.save(name, b"x")
    now = datetime.now(UTC)

    assert await listed(files, now + SOON) == names
    assert await listed(files, now - SOON) == []
    await files.remove([*names[:3], "never/there.png"])
    await files.remove(names[:1])
    assert await listed(files, now + SOON) == names[3:]


async def test_readers_meet_no_half_of_a_file(files: Files):
    """Two who save the same name at once, and one who reads it meanwhile."""
    whole = {bytes([number]) * 200_000 for number in range(4)}
    await files.save("one", min(whole))

    async def look() -> set[bytes | None]:
        return {await files.read("one") for _ in range(10)}

    seen, *_ = await asyncio.gather(look(), *(files.save("one", data) for data in whole))

    assert seen <= whole


async def test_drafts_that_a_kill_left_are_removed(tmp_path: Path):
    files = make_files(None, tmp_path)
    await files.save("pictures/a.png", b"x")
    draft = tmp_path / "files" / "pictures" / "b.png#1"
    draft.write_bytes(b"half")

    assert await listed(files, datetime.now(UTC) - SOON) == []
    assert draft.exists()
    assert await listed(files, datetime.now(UTC) + SOON) == ["pictures/a.png"]
    assert not draft.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
async def test_a_full_disk_keeps_no_half(tmp_path: Path):
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "club-test", str(tmp_path)]
    if (await asyncio.to_thread(subprocess.run, mount, capture_output=True)).returncode != 0:
        pytest.skip("a small disk can't be mounted here")
    try:
        files = make_files(None, tmp_path)
        await files.save("small.png", b"x")
        with pytest.raises(FilesAway):
            await files.save("large.png", bytes(2 << 20))
        assert await files.read("large.png") is None
        assert [path.name for path in (tmp_path / "files").rglob("*")] == ["small.png"]
        await files.save("small.png", b"y")
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", "-l", str(tmp_path)], check=False)


async def test_nothing_starts_with_a_place_that_can_not_be(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="CLUB_STORAGE_URL"):
        make_files(str(tmp_path / "file" / "folder"), tmp_path)


async def test_a_place_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name, value in (KEYS | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ALLOW_HTTP": "true"}).items():
        monkeypatch.setenv(name, value)
    quickly = {"max_retries": 0, "retry_timeout": timedelta(seconds=1)}
    away = StoredFiles(obstore.store.S3Store("nobody", retry_config=quickly))

    for attempt in (away.save("a", b""), away.read("a"), away.remove(["a"]), listed(away, datetime.now(UTC))):
        with pytest.raises(FilesAway):
            await attempt


@pytest.mark.parametrize("url", ["s3:/bucket", "S3://bucket", "https://store.example/bucket", "file:///tmp/x"])
def test_an_address_of_another_store_is_no_folder(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="s3://bucket/folder"):
        make_files(url, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_for_one_user(tmp_path: Path):
    make_files(None, tmp_path)
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700
