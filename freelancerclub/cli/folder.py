"""The new folder that a backup or an export goes into: it has its name once it is whole, and else there is none."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from freelancerclub.cli.failing import Stop


@contextmanager
def new_folder(folder: Path, advice: str) -> Iterator[Path]:
    """Where to write meanwhile. Raises Stop, with the advice where the folder is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stop(f"{folder} is there already: {advice}")
    aside = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True, mode=0o700)  # passwords' hashes and everybody's addresses are in it
        yield aside
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
    except OSError as error:
        raise Stop(f"{error.filename or folder}: {error.strerror}; choose a folder that you may write") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
