"""`club report`: what members have reported, and a moderator's decision on it."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.person import person_of
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.reports import actions, queries
from freelancerclub.features.reports.queries import Reported
from freelancerclub.features.reports.rules import KINDS

app = typer.Typer()


@app.command("list")
def list_(limit: Annotated[int, typer.Option("--limit", min=1, help="How many things at most")] = 100) -> None:
    """Lists what is reported and not decided, with who reported it and why."""

    async def work(ctx: Context) -> list[Reported]:
        return await queries.find_open(ctx.db, limit)

    head = ("kind", "id", "of", "says", "reports", "since", "by", "reasons")
    rows = (
        (
            *(one.kind, one.id, one.of, one.says, one.many, f"{one.since:%Y-%m-%d %H:%M}"),
            ", ".join(one.by),
            " | ".join(one.reasons or ()),
        )
        for one in act(work)
    )
    show(head, rows)


@app.command("close")
def close(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS))],
    thing_id: Annotated[int, typer.Argument(metavar="ID", help="As `club report list` says")],
    decision: Annotated[str, typer.Argument(help="What was decided, in a few words")],
    by: Annotated[str | None, typer.Option("--by", metavar="EMAIL", help="Who decided it")] = None,
) -> None:
    """Closes every open report on a thing with one decision; other commands carry out what it says."""
    if kind not in KINDS:
        raise Stop(f"There are no reports of a {kind}: the kinds are {', '.join(KINDS)}")

    async def work(ctx: Context) -> int:
        decider = (await person_of(ctx, by)).id if by else None
        return await actions.do_close(ctx.db, kind, thing_id, decision, decider, ctx.now)

    closed = act(work)
    typer.echo(f"Closed {closed} report{'s' if closed > 1 else ''} of {kind} {thing_id}.")
