"""`club backup`: database and files into one folder, of one moment, while the service runs.

The files that are there are copied first, then the database, then the files that came meanwhile. A file is saved
before a row names it, and removed an hour after no row does: so whatever a row of the dump names is in the folder.
"""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from freelancerclub import __version__
from freelancerclub.adapters.files import make_files
from freelancerclub.cli.bundle import ABOUT, DUMP, FILES, About, Tell, fetch_new, progress, say_missing, size_of, stored
from freelancerclub.cli.database import opened
from freelancerclub.cli.folder import new_folder
from freelancerclub.config import TOKEN_KEY_FILE, Settings, read_settings
from freelancerclub.db import dumping
from freelancerclub.db.version import HEAD
from freelancerclub.features.images.queries import NAMED


def command(folder: Annotated[Path, typer.Argument(help="A folder that isn't there yet")]) -> None:
    """Writes database, files and token key into a new folder; the service may run. Ends with 1 if files are missing."""
    settings = read_settings()
    advice = "choose a new folder for each backup"
    with opened(settings) as dsn, new_folder(folder, advice) as aside, progress() as tell:
        about, missing = _take(settings, dsn, aside, tell)
    typer.echo(
        f"{sum(about.rows.values())} rows and {about.files} files ({(about.bytes or 0) / 1e6:.1f} MB) are in {folder}."
    )
    say_missing(missing, "files that rows name were")


def _take(settings: Settings, dsn: str, aside: Path, tell: Tell) -> tuple[About, set[str]]:
    store = make_files(settings.storage_url, settings.data_dir)
    (aside / FILES).mkdir()
    asyncio.run(fetch_new(store, aside / FILES, tell))
    with dumping.snapshot(dsn) as moment:
        taken_at, rows, done = datetime.now(UTC), moment.counts(), 0

        def table(name: str) -> None:
            nonlocal done
            done += 1
            tell(f"table {name}", done, len(rows))

        dumping.dump(dsn, moment, aside / DUMP, table)
        named = set(moment.texts(NAMED))
    asyncio.run(fetch_new(store, aside / FILES, tell))
    _keep_key(settings, aside)
    copied = list(stored(aside / FILES))
    about = About(__version__, HEAD, taken_at.isoformat(), rows, len(copied), size_of(aside, copied))
    (aside / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about)))
    return about, named - {path.name for path in copied}


def _keep_key(settings: Settings, aside: Path) -> None:
    """The one of the data folder, where none is set: without it everybody would have to log in again."""
    key = settings.data_dir / TOKEN_KEY_FILE
    if settings.token_key is None and key.exists():
        target = os.open(aside / TOKEN_KEY_FILE, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(target, "wb") as file:
            file.write(key.read_bytes())
