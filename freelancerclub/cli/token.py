"""`club token`: a token for a person, to try the API with or to help somebody."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.person import active_person_of
from freelancerclub.context import Context


def command(email: Annotated[str, typer.Argument(help="The person's e-mail address")]) -> None:
    """Prints a token for a person, valid for a week, and nothing else."""

    async def issue(ctx: Context) -> str:
        account = await active_person_of(ctx, email)
        return ctx.tokens.issue(account.id, account.email, account.epoch, since=ctx.now, now=ctx.now)

    typer.echo(act(issue))
