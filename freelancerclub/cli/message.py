"""`club message`: messages that are held back, and letting them go."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.messages import actions, queries
from freelancerclub.features.messages.queries import Held

app = typer.Typer()


@app.command("list")
def list_(limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most")] = 100) -> None:
    """Lists the messages that are held back, the oldest first."""

    async def work(ctx: Context) -> list[Held]:
        return await queries.find_held(ctx.db, limit)

    head = ("id", "by", "since", "to", "says")
    show(head, ((one.id, one.by, f"{one.since:%Y-%m-%d %H:%M}", one.to, one.says) for one in act(work)))


@app.command("release")
def release(
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="As `club message list` says", min=1)],
) -> None:
    """Delivers messages that were held back; their reports stay open until `club report close`."""

    async def work(ctx: Context) -> None:
        await actions.do_let_go(ctx, ids)

    act(work)
    typer.echo(f"Delivered {', '.join(map(str, ids))}.")
