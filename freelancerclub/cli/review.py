"""`club review`: a moderator's decisions on reviews."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.person import person_of
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.reviews import actions, queries
from freelancerclub.features.reviews.queries import Submitted

app = typer.Typer()

Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="As `club review list` says", min=1)]


@app.command("list")
def list_(
    of: Annotated[str | None, typer.Option("--of", metavar="EMAIL", help="All of one person instead")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most")] = 100,
) -> None:
    """Lists the reviews that wait for a decision, the oldest first."""

    async def work(ctx: Context) -> list[Submitted]:
        if of is None:
            return await queries.find_undecided(ctx.db, limit)
        return await queries.find_reviews_of(ctx.db, (await person_of(ctx, of)).id, limit)

    head = ("id", "of", "by", "stars", "state", "written", "says")
    rows = (
        (one.id, one.of, one.by, one.stars, one.state, f"{one.created_at:%Y-%m-%d %H:%M}", one.message)
        for one in act(work)
    )
    show(head, rows)


@app.command("authorise")
def authorise(ids: Ids) -> None:
    """Shows reviews; they count from now on."""

    async def work(ctx: Context) -> None:
        await actions.do_authorise(ctx, ids)

    act(work)
    typer.echo(f"Authorised {', '.join(map(str, ids))}.")


@app.command("reject")
def reject(ids: Ids) -> None:
    """Shows reviews no more, and counts them no more."""

    async def work(ctx: Context) -> None:
        await actions.do_reject(ctx.db, ids, ctx.now)

    act(work)
    typer.echo(f"Rejected {', '.join(map(str, ids))}.")
