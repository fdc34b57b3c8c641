"""`club serve`: the database, the API and the background worker, started and stopped together."""

import importlib
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from typing import Annotated, Any

import typer
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined]
from granian.server import MPServer as Granian
from granian.server.mp import WorkerProcess

from freelancerclub.cli.children import ALONE, Background, Bell, Patience, belong_to, prepare_to_fork
from freelancerclub.cli.config import say_unknown
from freelancerclub.cli.database import started
from freelancerclub.cli.draining import drain_at_signals
from freelancerclub.cli.listening import answers, claim
from freelancerclub.cli.program import at_signals, ignore_signals
from freelancerclub.config import ConfigError, Settings, default_site_url, read_settings, token_key
from freelancerclub.db import version
from freelancerclub.kit.logs import set_up_logs
from freelancerclub.operating.shared import counting_together

DRAIN = 25  # seconds that API processes have to answer what they are asked
ORDINARY = 1_024  # connections an API process takes besides those of event streams
OPEN_FILES = 65_536  # at most, and as many as the system lets us: each connection is one
TURN = 0.0005  # seconds that a thread decoding a picture may keep the requests waiting for the interpreter
READY = 60.0  # seconds until the first answer
FIRST_QUESTION = "/auth/disciplines"  # open to everybody, and read from the database

# granian's own lines go the way of ours.
LOGS = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}}


def command(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on, CLUB_HOST")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on, CLUB_PORT")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="API processes, CLUB_WORKERS; one a core")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load demo data first if nobody has an account")] = False,
) -> None:
    """Starts everything: database, API and background worker. Ctrl-C or SIGTERM stops it, the database last."""
    given = {"host": host, "port": port, "workers": workers}
    settings = read_settings(**{name: value for name, value in given.items() if value is not None})
    say_unknown()
    set_up_logs(settings.log_format, settings.log_level)
    code = 0
    with ExitStack() as stack:
        with suppress(KeyboardInterrupt):
            _allow_open_files()
            stack.enter_context(claim(settings.host, settings.port))
            _check_folder(settings)
            stack.enter_context(counting_together(settings.data_dir))
            dsn = _start(stack, settings)
            if demo:
                _fill_if_empty(settings, dsn)
            code = Service(settings, dsn, demo).run()
        ignore_signals()
    raise typer.Exit(code)


def _allow_open_files() -> None:
    """Many systems begin with 1,024, which is fewer than there may be event streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _check_folder(settings: Settings) -> None:
    """Raises ConfigError before anything else stumbles over a folder that can't be used."""
    token_key(settings)
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"CLUB_DATA_DIR: can't make {settings.data_dir}: {error.strerror}; choose another") from None
    if not os.access(settings.data_dir, os.W_OK | os.X_OK):
        raise ConfigError(f"CLUB_DATA_DIR: can't write into {settings.data_dir}; change its owner, or choose another")


def _start(stack: ExitStack, settings: Settings) -> str:
    """Starts and migrates the database while the application is loaded, which takes as long; its address.

    What has begun to start has to be there before it can be stopped, so Ctrl-C is only noted meanwhile. Raised while
    modules are loaded it might also be lost: Python's import system has places that ignore what is raised in them.
    """
    wanted = threading.Event()
    wanted.set()
    at_signals(lambda *_: wanted.clear())
    with ThreadPoolExecutor(1) as beside:
        dsn = beside.submit(_start_database, stack, settings, wanted)
        for room in ("app", "cli.work"):
            importlib.import_module(f"freelancerclub.{room}")
    at_signals(signal.default_int_handler)
    if not wanted.is_set():
        raise KeyboardInterrupt
    return dsn.result()


def _start_database(stack: ExitStack, settings: Settings, wanted: threading.Event) -> str:
    dsn = stack.enter_context(started(settings, keep=True))
    if wanted.is_set():
        version.bring_up_to_date(dsn)
    return dsn


def _fill_if_empty(settings: Settings, dsn: str) -> None:
    if importlib.import_module("freelancerclub.db.demo.load").is_empty(dsn):
        importlib.import_module("freelancerclub.cli.demo").fill(settings, dsn)


class OneDoor(Granian):
    """Lets all API processes take their connections from one socket, as granian does where it isn't Linux.

    With a socket each, whoever waits at that of a process that ends, or is killed, would be turned away.
    """

    def _init_shared_socket(self) -> None:
        shared = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._ssp, self._shd, self._sfd = None, shared, shared.get_fd()  # type: ignore[assignment]
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)
        self.door = self._sso

    def _spawn_worker(self, *arguments: Any, **named: Any) -> WorkerProcess:
        worker: WorkerProcess = super()._spawn_worker(*arguments, **named)
        begin = worker.start

        def start() -> None:
            with ALONE:
                begin()  # type: ignore[no-untyped-call]

        worker.start = start  # type: ignore[method-assign]
        return worker


class Service:
    """The API's processes and the background worker under this one."""

    def __init__(self, settings: Settings, dsn: str, demo: bool) -> None:
        self._settings = settings
        self._dsn = dsn
        self._demo = demo
        self._failed = False
        self._address = default_site_url({"host": settings.host, "port": settings.port})
        work = importlib.import_module("freelancerclub.cli.work").work
        self._background = Background(partial(work, settings, dsn))
        self._server = self._api()

    def _api(self) -> OneDoor:
        settings = self._settings
        server = OneDoor(
            "freelancerclub",
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGI,
            workers=settings.workers,
            loop=Loops.uvloop,
            http=HTTPModes.http1,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=DRAIN,
            backpressure=ORDINARY + settings.streams,
            log_level=LogLevels.warning,
            log_dictconfig=LOGS,
        )
        server.respawned_wrks = Patience()
        server.main_loop_interrupt = Bell(lambda: server.interrupt_signal)
        server.on_startup(self._watch)
        server.on_shutdown(self._background.stop)
        return server

    def run(self) -> int:
        """Serves until a signal; then the API's processes drain, then the background worker. The exit code."""
        app = importlib.import_module("freelancerclub.app").create_app(self._settings, self._dsn)
        prepare_to_fork()
        with suppress(SystemExit):  # granian ends so when one of its processes died before the others
            self._server.serve(target_loader=_loader(app, self._server, self._settings))
        return 0 if self._server.interrupt_signal and not self._failed else 1

    def _watch(self) -> None:
        if sys.stdin is not None and sys.stdin.isatty():
            # A closed terminal means stop. Without one, SIGHUP keeps granian's meaning: fresh processes.
            signal.signal(signal.SIGHUP, self._server.signal_handler_interrupt)
        threading.Thread(target=self._until_ready, name="ready", daemon=True).start()

    def _until_ready(self) -> None:
        deadline = time.monotonic() + READY
        while not answers(self._address, FIRST_QUESTION):
            if self._server.interrupt_signal:
                return
            if time.monotonic() > deadline:
                typer.echo("club: The API does not answer: the lines above say why", err=True)
                self._failed = True
                os.kill(os.getpid(), signal.SIGTERM)
                return
            time.sleep(0.02)
        self._background.start()
        self._announce()

    def _announce(self) -> None:
        typer.echo(
            f"The Freelancer Club API answers on {self._address}, explained at {self._address}/docs (Ctrl-C stops it)"
        )
        if importlib.import_module("freelancerclub.db.demo.load").is_loaded(self._dsn):
            demo = importlib.import_module("freelancerclub.cli.demo")
            typer.echo(demo.log_ins(self._address) if self._demo else demo.WARNING, err=not self._demo)


def _loader(app: Any, server: OneDoor, settings: Settings) -> Callable[[str], Any]:
    parent = os.getpid()

    def load(_: str) -> Any:
        """The first thing that an API process does."""
        belong_to(parent, "club api")
        sys.setswitchinterval(TURN)
        set_up_logs(settings.log_format, settings.log_level)
        drain_at_signals(server.door, app.state.streams.leave)
        return app

    return load
