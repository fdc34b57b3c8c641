"""`club migrate`: brings the database up to date and says what was applied."""

import typer

from freelancerclub.cli.config import say_unknown
from freelancerclub.cli.database import started
from freelancerclub.config import read_settings
from freelancerclub.db import version


def command() -> None:
    """Brings the database up to date; says what was applied."""
    settings = read_settings()
    say_unknown()
    with started(settings) as dsn:
        applied = version.bring_up_to_date(dsn)
    typer.echo(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")
