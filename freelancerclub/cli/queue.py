"""`club queue`: the background tasks that wait, run or are dead, and another try for the dead."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from freelancerclub.cli.acting import act
from freelancerclub.cli.failing import Stop
from freelancerclub.cli.table import show
from freelancerclub.context import Context
from freelancerclub.tasks.state import QueuedTask, QueueState, do_drop, do_retry, find_queue_state, find_queued_tasks

MOST = 100_000  # tasks in one list
LAST_ID = 2**63 - 1  # which the database can count to
UNITS = (("d", 86_400), ("h", 3_600), ("min", 60))


class Verb(StrEnum):
    RETRY = "retry"
    DROP = "drop"


def command(
    verb: Annotated[
        Verb | None, typer.Argument(help="Gives dead tasks new tries, or forgets one; without it they are listed")
    ] = None,
    task_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", max=LAST_ID, help="The task to retry or drop")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Retry all dead tasks")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="List as JSON, for scripts")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="List so many at most, the dead first")] = 100,
) -> None:
    """Lists background tasks: the dead first, then what runs and what waits; `retry` and `drop` are for the dead."""
    if verb is Verb.DROP:
        _drop(task_id)
        return
    if verb is Verb.RETRY:
        _retry(task_id, everything)
        return
    if everything:
        raise Stop("--all belongs to `club queue retry --all`")

    async def look(ctx: Context) -> tuple[QueueState, list[QueuedTask]]:
        return await find_queue_state(ctx.db), await find_queued_tasks(ctx.db, limit)

    state, tasks = act(look)
    if as_json:
        listed = {"counts": asdict(state), "tasks": [asdict(task) for task in tasks]}
        typer.echo(msgspec.json.format(msgspec.json.encode(listed), indent=2))
        return
    if tasks:
        show(("id", "task", "state", "tries", "age", "last error"), map(_row, tasks))
    typer.echo(f"{state.due} due, {state.later} later, {state.running} running, {state.dead} dead.")


def _retry(task_id: int | None, everything: bool) -> None:
    if (task_id is None) != everything:
        raise Stop("Say which: `club queue retry ID`, or `club queue retry --all`")

    async def retry(ctx: Context) -> list[int]:
        return await do_retry(ctx.db, task_id)

    again = act(retry)
    if task_id is not None and not again:
        raise Stop(f"There is no dead task {task_id}: `club queue` lists them")
    typer.echo(f"{len(again)} {'task is' if len(again) == 1 else 'tasks are'} tried again.")


def _drop(task_id: int | None) -> None:
    if task_id is None:
        raise Stop("Say which: `club queue drop ID`")

    async def drop(ctx: Context) -> bool:
        return await do_drop(ctx.db, task_id)

    if not act(drop):
        raise Stop(f"There is no dead task {task_id}: `club queue` lists them")
    typer.echo(f"Task {task_id} is dropped: what it was to do isn't done.")


def _row(task: QueuedTask) -> tuple[object, ...]:
    return task.id, task.task, task.state, task.tries, _aged(task.age), task.error or "-"


def _aged(seconds: float | None) -> str:
    """The largest unit of which there is one, in whole numbers."""
    if seconds is None:
        return "-"
    for name, length in UNITS:
        if seconds >= length:
            return f"{seconds // length:.0f} {name}"
    return f"{max(0, seconds):.0f} s"
