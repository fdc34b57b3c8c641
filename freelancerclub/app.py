"""The one place where the rooms are joined: settings in, an ASGI application out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.types import ASGIApp

from freelancerclub.adapters.files import make_files
from freelancerclub.adapters.links import Links
from freelancerclub.adapters.mail import Mailer
from freelancerclub.adapters.outgoing import make_mailer, make_pusher
from freelancerclub.adapters.passwords import Passwords
from freelancerclub.adapters.pictures import ChildPictures
from freelancerclub.adapters.push import Pusher
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.adapters.video import OEmbed, Videos
from freelancerclub.config import Settings, read_settings, token_key
from freelancerclub.context import Context, Services
from freelancerclub.db.fragments import Fragments
from freelancerclub.db.lane import Lanes
from freelancerclub.db.listening import Listener
from freelancerclub.db.pool import Database, DatabaseAway, Pool, make_pool
from freelancerclub.doors import Doors
from freelancerclub.kit.clock import Clock, system_clock
from freelancerclub.kit.logs import set_up_logs
from freelancerclub.operating.health import Health
from freelancerclub.operating.layers import make_layers
from freelancerclub.operating.metrics import Metrics
from freelancerclub.operating.pictures import PicturePages
from freelancerclub.operating.routes import make_front
from freelancerclub.reference import ENDPOINTS, TASKS
from freelancerclub.reference.web import documentation
from freelancerclub.tasks.queue import Queue
from freelancerclub.tasks.worker import Worker
from freelancerclub.wire.dispatch import Dispatch
from freelancerclub.wire.gate import Gate
from freelancerclub.wire.incoming import Proxies
from freelancerclub.wire.streaming import Streams
from freelancerclub.wire.urls import Urls

WORKERS_POOL = 6  # connections: mail and push hold one each while they send


def make_services(
    settings: Settings,
    pool: Pool,
    *,
    lanes: Lanes | None = None,
    clock: Clock = system_clock,
    mail: Mailer | None = None,
    push: Pusher | None = None,
    videos: Videos | None = None,
) -> Services:
    """What lives as long as the process; tests hand in their clock and mailbox."""
    return Services(
        settings=settings,
        database=Database(pool, {"site": settings.site_url, "placeholder": settings.placeholder_image}, lanes),
        clock=clock,
        passwords=Passwords(),
        tokens=Tokens(token_key(settings), tuple(key.get_secret_value().encode() for key in settings.token_old_keys)),
        files=make_files(settings.storage_url, settings.data_dir),
        pictures=ChildPictures(settings.data_dir / "locks"),
        links=Links(token_key(settings)),
        streams=Streams(settings.streams, settings.person_streams),
        mail=mail or make_mailer(settings, clock),
        queue=Queue(),
        fragments=Fragments(settings.fragment_memory),
        videos=videos or OEmbed(settings.youtube_url, settings.vimeo_url),
        push=push or make_pusher(settings),
    )


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
        doors.meter,
        metrics.observe,
        settings.slow_request,
    )
    proxies, streams = Proxies(settings.trusted_proxies), services.streams
    dispatch = Dispatch(Urls(ENDPOINTS), gate, doors.context, proxies)
    health = Health(settings, services.database)
    front = make_front(health, metrics, settings.metrics_from, proxies, PicturePages(services, proxies, dispatch))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.open()
        lanes.open()
        metrics.start()
        tasks = doors.keep_books(), doors.keep_watch(), Listener(dsn, streams).listen(), metrics.keep_looking()
        chores = [asyncio.create_task(each) for each in tasks]
        app.state.is_open = True
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
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
    app.state.doors, app.state.streams, app.state.is_open = doors, streams, False
    return app


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
