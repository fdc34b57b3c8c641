"""The new folder that a backup or an export goes into: it has its name once it is whole, and else there is none."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from freelancerclub.cli.failing import Stop


@contextmanager
def new_folder(folder: Path, advice: str) -> Iterator[Path]:
    """Where to write meanwhile. Raises Stop, with the advice where the folder is there already."""
    target = folder.resolve()  # `.` has a name then, and a link stays a link
    taken = Stop(f"{folder} is there already: {advice}")
    if _is_taken(target):
        raise taken
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Of this process alone, whoever else writes to the same name; its mode is 700: passwords' hashes are in it.
        made = tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent, ignore_cleanup_errors=True)
        with made as aside:
            yield Path(aside)
            if _is_taken(target):
                raise taken
            Path(aside).rename(target)  # replaces an empty folder, and refuses anything else
    except OSError as error:
        raise Stop(f"{error.filename or folder}: {error.strerror}; choose a folder that you may write") from None


def _is_taken(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
