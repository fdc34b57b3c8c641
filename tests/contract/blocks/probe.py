"""What a probe of the block matrix is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from support.make import Make, Person


def nothing(answer: Any) -> int:
    return 0


@dataclass(frozen=True)
class Asked:
    """What the caller sends; how many things of the other's the answer shows or counts, and how many things at all."""

    path: str
    data: dict[str, str] = field(default_factory=dict)
    shown: Callable[[Any], int] = nothing
    total: Callable[[Any], int] = nothing


# Makes what the caller (first) is to meet of the other (second).
Probe = Callable[[Make, Person, Person], Awaitable[Asked]]


def listed(path: str, is_theirs: Callable[[Any], bool]) -> Asked:
    """A list with its total; one that is empty may be `false`."""
    return Asked(
        path,
        shown=lambda answer: sum(map(is_theirs, answer["data"] or [])),
        total=lambda answer: answer["meta"]["total"],
    )
