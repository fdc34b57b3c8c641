"""What has been replayed, and the table of it."""

from collections import Counter

from rich.console import Console
from rich.table import Table

CLIENTS = ("curl", "requests", "library")
WIDTH = 110
COUNTED: Counter[tuple[str, str, str]] = Counter()  # kind, client, format
CASES: Counter[str] = Counter()
DIFFERING: Counter[str] = Counter()
SKIPPED: Counter[str] = Counter()


def count(kind: str, client: str, name: str) -> None:
    COUNTED[kind, client, name] += 1


def case(kind: str) -> None:
    CASES[kind] += 1


def differing(kind: str) -> None:
    DIFFERING[kind] += 1


def missing(kind: str, many: int) -> None:
    """Not sent, as this machine has no such client."""
    SKIPPED[kind] += many


def show() -> None:
    table = Table(title="The reference replayed", title_justify="left")
    names = ("what", "cases", "formats", "by curl", "by requests", "by our library", "sent", "differ", "skipped")
    for name in names:
        table.add_column(name, justify="left" if name == "what" else "right")
    for kind in CASES:
        by = {client: sum(n for (k, c, _), n in COUNTED.items() if (k, c) == (kind, client)) for client in CLIENTS}
        formats = len({name for k, _, name in COUNTED if k == kind})
        sent = sum(by.values())
        cells = (CASES[kind], formats, *by.values(), sent, DIFFERING[kind], SKIPPED[kind])
        table.add_row(kind, *(f"{cell:,}" for cell in cells))
    totals = (CASES.total(), "", "", "", "", COUNTED.total(), DIFFERING.total(), SKIPPED.total())
    table.add_section()
    table.add_row("all", *(cell if isinstance(cell, str) else f"{cell:,}" for cell in totals))
    Console(width=WIDTH).print(table)
