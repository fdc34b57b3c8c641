"""The program `club`: its commands, each loaded only when it is asked for."""

import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from freelancerclub import __version__
from freelancerclub.cli.failing import Stop, plainly


@dataclass(frozen=True)
class Command:
    """A subject of its own: `module` offers `command`, or an `app` of several."""

    module: str
    summary: str


COMMANDS = {
    "serve": Command("serve", "Starts everything: database, API and background worker; Ctrl-C stops it."),
    "work": Command("work", "Runs a background worker by itself."),
    "migrate": Command("migrate", "Brings the database up to date."),
    "demo": Command("demo", "Loads demo data: a town of invented people."),
    "routes": Command("routes", "Lists the endpoints."),
    "token": Command("token", "Prints a token for a person."),
    "key": Command("key", "API keys: create, list, revoke."),
    "user": Command("user", "Accounts: create, list, set, held, suspend, restore, remove."),
    "discipline": Command("discipline", "Disciplines: add, set, list, remove, import."),
    "skill": Command("skill", "Skills: add, set, list, remove, import."),
    "company": Command("company", "Companies: add, set, list, remove, import."),
    "social": Command("social", "Follower counts elsewhere: import."),
    "review": Command("review", "Reviews: list, authorise, reject."),
    "image": Command("image", "Pictures and videos: pending, authorise, reject."),
    "comment": Command("comment", "Comments: remove."),
    "job": Command("job", "Jobs: pending, authorise, reject."),
    "message": Command("message", "Messages that are held back: list, release."),
    "report": Command("report", "What members have reported: list, close."),
    "maintenance": Command("maintenance", "Closes the service for everybody, or opens it again."),
    "mail": Command("mail", "Addresses that get no mail: bounce, allow, list; `retry` what was given up."),
    "queue": Command("queue", "Lists background tasks; `retry` gives the dead ones new tries, `drop` ends one."),
    "check": Command("check", "Counters, versions, search, talk, gallery, board: checked against the rows, repaired."),
    "backup": Command("backup", "Writes database and files into a folder, while the service runs."),
    "restore": Command("restore", "Puts a backup back into an empty database."),
    "export": Command("moving_out", "Writes the club as JSON lines with the reference's field names."),
    "import": Command("moving_in", "Takes over a club from such files, all of it or nothing."),
    "config": Command("config", "Shows every setting and where it came from."),
}


def program(asked: str | None) -> typer.Typer:
    """With the command that was asked for loaded; for a list of commands none is, so that it comes at once."""
    # Plain errors: the pretty ones take longer to load and print local variables, passwords among them.
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, no_args_is_help=True)
    app.callback()(club)
    for name, command in COMMANDS.items():
        if name != asked:
            app.command(name, help=command.summary)(_not_loaded)
            continue
        module = importlib.import_module(f"freelancerclub.cli.{command.module}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, help=command.summary, no_args_is_help=True)
        else:
            app.command(name)(module.command)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def club(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Shows the version and exits.")
    ] = False,
) -> None:
    """The Freelancer Club API. Settings are CLUB_… variables and .env: see `club config`."""


def _not_loaded() -> None:
    raise AssertionError("only the command that is asked for is run")


def at_signals(handler: Callable[..., Any] | signal.Handlers) -> None:
    """What is done when this shall stop. A closed terminal (SIGHUP) says so too, unless nohup has it ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def ignore_signals() -> None:
    """What is stopped from here on is stopped in peace, however often somebody presses Ctrl-C."""
    at_signals(signal.SIG_IGN)


@contextmanager
def _room_to_write() -> Iterator[None]:
    """Raises Stop where a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        # What couldn't be written would be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        full = error.filename or "where its output goes"
        raise Stop(f"{full}: {error.strerror}; free some, then try again") from None


def run() -> None:
    asked = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    with plainly(), _room_to_write():
        app = program(asked)
        # From here on there may be something to undo: an embedded database to stop, for one.
        at_signals(signal.default_int_handler)
        app()
