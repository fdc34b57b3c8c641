"""Files: kept whole or not at all, in a folder or in an S3-compatible store; a test's are kept in memory."""

import asyncio
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from freelancerclub.config import ConfigError

S3 = "s3://"
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
LISTED_AT_ONCE = 1_000
PIECE = 256 << 10  # bytes copied at once
SMALL = 1 << 20  # bytes of a file that may be read between two requests


class FilesAway(Exception):
    """The place of the files can't be read or written: full, read-only, or not to be reached."""


class Files(Protocol):
    """Names are paths with `/` between their parts; every method raises FilesAway."""

    async def save(self, name: str, data: bytes | BinaryIO) -> None:
        """Returns when the file is there, whole, and outlives a loss of power; a reader never meets a part of it."""

    def empty(self) -> BinaryIO:
        """A file without a name, to write to: it needn't be copied when it is saved. Raises OSError."""

    async def read(self, name: str) -> bytes | None:
        """All of it; None where there is no such file."""

    async def open(self, name: str) -> BinaryIO | None:
        """A file of the disk with the same bytes, to be read and closed; None where there is no such file."""

    async def remove(self, names: Sequence[str]) -> None:
        """Those that aren't there are no error."""

    def every(self) -> AsyncIterator[list[str]]:
        """The names of all files, some at a time."""

    def saved_before(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Those that were saved before then, after drafts of as long ago are removed."""


class StoredFiles:
    """The one way to all three kinds of stores, which differ in their making alone."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def save(self, name: str, data: bytes | BinaryIO) -> None:
        try:
            await obstore.put_async(self._store, name, data)
        except (BaseError, OSError) as error:
            raise FilesAway(_reason(error)) from error

    def empty(self) -> BinaryIO:
        return TemporaryFile()

    async def read(self, name: str) -> bytes | None:
        try:
            found = await obstore.get_async(self._store, name)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise FilesAway(_reason(error)) from error

    async def open(self, name: str) -> BinaryIO | None:
        copy = TemporaryFile()  # noqa: SIM115  — handed on
        try:
            found = await obstore.get_async(self._store, name)
            async for piece in found.stream(min_chunk_size=PIECE):
                await asyncio.to_thread(copy.write, piece)
            copy.seek(0)
            return copy
        except FileNotFoundError:
            copy.close()
            return None
        except (BaseError, OSError) as error:
            copy.close()
            raise FilesAway(_reason(error)) from error

    async def remove(self, names: Sequence[str]) -> None:
        for name in names:
            try:
                await obstore.delete_async(self._store, name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise FilesAway(_reason(error)) from error

    async def every(self) -> AsyncIterator[list[str]]:
        try:
            async for found in obstore.list(self._store, chunk_size=LISTED_AT_ONCE):
                yield [file["path"] for file in found]
        except (BaseError, OSError) as error:
            raise FilesAway(_reason(error)) from error

    async def saved_before(self, moment: datetime) -> AsyncIterator[list[str]]:
        try:
            async for found in obstore.list(self._store, chunk_size=LISTED_AT_ONCE):
                yield [file["path"] for file in found if file["last_modified"] < moment]
        except (BaseError, OSError) as error:
            raise FilesAway(_reason(error)) from error


class FolderFiles(StoredFiles):
    """In a folder. It is written past the store, which has no way to make a file outlive a loss of power.

    As there, a draft `name#1` is renamed once it is whole, and no drafts are listed: a kill can leave one.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalStore(folder))
        self._folder = folder

    async def save(self, name: str, data: bytes | BinaryIO) -> None:
        try:
            await asyncio.to_thread(self._write, self._folder / name, data)
        except OSError as error:
            raise FilesAway(_reason(error)) from error

    def empty(self) -> BinaryIO:
        """In the folder, where the system can make a file without a name that gets one later."""
        try:
            return os.fdopen(os.open(self._folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o666), "w+b")
        except OSError:
            return super().empty()

    async def read(self, name: str) -> bytes | None:
        """Past the store too, which takes a third of a millisecond of two processors to do so."""
        try:
            remembered = _read_at_once(f"{self._folder}/{name}")
            return remembered if remembered is not None else await asyncio.to_thread((self._folder / name).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FilesAway(_reason(error)) from error

    async def open(self, name: str) -> BinaryIO | None:
        try:
            return await asyncio.to_thread((self._folder / name).open, "rb")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FilesAway(_reason(error)) from error

    def _write(self, path: Path, data: bytes | BinaryIO) -> None:
        """The file's bytes are on the disk before its name is, and that before this returns."""
        self._make_folder(path.parent)
        draft = path.with_name(f"{path.name}#{secrets.randbelow(10**12)}")
        try:
            if isinstance(data, bytes) or not _named(data, draft):
                with draft.open("xb") as file:
                    _copy(data, file)
                    file.flush()
                    os.fsync(file.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def _make_folder(self, folder: Path) -> None:
        if folder != self._folder and not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            _sync_folder(folder.parent)

    async def saved_before(self, moment: datetime) -> AsyncIterator[list[str]]:
        try:
            await asyncio.to_thread(self._remove_drafts, moment.timestamp())
        except OSError as error:
            raise FilesAway(_reason(error)) from error
        async for names in super().saved_before(moment):
            yield names

    def _remove_drafts(self, before: float) -> None:
        for draft in self._folder.rglob("*#*"):
            if draft.is_file() and draft.stat().st_mtime < before:
                draft.unlink(missing_ok=True)


def _named(file: BinaryIO, draft: Path) -> bool:
    """Gives a file its name, if it has none and can get one: it was made by `empty`. False where it has to be copied.

    By the address of its descriptor, since not everybody may link a descriptor itself; and with a folder that means
    nothing there, since Python only then asks the system to follow that address.
    """
    if isinstance(file, BytesIO) or file.tell() or os.fstat(file.fileno()).st_nlink:
        return False
    file.flush()
    os.fsync(file.fileno())
    try:
        os.link(f"/proc/self/fd/{file.fileno()}", draft, src_dir_fd=file.fileno(), follow_symlinks=True)
    except OSError:
        return False
    return True


def _copy(source: bytes | BinaryIO, target: BinaryIO) -> None:
    """From where `source` stands; between files of the disk nothing passes through us."""
    if isinstance(source, bytes | BytesIO):
        target.write(source if isinstance(source, bytes) else source.read())
        return
    size = os.fstat(source.fileno()).st_size
    at = source.tell()
    while at < size:
        at += os.sendfile(target.fileno(), source.fileno(), at, size - at)


class RememberingFiles(StoredFiles):
    """A test's."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())


def make_files(url: str | None, data_dir: Path) -> Files:
    """`s3://bucket/folder`, with the usual AWS_… variables, or a folder; without a setting one in the data folder.

    Raises ConfigError where the folder can't be made, and for the address of any other store.
    """
    if url is not None and url.startswith(S3):
        place = urlsplit(url)
        return StoredFiles(S3Store(place.netloc, prefix=place.path.strip("/") or None))
    if url is not None and _ADDRESS.match(url):
        raise ConfigError("CLUB_STORAGE_URL: should be a folder, or s3://bucket/folder")
    folder = data_dir / "files" if url is None else Path(url)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what isn't shown yet is for nobody else on the machine
        return FolderFiles(folder.absolute())
    except (BaseError, OSError) as error:
        raise ConfigError(f"CLUB_STORAGE_URL: can't use {folder} ({_reason(error)}); choose another folder") from None


def _read_at_once(path: str) -> bytes | None:
    """A small file as far as the system has it in memory: nobody waits for a disk. None for all others."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(opened).st_size
        if size > SMALL:
            return None
        data = bytearray(size)
        return bytes(data) if os.preadv(opened, [data], 0, os.RWF_NOWAIT) == size else None
    except OSError:  # it isn't, or this file system can't tell
        return None
    finally:
        os.close(opened)


def _sync_folder(folder: Path) -> None:
    """A file's name is on the disk when its folder is."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _reason(error: Exception) -> str:
    """One line of it: the store's own words run over many, with a whole chain of causes."""
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"


def disk_free(folder: Path) -> int:
    """Bytes free where the folder is, or will be once it is made."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free
