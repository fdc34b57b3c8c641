"""What a backup is on disk: one folder with a dump, the files and a page that says what they should hold."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from freelancerclub.adapters.files import Files, FilesAway
from freelancerclub.cli.failing import Stop

DUMP, FILES, ABOUT = "database.dump", "files", "backup.json"
SHOWN = 3  # names of files that are missing
INCOMPLETE = 1
REDRAWN = "sizes/"  # drawn anew at any time
Tell = Callable[[str, int, int | None], None]  # what is done, how much of it, of how many


class About(msgspec.Struct, frozen=True):
    """`backup.json`. rows: how many each table had at that moment. bytes: of dump and files together."""

    version: str
    revision: str
    taken_at: str
    rows: dict[str, int]
    files: int | None = None  # these two: unknown of a backup that doesn't say
    bytes: int | None = None


def read_about(folder: Path) -> About:
    """Raises Stop for what is no backup."""
    try:
        return msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    except (OSError, msgspec.DecodeError):
        raise Stop(f"{folder} is no whole backup: it has no {ABOUT} that can be read") from None


def check_whole(folder: Path, about: About) -> None:
    """Raises Stop where dump and files are not as many and as large as `backup.json` says."""
    files = list(stored(folder / FILES))
    there = len(files), size_of(folder, files)
    said = (
        there[0] if about.files is None else about.files,
        there[1] if about.bytes is None else about.bytes,
    )
    if there != said:
        raise Stop(
            f"{folder} is damaged: {DUMP} and {FILES} hold {there[0]} files with {there[1]} bytes in all, but {ABOUT} "
            f"says {said[0]} with {said[1]}; nothing was changed: copy the backup here once more, or take another one"
        )


def size_of(folder: Path, files: list[Path]) -> int:
    """Of the files and the dump."""
    return sum(path.stat().st_size for path in (*files, folder / DUMP) if path.exists())


def say_missing(missing: set[str], what: str) -> None:
    """Ends the command with 1 where there are any."""
    if missing:
        names = ", ".join(sorted(missing)[:SHOWN])
        more = " …" if len(missing) > SHOWN else ""
        typer.echo(f"{len(missing)} {what} not there to be copied: {names}{more}", err=True)
        raise typer.Exit(INCOMPLETE)


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on terminals."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, of: int | None) -> None:
            bar.update(task, description=what, completed=done, total=of)

        yield tell


async def fetch_new(store: Files, folder: Path, tell: Tell) -> None:
    """Copies those that aren't in the folder yet. Raises Stop."""
    done = 0
    try:
        async for names in store.every():
            for name in names:
                target = folder / name
                if name.startswith(REDRAWN) or target.exists():
                    continue
                data = await store.read(name)
                if data is not None:  # else it was removed meanwhile
                    await asyncio.to_thread(_write, target, data)
                done += 1
                tell("files", done, None)
    except FilesAway as away:
        raise Stop(f"The files can't be read ({away}): see CLUB_STORAGE_URL") from None


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    draft.write_bytes(data)
    draft.rename(target)


async def put_back(folder: Path, store: Files, tell: Tell) -> int:
    """Saves every file of a backup; how many there were. Raises Stop."""
    paths = list(stored(folder))
    for number, path in enumerate(paths, 1):
        try:
            await store.save(path.relative_to(folder).as_posix(), await asyncio.to_thread(path.read_bytes))
        except FilesAway as away:
            raise Stop(f"The files can't be written ({away}): see CLUB_STORAGE_URL") from None
        tell("files", number, len(paths))
    return len(paths)


def stored(folder: Path) -> Iterator[Path]:
    """Every file below, in the order of their names."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))
