"""`club import`: an existing club from JSON lines with the reference's field names, all of it or nothing."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.adapters.files import Files, FilesAway, make_files
from freelancerclub.adapters.pictures import ChildPictures, NotAPicture, PicturesBusy
from freelancerclub.adapters.pictures import PictureTooLarge as TooManyPixels
from freelancerclub.cli.bundle import Tell, progress
from freelancerclub.cli.database import opened
from freelancerclub.cli.failing import FAILED, Stop
from freelancerclub.cli.moving_out import PICTURES
from freelancerclub.config import Settings, read_settings
from freelancerclub.db.dumping import has_people
from freelancerclub.db.moving.into import moving_in
from freelancerclub.db.moving.tables import TABLES
from freelancerclub.features.images.rules import LARGEST, stored_name

MOST_SHOWN = 200  # lines about rows that can't be used
SAME = {"jpeg": "jpg"}


def command(
    folder: Annotated[Path, typer.Argument(help="A folder of JSON lines, as `club export` writes it")],
) -> None:
    """Takes over a club: ids, names of pictures and bcrypt hashes are kept; every row that can't be used is named."""
    settings = read_settings()
    names = {f"{table.file}.jsonl" for table in TABLES}
    if not folder.is_dir() or not any(path.name in names for path in folder.iterdir()):
        raise Stop(f"{folder} holds none of {', '.join(sorted(names))}")
    unknown = sorted(path.name for path in folder.glob("*.jsonl") if path.name not in names)
    if unknown:
        raise Stop(f"{folder} holds files that can't be taken over: {', '.join(unknown)}")
    with opened(settings, new=True) as dsn:
        if has_people(dsn):
            raise Stop("There are people in this database: import into an empty one")
        with progress() as tell, moving_in(dsn, settings.time_zone, folder, tell) as moved:
            missing = 0
            if not moved.bad:
                bad, missing = asyncio.run(_take_in(settings, folder / PICTURES, moved.pictures, tell))
                moved.bad += bad
    for line in moved.bad[:MOST_SHOWN]:
        typer.echo(line, err=True)
    if moved.bad:
        typer.echo(f"{len(moved.bad)} can't be used, so nothing was imported.", err=True)
        raise typer.Exit(FAILED)
    typer.echo(f"{sum(moved.rows.values())} rows and {len(moved.pictures) - missing} pictures are taken over.")
    if missing:
        typer.echo(f"{missing} pictures that rows name are not in {folder / PICTURES}.", err=True)


async def _take_in(settings: Settings, folder: Path, names: set[str], tell: Tell) -> tuple[list[str], int]:
    """Each decoded as an upload is, and kept under its own name: what can't be, and how many aren't there."""
    store = make_files(settings.storage_url, settings.data_dir)
    pictures = ChildPictures(settings.data_dir / "locks", store.empty)
    bad, missing = [], 0
    try:
        for number, name in enumerate(sorted(names), 1):
            path = folder / name
            if not path.is_file():
                missing += 1
                continue
            why = await _take(store, pictures, path)
            if why:
                bad.append(f"{PICTURES}/{name}: {why}")
            tell("pictures", number, len(names))
    except FilesAway as away:
        raise Stop(f"The files can't be written ({away}): see CLUB_STORAGE_URL") from None
    finally:
        pictures.close()
    return bad, missing


async def _take(store: Files, pictures: ChildPictures, path: Path) -> str | None:
    if (await asyncio.to_thread(path.stat)).st_size > LARGEST:
        return "larger than 8 MB"
    try:
        with await asyncio.to_thread(path.open, "rb") as picture:
            drawn = await pictures.take_in(picture)
    except NotAPicture:
        return "neither PNG, JPEG nor GIF"
    except TooManyPixels:
        return "more than 40 megapixels"
    except PicturesBusy:
        return "took too long to decode"
    with drawn.file:
        kind = path.suffix[1:]
        if SAME.get(kind, kind) != SAME.get(drawn.extension, drawn.extension):
            return f"holds a picture of another kind ({drawn.extension})"
        await store.save(stored_name(path.name), drawn.file)
    return None
