"""`club comment`: a moderator takes away what is said of pictures."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.context import Context
from freelancerclub.features.comments import actions

app = typer.Typer()


@app.callback()
def comments() -> None:
    """What is said of pictures."""


@app.command("remove")
def remove(
    comment_id: Annotated[int, typer.Argument(metavar="ID", help="As `club report list` says of a reported one")],
) -> None:
    """Takes a comment away, as its author or the owner of the picture can."""

    async def work(ctx: Context) -> None:
        await actions.do_moderate(ctx.db, comment_id, ctx.now)

    act(work)
    typer.echo(f"Removed comment {comment_id}.")
