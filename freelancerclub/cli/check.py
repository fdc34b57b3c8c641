"""`club check`: whether what is kept beside the rows agrees with them, and what to do after a restore."""

from typing import Annotated

import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.db.checks import (
    Difference,
    do_raise_versions,
    do_repair_counters,
    find_differences,
    find_missing_versions,
)
from freelancerclub.db.checks_board import do_repair_board, find_wrong_board
from freelancerclub.db.checks_gallery import do_repair_gallery, find_wrong_gallery
from freelancerclub.db.checks_search import do_repair_search, find_wrong_search
from freelancerclub.db.checks_talk import do_repair_talk, find_wrong_talk
from freelancerclub.kit.clock import today

app = typer.Typer()
SHOWN = 50  # differences of each table
DIFFERENT = 1


@app.command("counters")
def counters(
    repair: Annotated[bool, typer.Option("--repair", help="Set the wrong ones, all of them or none")] = False,
) -> None:
    """Counts followers, likes, applicants and so on again and lists what is kept wrong; ends with 1 if some are."""

    async def check(ctx: Context) -> tuple[list[Difference], int]:
        found = await find_differences(ctx.db, SHOWN)
        if repair and found[1]:
            await do_repair_counters(ctx.db)
        return found

    found, total = act(check)
    if not total:
        typer.echo("All counters agree with their rows.")
        return
    kept = (("missing" if one.kept is None else f"{one.kept.normalize():f}") for one in found)
    show(
        ("counter", "id", "kept", "counted"),
        ((one.counter, one.id, was, f"{one.counted.normalize():f}") for one, was in zip(found, kept, strict=True)),
    )
    rest = f", the first {len(found)} shown" if len(found) < total else ""
    typer.echo(f"{total} differ{'s' if total == 1 else ''}{rest}: {'repaired.' if repair else 'mend with --repair.'}")
    raise typer.Exit(0 if repair else DIFFERENT)


@app.command("versions")
def versions(
    raise_all: Annotated[bool, typer.Option("--raise", help="Give everything a new version, after a restore")] = False,
) -> None:
    """Looks whether everything that is kept in memory has a version; ends with 1 if something hasn't."""

    async def check(ctx: Context) -> tuple[dict[str, int], int]:
        missing = await find_missing_versions(ctx.db)
        return missing, await do_raise_versions(ctx.db) if raise_all else 0

    missing, raised = act(check)
    if raise_all:
        typer.echo(f"Raised {raised} versions: nothing that was read before is shown any more.")
        return
    if not missing:
        typer.echo("Everything has a version.")
        return
    show(("versions", "missing"), missing.items())
    typer.echo("Mend with --raise.")
    raise typer.Exit(DIFFERENT)


@app.command("search")
def search(
    repair: Annotated[bool, typer.Option("--repair", help="Make all of it anew")] = False,
) -> None:
    """Looks whether people are found by what their profiles say; ends with 1 if some aren't."""

    async def check(ctx: Context) -> tuple[int, int]:
        found = await find_wrong_search(ctx.db)
        if repair and any(found):
            await do_repair_search(ctx.db)
        return found

    people, totals = act(check)
    if not people and not totals:
        typer.echo("Everybody is found by what their profile says.")
        return
    typer.echo(f"{people} people and {totals} totals differ: {'repaired.' if repair else 'mend with --repair.'}")
    raise typer.Exit(0 if repair else DIFFERENT)


@app.command("talk")
def talk(
    repair: Annotated[bool, typer.Option("--repair", help="Make all of it anew")] = False,
) -> None:
    """Looks at what is kept of conversations: last messages, blocks, words; ends with 1 if some of it is wrong."""

    async def check(ctx: Context) -> dict[str, int]:
        found = await find_wrong_talk(ctx.db)
        if repair and found:
            await do_repair_talk(ctx.db)
        return found

    wrong = act(check)
    if not wrong:
        typer.echo("All conversations are kept as they are.")
        return
    show(("kept wrong", "how many"), wrong.items())
    typer.echo("Repaired." if repair else "Mend with --repair.")
    raise typer.Exit(0 if repair else DIFFERENT)


@app.command("gallery")
def gallery(
    repair: Annotated[bool, typer.Option("--repair", help="Make all of it anew")] = False,
) -> None:
    """Looks whether those pictures are listed that should be; ends with 1 if some aren't."""

    async def check(ctx: Context) -> tuple[int, int]:
        found = await find_wrong_gallery(ctx.db)
        if repair and any(found):
            await do_repair_gallery(ctx.db)
        return found

    pictures, total = act(check)
    if not pictures and not total:
        typer.echo("Those pictures are listed that should be.")
        return
    wrong = f"{pictures} pictures differ, and the total by {total}"
    typer.echo(f"{wrong}: {'repaired.' if repair else 'mend with --repair.'}")
    raise typer.Exit(0 if repair else DIFFERENT)


@app.command("board")
def board(
    repair: Annotated[bool, typer.Option("--repair", help="Make all of it anew")] = False,
) -> None:
    """Looks whether the board lists the open jobs of those who are there; ends with 1 if it doesn't."""

    async def check(ctx: Context) -> tuple[int, int]:
        day = today(ctx.now, ctx.settings.time_zone)
        found = await find_wrong_board(ctx.db, day)
        if repair and any(found):
            await do_repair_board(ctx.db, day)
        return found

    jobs, totals = act(check)
    if not jobs and not totals:
        typer.echo("The board lists the jobs that it should.")
        return
    typer.echo(f"{jobs} jobs and {totals} totals differ: {'repaired.' if repair else 'mend with --repair.'}")
    raise typer.Exit(0 if repair else DIFFERENT)
