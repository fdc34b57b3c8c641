"""`club user`: accounts made, looked up, changed, shut out, let in and deleted by the operator."""

import json
import sys
from dataclasses import fields
from datetime import datetime
from typing import Annotated

import typer

from freelancerclub.callers import ADMINISTRATOR, Caller
from freelancerclub.cli.acting import act
from freelancerclub.cli.database import check_there
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.forms import form_of, pairs
from freelancerclub.cli.person import person_of
from freelancerclub.cli.table import show
from freelancerclub.config import read_settings
from freelancerclub.context import Context
from freelancerclub.features.users import actions, queries
from freelancerclub.features.users.inputs import NewPerson, Profile, Standing
from freelancerclub.features.users.rules import GRACE

app = typer.Typer()
FIELDS = f"Fields: {', '.join({**Standing.model_fields, **Profile.model_fields})}. Flags are 1 or 0."

Email = Annotated[str, typer.Argument(help="E-mail address")]
Pairs = Annotated[list[str] | None, typer.Argument(metavar="FIELD=VALUE...")]
COLUMNS = tuple(field.name for field in fields(queries.Listed))


@app.command("create")
def create(
    email: Email,
    name: Annotated[str, typer.Option("--name", help="Display name")],
    password: Annotated[
        str | None, typer.Option("--password", help="Asked for when absent, or read as a line where nobody can type")
    ] = None,
    discipline: Annotated[
        list[str] | None, typer.Option("--discipline", help="May be repeated; without one it's a client, who hires")
    ] = None,
    city: Annotated[str, typer.Option("--city")] = "",
    country: Annotated[str, typer.Option("--country")] = "",
    account: Annotated[str, typer.Option("--account", help="free, starter or pro; else CLUB_NEW_ACCOUNT")] = "",
    administrator: Annotated[bool, typer.Option("--administrator", help="May change everybody's things")] = False,
) -> None:
    """Makes an account."""
    person = {"email": email, "display_name": name, "discipline": discipline or [], "city": city, "country": country}
    check_there(read_settings())
    person["password"] = _asked() if password is None else password
    new = NewPerson.read(form_of(person, NewPerson), None)
    standing = Standing.read(form_of({"account": account, "administrator": administrator}, Standing), None)

    async def work(ctx: Context) -> int:
        person_id = await actions.do_create_person(ctx, new)
        await actions.do_set_standing(ctx, person_id, standing)
        return person_id

    typer.echo(f"Made {new.email}, person {act(work)}.")


@app.command("set", epilog=FIELDS)
def change(email: Email, values: Pairs = None) -> None:
    """Changes fields of a person; `password=` asks for it."""
    said = pairs(values or (), Standing, Profile)
    if not said:
        raise Stop(f"Say what to change, such as display_name=…. {FIELDS}")
    if said.get("password") == "":
        said["password"] = _asked()
    standing = Standing.read(form_of(said, Standing), None)
    profile = Profile.read(form_of(said, Profile), None)

    async def work(ctx: Context) -> None:
        account = await person_of(ctx, email)
        ctx.caller = Caller(account.id, ADMINISTRATOR)  # the operator may set what administrators may
        await actions.do_update_profile(ctx, account.id, profile)
        await actions.do_set_standing(ctx, account.id, standing)

    act(work)
    typer.echo(f"Changed {email}.")


@app.command("list")
def list_(
    text: Annotated[str | None, typer.Argument(help="Part of the address or name, or the id; all without one")] = None,
    state: Annotated[str | None, typer.Option("--state", help=", ".join(queries.STATES))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many at most")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a line")] = False,
) -> None:
    """Lists accounts, the newest first; a deleted one until it is erased."""
    if state not in (None, *queries.STATES):
        raise Stop(f"There is no state {state!r}: the states are {', '.join(queries.STATES)}")

    async def work(ctx: Context) -> list[queries.Listed]:
        return await queries.find_accounts(ctx.db, text, state, limit)

    accounts = [[_said(getattr(one, column)) for column in COLUMNS] for one in act(work)]
    if as_json:
        for account in accounts:
            typer.echo(json.dumps(dict(zip(COLUMNS, account, strict=True)), ensure_ascii=False))
    else:
        show(
            [column.removesuffix("_at") for column in COLUMNS],
            (["-" if value is None else value for value in account] for account in accounts),
        )


@app.command("held")
def held(email: Email) -> None:
    """Prints all that is held about a person as JSON: what `GET /users/me/export` gives; a deleted one until erased."""

    async def work(ctx: Context) -> bytes:
        leaver = await queries.find_deleted(ctx.db, email)
        person_id = (await person_of(ctx, email)).id if leaver is None else leaver
        return bytes(await queries.get_held(ctx.db, person_id))

    typer.echo(act(work))


@app.command("suspend")
def suspend(email: Email) -> None:
    """Shuts a person out: no log-in, and every token ends."""

    async def work(ctx: Context) -> None:
        await actions.do_suspend(ctx, (await person_of(ctx, email)).id)

    act(work)
    typer.echo(f"Suspended {email}.")


@app.command("restore")
def restore(email: Email) -> None:
    """Lets a suspended person in again, with a new log-in; brings a deleted account back within its 30 days."""

    async def work(ctx: Context) -> None:
        await actions.do_bring_back(ctx.db, email)
        await actions.do_restore(ctx, (await person_of(ctx, email)).id)

    act(work)
    typer.echo(f"Restored {email}.")


@app.command("remove")
def remove(
    email: Email, yes: Annotated[bool, typer.Option("--yes", help="Doesn't ask whether that is meant")] = False
) -> None:
    """Deletes an account as its owner could: unseen at once, erased after 30 days; until then `restore` undoes it."""
    if not yes and not sys.stdin.isatty():
        raise Stop("Nobody can be asked here whether that is meant: say --yes")
    if not yes:
        typer.confirm(f"Delete the account of {email}, with all that is theirs in {GRACE.days} days?", abort=True)

    async def work(ctx: Context) -> None:
        await actions.do_remove(ctx, (await person_of(ctx, email)).id)

    act(work)
    typer.echo(f"Removed {email}: `club user restore {email}` brings the account back within {GRACE.days} days.")


def _said(value: object) -> object:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def _asked() -> str:
    """Typed twice; where nobody can type, the first line that comes in."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise Stop("No password came in: pass it as the first line of the standard input")
        return line
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
