"""`club key`: API keys in the operator's hands."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.person import active_person_of, person_of
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.features.auth import actions, queries
from freelancerclub.shapes.people import ApiKey

app = typer.Typer()

Email = Annotated[str, typer.Argument(help="E-mail address of the key's owner")]


@app.command("create")
def create(email: Email, label: Annotated[str, typer.Option("--label", help="What it is for")] = "") -> None:
    """Makes an API key and prints it, this once, and nothing else."""

    async def work(ctx: Context) -> str:
        account = await active_person_of(ctx, email)
        return (await actions.do_make_key(ctx.db, account.id, label, ctx.now)).key

    typer.echo(act(work))


@app.command("list")
def list_(email: Email) -> None:
    """Lists a person's keys that still work, with their last use."""

    async def work(ctx: Context) -> list[ApiKey]:
        return await queries.find_api_keys(ctx.db, (await person_of(ctx, email)).id)

    rows = [(key.id, key.label, key.created_on, _used(key)) for key in act(work)]
    show(("id", "label", "made", "last used"), rows)


def _used(key: ApiKey) -> str:
    return "never" if key.last_used_on.startswith("0000") else key.last_used_on


@app.command("revoke")
def revoke(email: Email, key_id: Annotated[int, typer.Argument(help="As `club key list` says", metavar="ID")]) -> None:
    """Revokes a key at once."""

    async def work(ctx: Context) -> None:
        await actions.do_revoke_key(ctx.db, (await person_of(ctx, email)).id, key_id, ctx.now)

    act(work)
    typer.echo(f"Key {key_id} of {email} is revoked")
