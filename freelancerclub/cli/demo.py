"""`club demo`: invented people with everything they do, for trying the service out."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from freelancerclub.adapters.passwords import DOCUMENTED_SAMPLE, Passwords
from freelancerclub.cli.acting import in_transaction
from freelancerclub.cli.database import opened
from freelancerclub.cli.failing import Stop
from freelancerclub.config import Settings, read_settings
from freelancerclub.db.demo.load import ADMINISTRATOR_EMAIL, CLIENT_EMAIL, FREELANCER_EMAIL, DemoRefused, load_demo

USERS = 200
WARNING = (
    "club: The people of the demo are in this club, an administrator among them, with a password that everybody knows: "
    "for a club of your own set CLUB_DATA_DIR or CLUB_DATABASE_URL to another place"
)


def command(
    users: Annotated[int, typer.Option("--users", help="How many people")] = USERS,
    force: Annotated[bool, typer.Option("--force", help="Deletes the people and data that are there")] = False,
) -> None:
    """Loads demo data into an empty database: a town of people and all they do."""
    settings = read_settings()
    with opened(settings, new=True) as dsn:
        people = fill(settings, dsn, users, force)
    typer.echo(f"Loaded {people} people.")
    typer.echo(log_ins(settings.site_url))


def fill(settings: Settings, dsn: str, users: int = USERS, force: bool = False) -> int:
    """Loads the demo with a progress bar on terminals; how many people there are then. Raises Stop.

    Their pictures are drawn by the background worker, once it runs.
    """
    passwords = Passwords()
    password_hash = asyncio.run(passwords.hash(DOCUMENTED_SAMPLE))
    passwords.close()
    console = Console(stderr=True)
    columns = TextColumn("Demo data: {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, number: int, of: int) -> None:
            bar.update(task, description=step, completed=number, total=of)

        try:
            people = load_demo(dsn, users, force=force, password_hash=password_hash, progress=tell).people
        except DemoRefused as refused:
            raise Stop(str(refused)) from None
    asyncio.run(in_transaction(settings, dsn, lambda ctx: ctx.later("images.sketch")))
    return people


def log_ins(address: str) -> str:
    """Whom to log in as, and a line to try it."""
    return (
        f"Log in as {FREELANCER_EMAIL} (a freelancer), {CLIENT_EMAIL} (a client) or {ADMINISTRATOR_EMAIL} "
        f"(an administrator), all with the password {DOCUMENTED_SAMPLE}; mails are files in the data folder:\n"
        f"  curl -d email={CLIENT_EMAIL} -d password={DOCUMENTED_SAMPLE} {address}/auth/login"
    )
