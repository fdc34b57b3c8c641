"""`club work`: a background worker by itself, beside those that `club serve` starts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from freelancerclub.app import create_worker
from freelancerclub.cli.database import opened
from freelancerclub.cli.program import ignore_signals
from freelancerclub.config import Settings, read_settings
from freelancerclub.db import embedded
from freelancerclub.db.keeping import kept
from freelancerclub.kit.logs import set_up_logs


def command() -> None:
    """Runs a background worker until it is stopped; `club serve` has one already."""
    settings = read_settings()
    with opened(settings) as dsn:
        with _kept(settings):
            work(settings, dsn)
        ignore_signals()  # the database is stopped in peace


@contextmanager
def _kept(settings: Settings) -> Iterator[None]:
    """An embedded database that is killed meanwhile is started again, as `club serve` does."""
    if settings.database_url is not None:
        yield
        return
    with embedded.start(settings.data_dir) as server, kept(server):
        yield


def work(settings: Settings, dsn: str) -> None:
    """Works until SIGTERM, SIGINT or SIGHUP, then finishes what is begun."""
    set_up_logs(settings.log_format, settings.log_level)
    asyncio.run(create_worker(settings, dsn).run())
