"""`club image`: a moderator's decisions on pictures and videos."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.gallery import queries
from freelancerclub.features.gallery.queries import Undecided
from freelancerclub.features.images import actions
from freelancerclub.features.images.rules import address_of

LARGE = "portfolio/775"

app = typer.Typer()

Ids = Annotated[list[int], typer.Argument(metavar="ID...", help="As `club image pending` says", min=1)]


@app.command("pending")
def pending(limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most")] = 100) -> None:
    """Lists the pictures that wait for a decision, the oldest first, each with a link that opens it for an hour."""

    async def work(ctx: Context) -> list[tuple[Undecided, str]]:
        return [(one, _link(ctx, one)) for one in await queries.find_undecided(ctx.db, limit)]

    head = ("id", "of", "kind", "state", "added", "title", "look")
    rows = (
        (one.id, one.of, one.kind, one.state, f"{one.created_at:%Y-%m-%d %H:%M}", one.title, link)
        for one, link in act(work)
    )
    show(head, rows)


def _link(ctx: Context, one: Undecided) -> str:
    """Of a video there is only its thumbnail elsewhere."""
    if one.kind != "image":
        return one.file
    return ctx.settings.site_url + ctx.links.signed(address_of(LARGE, one.file, one.owner_id), ctx.now)


@app.command("authorise")
def authorise(ids: Ids) -> None:
    """Shows pictures to everybody."""
    _decide(ids, authorised=True)
    typer.echo(f"Authorised {', '.join(map(str, ids))}.")


@app.command("reject")
def reject(ids: Ids) -> None:
    """Shows pictures to nobody but their owner."""
    _decide(ids, authorised=False)
    typer.echo(f"Rejected {', '.join(map(str, ids))}.")


def _decide(ids: list[int], *, authorised: bool) -> None:
    async def work(ctx: Context) -> None:
        await actions.do_decide(ctx.db, ids, authorised, ctx.now)

    act(work)
