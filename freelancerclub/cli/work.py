"""`club work`: a background worker by itself, beside those that `club serve` starts."""

import asyncio

from freelancerclub.app import create_worker
from freelancerclub.cli.config import say_unknown
from freelancerclub.cli.database import opened
from freelancerclub.cli.program import ignore_signals
from freelancerclub.config import Settings, read_settings
from freelancerclub.kit.logs import set_up_logs


def command() -> None:
    """Runs a background worker until it is stopped; `club serve` has one already."""
    settings = read_settings()
    say_unknown()
    with opened(settings, keep=True) as dsn:
        work(settings, dsn)
        ignore_signals()  # the database is stopped in peace


def work(settings: Settings, dsn: str) -> None:
    """Works until SIGTERM, SIGINT or SIGHUP, then finishes what is begun."""
    set_up_logs(settings.log_format, settings.log_level)
    asyncio.run(create_worker(settings, dsn).run())
