"""`club token`: a token for a person, to try the API with or to help somebody."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.person import person_of
from freelancerclub.context import Context


def command(email: Annotated[str, typer.Argument(help="The person's e-mail address")]) -> None:
    """Prints a token for a person, valid for a week, and nothing else."""

    async def issue(ctx: Context) -> str:
        account = await person_of(ctx, email)
        if account.is_suspended:
            raise Stop(f"{account.email} is suspended: `club user restore {account.email}` lets them in again")
        return ctx.tokens.issue(account.id, account.email, account.epoch, since=ctx.now, now=ctx.now)

    typer.echo(act(issue))
