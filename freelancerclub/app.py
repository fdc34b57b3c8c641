"""The one place where the rooms are joined: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

import structlog
from starlette.applications import Starlette
from starlette.types import ASGIApp

from freelancerclub.adapters.mail import Mailer
from freelancerclub.adapters.push import Pusher
from freelancerclub.adapters.video import Videos
from freelancerclub.config import Settings, read_settings
from freelancerclub.context import Context
from freelancerclub.db.lane import Lanes
from freelancerclub.db.listening import Listener
from freelancerclub.db.pool import DatabaseAway, make_pool
from freelancerclub.doors import Doors
from freelancerclub.kit.clock import Clock, system_clock
from freelancerclub.kit.logs import set_up_logs
from freelancerclub.operating.files import JobFilePages
from freelancerclub.operating.health import Health
from freelancerclub.operating.layers import make_layers
from freelancerclub.operating.metrics import Metrics
from freelancerclub.operating.pictures import PicturePages
from freelancerclub.operating.routes import make_front
from freelancerclub.reference import ENDPOINTS, TASKS
from freelancerclub.reference.web import documentation
from freelancerclub.repeating import Repeating
from freelancerclub.services import make_services
from freelancerclub.tasks.worker import Worker
from freelancerclub.wire.again import Again
from freelancerclub.wire.dispatch import Dispatch
from freelancerclub.wire.gate import Gate
from freelancerclub.wire.incoming import Proxies
from freelancerclub.wire.outgoing import Outgoing
from freelancerclub.wire.urls import Urls

log = structlog.get_logger("service")

TOLD_TO_END = 5  # times, a second apart; whoever still hears nothing isn't waited for
WORKERS_POOL = 6  # connections: mail and push hold one each while they send


def create_app(settings: Settings, dsn: str, *, clock: Clock = system_clock, mail: Mailer | None = None) -> ASGIApp:
    """The API on a migrated database."""
    pool = make_pool(dsn, settings.database_pool, settings.time_zone)
    lanes = Lanes(dsn, settings.time_zone)
    services = make_services(settings, pool, lanes=lanes, clock=clock, mail=mail)
    doors = Doors(services)
    metrics = Metrics("api", pool, services.database, services.passwords)
    gate = Gate(
        settings.require_https,
        doors.maintenance,
        doors.count,
        doors.authenticate,
        doors.distrust,
        doors.meter,
        metrics.observe,
        settings.slow_request,
    )
    proxies, streams = Proxies(settings.trusted_proxies), services.streams
    outgoing, attempts = Outgoing(), Repeating(services).attempt
    dispatch = Dispatch(Urls(ENDPOINTS), gate, doors.context, attempts, proxies, Again(clock), outgoing)
    health = Health(settings, services.database)
    files = PicturePages(services, proxies, outgoing, JobFilePages(services, proxies, gate, outgoing, dispatch))
    front = make_front(health, metrics, settings.metrics_from, proxies, files)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.open()
        lanes.open()
        metrics.start()
        tasks = doors.keep_books, doors.keep_watch, Listener(dsn, streams).listen, metrics.keep_looking
        chores = [asyncio.create_task(each(), name=each.__qualname__) for each in tasks]
        try:
            yield
        finally:
            await _ended(chores)
            metrics.look()
            with suppress(DatabaseAway):
                await doors.close_books()
            await lanes.close()
            await pool.close()
            services.close()

    pages = documentation(ENDPOINTS, settings.site_url)
    app = Starlette(routes=pages, middleware=make_layers(settings.cors_origins, front, pages), lifespan=lifespan)
    app.router.redirect_slashes = False  # or every address of the API is looked for twice
    app.router.default = front  # and not a Mount, which knows no path with a line break in it
    app.state.doors, app.state.streams = doors, streams
    return app


async def _ended(chores: Collection[asyncio.Task[None]]) -> None:
    """Each gives back what it has not written yet, and says why it ended by itself, if one did.

    Told more than once: what comes at the moment of an answer, asyncio.wait_for of Python 3.11 may lose.
    """
    left = set(chores)
    for _ in range(TOLD_TO_END):
        for chore in left:
            chore.cancel()
        _, left = await asyncio.wait(left, timeout=1.0)
        if not left:
            break
    for chore in set(chores) - left:
        if not chore.cancelled() and (error := chore.exception()) is not None:
            log.error("chore ended", chore=chore.get_name(), error=repr(error))


def create_worker(
    settings: Settings,
    dsn: str,
    *,
    clock: Clock = system_clock,
    mail: Mailer | None = None,
    push: Pusher | None = None,
    videos: Videos | None = None,
) -> Worker:
    """The background worker on the same database."""
    pool = make_pool(dsn, WORKERS_POOL, settings.time_zone)
    services = make_services(settings, pool, clock=clock, mail=mail, push=push, videos=videos)

    def context() -> Context:
        return Context(services, services.database, services.clock())

    metrics = Metrics("worker", pool, services.database, services.passwords)
    metrics.start()
    return Worker(dsn, pool, TASKS.values(), context, settings.stalled_after, metrics.observe_task)


def from_environment() -> ASGIApp:
    """What an API process that `club serve` starts runs."""
    settings = read_settings()
    set_up_logs(settings.log_format, settings.log_level)
    assert settings.database_url is not None, "club serve passes the address of the database on"
    return create_app(settings, settings.database_url.get_secret_value())
