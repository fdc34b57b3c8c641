"""`club mail`: addresses that get no mail, and what of the notifications is on its way or was given up."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.auth.actions import do_allow_mail, do_stop_mail
from freelancerclub.features.telling import actions, queries

app = typer.Typer()
Address = Annotated[str, typer.Argument(help="The e-mail address")]


@app.command("bounce")
def bounce(
    address: Address,
    detail: Annotated[str, typer.Option("--detail", help="What the mail server said")] = "",
) -> None:
    """Stops all mail to an address that mail comes back from, security mails too."""
    email = _read(address)

    async def work(ctx: Context) -> None:
        await do_stop_mail(ctx.db, email, "bounce", detail, ctx.now)

    act(work)
    typer.echo(f"Nothing is mailed to {email} any more; `club mail allow` undoes it.")


@app.command("allow")
def allow(address: Address) -> None:
    """Lets an address have mail again."""
    email = _read(address)

    async def work(ctx: Context) -> bool:
        return await do_allow_mail(ctx.db, email)

    if not act(work):
        raise Stop(f"Mail to {email} isn't stopped: `club mail list` shows the addresses that are")
    typer.echo(f"Mail to {email} goes out again.")


@app.command("list")
def list_(limit: Annotated[int, typer.Option("--limit", min=1, help="So many addresses at most")] = 100) -> None:
    """Lists the addresses that get no mail, and counts what is on its way."""

    async def work(ctx: Context) -> tuple[queries.State, list[tuple[object, ...]]]:
        stops = await queries.find_stops(ctx.db, limit)
        rows: list[tuple[object, ...]] = [
            (email, reason, f"{since:%Y-%m-%d %H:%M}", detail or "-") for email, reason, detail, since in stops
        ]
        return await queries.find_state(ctx.db), rows

    state, rows = act(work)
    if rows:
        show(("address", "reason", "since", "detail"), rows)
    typer.echo(
        f"{state.items} notifications wait for a mail, {state.mails} mails and {state.pushes} pushes are on their way,"
        f" {state.mails_given_up} mails and {state.pushes_given_up} pushes are given up."
    )


@app.command("retry")
def retry() -> None:
    """Gives new tries to the mails and pushes that were given up."""
    again = act(actions.do_revive)
    typer.echo(f"{again} {'is' if again == 1 else 'are'} tried again.")


def _read(address: str) -> str:
    """Raises Stop."""
    email = address.strip().lower()
    if "@" not in email:
        raise Stop(f"{address!r} is no e-mail address")
    return email
