"""Opens the database for one command: the operator's own, or the embedded one, which is left as it was found."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from freelancerclub.cli.failing import Stop
from freelancerclub.config import Settings
from freelancerclub.db import embedded, version
from freelancerclub.db.dumping import lasting
from freelancerclub.db.keeping import kept


@contextmanager
def started(settings: Settings, *, keep: bool = False) -> Iterator[str]:
    """The address of the database, running but in whatever state. Raises DatabaseTrouble, Stop.

    keep: an embedded one that is killed meanwhile is started again. That is the service's own start, which a container
    may well do as root in a folder of its host's.
    """
    if not keep:
        _check_owner(settings.data_dir)
    if settings.database_url is not None:
        with lasting():
            yield settings.database_url.get_secret_value()
        return
    with embedded.start(settings.data_dir) as server, kept(server) if keep else nullcontext(), lasting():
        yield server.dsn


@contextmanager
def opened(settings: Settings, *, new: bool = False, keep: bool = False) -> Iterator[str]:
    """The address of a database that is up to date. Raises DatabaseTrouble, Stop.

    new: where there is no embedded one yet, it is made; else there has to be a club. keep: as `started` has it.
    """
    if not new:
        check_there(settings)
    if keep:  # beside a service it writes into the service's folder, so that it isn't as free as that one
        _check_owner(settings.data_dir)
    with started(settings, keep=keep) as dsn:
        if settings.database_url is None:
            version.bring_up_to_date(dsn)
        else:
            # Others may be using it with an older program: it is migrated only when that is asked for.
            check_current(dsn)
        yield dsn


def check_there(settings: Settings) -> None:
    """Raises Stop where there is no embedded database, though it is the one that is meant."""
    if settings.database_url is None and not (settings.data_dir / embedded.CLUSTER).exists():
        raise Stop(f"There is no club in {settings.data_dir}: set CLUB_DATA_DIR, or begin one with `club serve`")


def _check_owner(data_dir: Path) -> None:
    """Raises Stop for root in somebody else's folder: what it wrote there, the service could not change."""
    if os.geteuid() != 0 or not data_dir.exists():
        return
    owner = data_dir.stat().st_uid
    if owner != 0:
        with suppress(KeyError):
            name = pwd.getpwuid(owner).pw_name
            raise Stop(f"{data_dir} belongs to {name}: run this as that user, with `sudo -u {name} club …`")
        raise Stop(f"{data_dir} belongs to user {owner}: run this as that user")


def check_current(dsn: str) -> None:
    """Raises Stop for a database that has yet to be migrated, DatabaseNewer, DatabaseUnreachable."""
    with version.connect(dsn) as connection:
        state = version.state_of(connection)
        if state is version.State.NEWER:
            raise version.newer(version.revision(connection))
    if state is version.State.BEHIND:
        raise Stop("The database is not up to date: run `club migrate` first")
