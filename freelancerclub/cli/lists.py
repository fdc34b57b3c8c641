"""The commands that disciplines, skills and companies have alike: add, set, list, remove, import."""

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.files import read_rows
from freelancerclub.cli.forms import form_of, pairs
from freelancerclub.cli.importing import Imported, bring_in
from freelancerclub.cli.kept import Entry, Kept
from freelancerclub.cli.table import show
from freelancerclub.context import Context

Name = Annotated[str, typer.Argument(help="Its name")]
Which = Annotated[str, typer.Argument(help="Its id or name")]
Pairs = Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...")]
AsJson = Annotated[bool, typer.Option("--json", help="A JSON object a line, as import takes them")]
File = Annotated[Path, typer.Argument(help="CSV with a header, or a JSON object a line")]
Entries = list[Entry]
Also = Callable[[Context, int], Awaitable[None]]


def app_of(kept: Kept, change: Callable[..., None] | None = None) -> typer.Typer:
    """The five commands of a list; `change` is its `set`, where that takes more than fields."""
    app, commands = typer.Typer(), Commands(kept)
    fields = f"Fields: {', '.join(kept.model.model_fields)}. Flags are 1 or 0, times are UTC."
    app.command("add", help=f"Adds a {kept.noun}.", epilog=fields)(commands.add)
    app.command("set", help=f"Changes fields of a {kept.noun}; an empty value clears.", epilog=fields)(
        change or commands.set
    )
    app.command("list", help="Lists them by id.")(commands.list)
    app.command("remove", help=f"Takes a {kept.noun} off the list; what refers to it stays.")(commands.remove)
    app.command("import", help="Adds and changes many: every row of a file, or none.", epilog=fields)(commands.bring)
    return app


class Commands:
    """What they do, each in one transaction."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def add(self, name: Name, values: Pairs = None) -> None:
        kept = self._kept
        sent = kept.model.read(form_of({"name": name} | pairs(values or (), kept.model), kept.model), None)

        async def work(ctx: Context) -> int:
            return await kept.add(ctx, sent)

        typer.echo(f"Added {kept.noun} {act(work)}.")

    def set(self, which: Which, values: Pairs = None) -> None:
        self.change(which, values or ())

    def change(self, which: str, values: Sequence[str], also: Also | None = None) -> None:
        """`also` is what else is changed in the same transaction."""
        kept = self._kept
        if not values and also is None:
            raise Stop(f"Say what to change, such as name=…; the fields are {', '.join(kept.model.model_fields)}")
        sent = kept.model.read(form_of(pairs(values, kept.model), kept.model), None)

        async def work(ctx: Context) -> int:
            found = (await kept.index(ctx)).find(which)
            if values:
                await kept.change(ctx, found, sent)
            if also is not None:
                await also(ctx, found)
            return found

        typer.echo(f"Changed {kept.noun} {act(work)}.")

    def list(self, as_json: AsJson = False) -> None:
        kept = self._kept

        async def work(ctx: Context) -> Entries:
            return await kept.find(ctx.db)

        entries = act(work)
        if as_json:
            for entry in entries:
                typer.echo(json.dumps(entry, ensure_ascii=False))
        else:
            show(kept.columns, ([_cell(entry[column]) for column in kept.columns] for entry in entries))

    def remove(self, which: Which) -> None:
        kept = self._kept

        async def work(ctx: Context) -> int:
            found = (await kept.index(ctx)).find(which)
            await kept.remove(ctx, found)
            return found

        typer.echo(f"Removed {kept.noun} {act(work)}.")

    def bring(self, file: File) -> None:
        kept, rows = self._kept, read_rows(file)

        async def work(ctx: Context) -> Imported:
            return await bring_in(ctx, kept, rows)

        done = act(work)
        typer.echo(f"Added {done.added}, changed {done.changed}.")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
