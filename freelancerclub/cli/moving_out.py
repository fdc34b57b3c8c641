"""`club export`: the whole club as JSON lines with the reference's field names, and its pictures."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.adapters.files import Files, FilesAway, make_files
from freelancerclub.cli.bundle import Tell, progress
from freelancerclub.cli.database import opened
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.folder import new_folder
from freelancerclub.config import read_settings
from freelancerclub.db.moving.out import write_tables
from freelancerclub.db.moving.tables import TABLES

PICTURES = "pictures"


def command(folder: Annotated[Path, typer.Argument(help="A folder that isn't there yet")]) -> None:
    """Writes a file of JSON lines for each table, and the pictures, into a new folder; the service may run."""
    settings = read_settings()
    with opened(settings) as dsn, new_folder(folder, "choose a new folder") as aside:
        (aside / PICTURES).mkdir(mode=0o700)
        with progress() as tell:
            rows = write_tables(dsn, settings.time_zone, aside, tell)
        with progress() as tell:
            store = make_files(settings.storage_url, settings.data_dir)
            pictures = asyncio.run(_fetch(store, _named(aside), aside / PICTURES, tell))
    typer.echo(f"{sum(rows.values())} rows of {len(rows)} tables and {pictures} pictures are in {folder}.")


def _named(folder: Path) -> set[str]:
    """The files that the rows just written name; the others are of deleted pictures, or of uploads that ended early."""
    named = set()
    for table in TABLES:
        if table.pictures:
            with (folder / f"{table.file}.jsonl").open(encoding="utf-8") as lines:
                rows = (row for row in map(json.loads, lines) if row["deleted"] == "0" or table.file != "images")
                named |= {row[name] for row in rows for name in table.pictures}
    return named


async def _fetch(store: Files, named: set[str], folder: Path, tell: Tell) -> int:
    done = 0
    try:
        async for names in store.every():
            for name in names:
                place, _, file = name.rpartition("/")
                data = await store.read(name) if place == PICTURES and file in named else None
                if data is not None:
                    await asyncio.to_thread((folder / file).write_bytes, data)
                    done += 1
                    tell("pictures", done, None)
    except FilesAway as away:
        raise Stop(f"The files can't be read ({away}): see CLUB_STORAGE_URL") from None
    return done
