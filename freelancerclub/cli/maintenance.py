"""`club maintenance on|off`: the switch that every API process obeys within a second."""

from enum import StrEnum
from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.context import Context
from freelancerclub.features.auth.actions import do_set_maintenance


class Switch(StrEnum):
    ON = "on"
    OFF = "off"


def command(switch: Annotated[Switch, typer.Argument()]) -> None:
    """Closes the service for everybody with 503 (on), or opens it again (off)."""
    closed = switch is Switch.ON

    async def turn(ctx: Context) -> None:
        await do_set_maintenance(ctx.db, closed, ctx.now)

    act(turn)
    typer.echo("The service is closed for maintenance." if closed else "The service is open.")
