"""Runs one action of a feature from the command line, in a transaction as a request would."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from freelancerclub.cli.database import opened
from freelancerclub.cli.failing import Stop
from freelancerclub.config import Settings, read_settings
from freelancerclub.context import Context
from freelancerclub.db.pool import DatabaseAway, make_pool
from freelancerclub.kit.logs import set_up_logs
from freelancerclub.services import make_services

T = TypeVar("T")


def act(work: Callable[[Context], Awaitable[T]]) -> T:
    """What `work` returns; it is committed, or nothing is when it raises."""
    settings = read_settings()
    # A command says its own piece; of the log it shows what is wrong, unless more is asked for.
    set_up_logs(settings.log_format, settings.log_level if "log_level" in settings.model_fields_set else "warning")
    with opened(settings) as dsn:
        try:
            return asyncio.run(in_transaction(settings, dsn, work))
        except DatabaseAway as away:
            raise Stop(f"The database went away ({away}): nothing was changed, try again") from None


async def in_transaction(settings: Settings, dsn: str, work: Callable[[Context], Awaitable[T]]) -> T:
    """What `work` returns, as `act`, on this database."""
    pool = make_pool(dsn, 1, settings.time_zone)
    services = make_services(settings, pool)
    try:
        async with pool, services.database.transaction() as changes:
            return await work(Context(services, changes, services.clock()))
    finally:
        services.passwords.close()
        services.pictures.close()
