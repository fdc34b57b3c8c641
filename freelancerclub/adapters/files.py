"""Files: kept whole or not at all, in a folder or in an S3-compatible store; a test's are kept in memory."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from freelancerclub.config import ConfigError

S3 = "s3://"
LISTED_AT_ONCE = 1_000


class FilesAway(Exception):
    """The place of the files can't be read or written: full, read-only, or not to be reached."""


class Files(Protocol):
    """Names are paths with `/` between their parts; every method raises FilesAway."""

    async def save(self, name: str, data: bytes) -> None:
        """Returns when the file is there, whole; a reader never meets a part of it."""

    async def read(self, name: str) -> bytes | None:
        """All of it; None where there is no such file."""

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

    async def save(self, name: str, data: bytes) -> None:
        try:
            await obstore.put_async(self._store, name, data)
        except (BaseError, OSError) as error:
            raise FilesAway(_reason(error)) from error

    async def read(self, name: str) -> bytes | None:
        try:
            found = await obstore.get_async(self._store, name)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
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
    """In a folder the store writes a draft, `name#1`, renames it, and lists no drafts: a kill can leave one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(LocalStore(folder))
        self._folder = folder

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


class RememberingFiles(StoredFiles):
    """A test's."""

    def __init__(self) -> None:
        super().__init__(MemoryStore())


def make_files(url: str | None, data_dir: Path) -> Files:
    """`s3://bucket/folder`, with the usual AWS_… variables, or a folder; without a setting one in the data folder.

    Raises ConfigError where the folder can't be made.
    """
    if url is not None and url.startswith(S3):
        place = urlsplit(url)
        return StoredFiles(S3Store(place.netloc, prefix=place.path.strip("/") or None))
    folder = data_dir / "files" if url is None else Path(url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return FolderFiles(folder.absolute())
    except (BaseError, OSError) as error:
        raise ConfigError(f"CLUB_STORAGE_URL: can't use {folder} ({_reason(error)}); choose another folder") from None


def _reason(error: Exception) -> str:
    """One line of it: the store's own words run over many, with a whole chain of causes."""
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
