"""Prints rows as a table: fitted to a terminal, uncut in a pipe."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

UNCUT = 10_000  # columns
# What members write must not command a terminal, break a line or turn the reading direction of one.
BREAKS = dict.fromkeys(map(ord, "\t\n\r\v\f\u2028\u2029"), " ")
CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
TAME = CONTROLS | BREAKS


def show(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Each row has a value a column; values are printed as they are, `[bold]` too, but for control characters."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=UNCUT)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(value).translate(TAME)) for value in row))
    console.print(table)
