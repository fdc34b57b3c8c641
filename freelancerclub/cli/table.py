"""Prints rows as a table: fitted to a terminal, uncut in a pipe."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

UNCUT = 10_000  # columns


def show(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Each row has a value a column; values are printed as they are, `[bold]` too."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=UNCUT)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    console.print(table)
