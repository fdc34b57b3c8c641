"""`club export`: the whole club as JSON lines with the reference's field names, and its pictures."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.adapters.files import Files, FilesAway, make_files
from freelancerclub.cli.bundle import Tell, progress, say_missing
from freelancerclub.cli.database import opened
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.folder import new_folder
from freelancerclub.config import read_settings
from freelancerclub.db.moving.out import write_tables
from freelancerclub.db.moving.tables import TABLES

PICTURES = "pictures"


def command(folder: Annotated[Path, typer.Argument(help="A folder that isn't there yet")]) -> None:
    """Writes JSON lines of each table, and the pictures, into a new folder. Ends with 1 if pictures are missing."""
    settings = read_settings()
    with opened(settings) as dsn, new_folder(folder, "choose a new folder") as aside:
        (aside / PICTURES).mkdir(mode=0o700)
        with progress() as tell:
            rows = write_tables(dsn, settings.time_zone, aside, tell)
        with progress() as tell:
            store = make_files(settings.storage_url, settings.data_dir)
            named = _named(aside)
            fetched = asyncio.run(_fetch(store, named, aside / PICTURES, tell))
    typer.echo(f"{sum(rows.values())} rows of {len(rows)} tables and {len(fetched)} pictures are in {folder}.")
    say_missing(named - fetched, "pictures that rows name were")


def _named(folder: Path) -> set[str]:
    """The files that the rows just written name; the others are of deleted pictures, or of uploads that ended early."""
    named = set()
    for table in TABLES:
        if table.pictures:
            with (folder / f"{table.file}.jsonl").open(encoding="utf-8") as lines:
                for row in map(json.loads, lines):
                    named |= table.files_of(row)
    return named


async def _fetch(store: Files, named: set[str], folder: Path, tell: Tell) -> set[str]:
    """Those that were there."""
    fetched: set[str] = set()
    try:
        async for names in store.every():
            for name in names:
                place, _, file = name.rpartition("/")
                data = await store.read(name) if place == PICTURES and file in named else None
                if data is not None:
                    await asyncio.to_thread((folder / file).write_bytes, data)
                    fetched.add(file)
                    tell("pictures", len(fetched), None)
    except FilesAway as away:
        raise Stop(f"The files can't be read ({away}): see CLUB_STORAGE_URL") from None
    return fetched
