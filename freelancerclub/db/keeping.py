"""Keeps the embedded PostgreSQL running under a service: it is started again when somebody kills it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from freelancerclub.db.embedded import Embedded
from freelancerclub.db.errors import EmbeddedFailed

LOOK_EVERY = 0.5  # seconds
PAUSE = 5.0  # seconds before what could not be started is tried again, such as on a full disk

log = structlog.get_logger("database")


@contextmanager
def kept(server: Embedded) -> Iterator[None]:
    """Looks after the server until the block ends, which has to be before `server` is stopped."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(server, over), name="database", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(server: Embedded, over: threading.Event) -> None:
    wait = LOOK_EVERY
    while not over.wait(wait):
        wait = LOOK_EVERY
        try:
            if server.revive():
                log.warning("the embedded PostgreSQL was gone and is started again")
        except (EmbeddedFailed, OSError) as error:
            log.error("the embedded PostgreSQL does not start", reason=str(error))
            wait = PAUSE
