"""`club restore`: a backup becomes the database and the files of this installation.

A backup that lost files is refused. Files first, so that no row is without its file; then the database in one
transaction, which replaces all or nothing.
"""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.adapters.files import make_files
from freelancerclub.cli.acting import act
from freelancerclub.cli.bundle import DUMP, FILES, Tell, check_whole, progress, put_back, read_about
from freelancerclub.cli.database import started
from freelancerclub.cli.failing import Stop
from freelancerclub.config import TOKEN_KEY_FILE, Settings, read_settings, token_key
from freelancerclub.context import Context
from freelancerclub.db import dumping, version
from freelancerclub.db.checks import do_raise_versions


def command(
    folder: Annotated[Path, typer.Argument(help="A folder that `club backup` made")],
    force: Annotated[bool, typer.Option("--force", help="Replaces the people and data that are there")] = False,
) -> None:
    """Puts a backup back: files, then the database, all of it or nothing. The service has to be stopped."""
    settings = read_settings()
    about = read_about(folder)
    if about.revision > version.HEAD:
        raise Stop(f"This backup is of a newer program ({about.version}): install that one first")
    check_whole(folder, about)
    with started(settings) as dsn:
        version.connect(dsn).close()
        if dumping.has_people(dsn) and not force:
            raise Stop("There are people in this database: restore into an empty one, or replace them with --force")
        if dumping.others(dsn):
            raise Stop("Somebody else is connected to this database: stop the service first")
        with progress() as tell:
            files = _put_back(settings, dsn, folder, about.rows, tell)
        version.bring_up_to_date(dsn)
    _put_key(settings, folder / TOKEN_KEY_FILE)
    act(_raise_versions)
    typer.echo(f"{sum(about.rows.values())} rows and {files} files are as they were at {about.taken_at}.")


def _put_back(settings: Settings, dsn: str, folder: Path, rows: dict[str, int], tell: Tell) -> int:
    files = asyncio.run(put_back(folder / FILES, make_files(settings.storage_url, settings.data_dir), tell))
    done = 0

    def table(name: str) -> None:
        nonlocal done
        done += 1
        tell(f"table {name}", done, len(rows))

    dumping.load(dsn, folder / DUMP, rows, table)
    return files


async def _raise_versions(ctx: Context) -> int:
    """Nothing that a client or a process read before is taken for what is there now."""
    return await do_raise_versions(ctx.db)


def _put_key(settings: Settings, kept: Path) -> None:
    """Where neither a setting nor a start has made one; says so where another one stays."""
    key = settings.data_dir / TOKEN_KEY_FILE
    if not kept.exists():
        return
    if settings.token_key is None and not key.exists():
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(kept.read_bytes())
    old = (key.get_secret_value().encode() for key in settings.token_old_keys)
    if kept.read_bytes().strip() not in (token_key(settings), *old):
        typer.echo(
            "Everybody has to log in anew, since the token key here is not the backup's: "
            f"to keep the log-ins, add what {kept} holds to CLUB_TOKEN_OLD_KEYS",
            err=True,
        )
