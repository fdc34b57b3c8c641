"""Pages that searches found, with the moment up to which each is known to stand; what was not used for longest goes.

A moment is a snapshot of PostgreSQL's, as text. Whoever takes a page from here asks the database whether anything
that came after it could have changed the page (decision 0040): a page by itself is only what was once true.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Page:
    """What a search found, in order. The same for all who block nobody."""

    ids: tuple[int, ...]
    total: int
    is_relaxed: bool
    moment: str


class Pages(Generic[Kept]):
    """One process's, by what was asked."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, asked: Hashable) -> Kept | None:
        page = self._kept.get(asked)
        if page is not None:
            self._kept.move_to_end(asked)
        return page

    def keep(self, asked: Hashable, page: Kept) -> None:
        self._kept[asked] = page
        self._kept.move_to_end(asked)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
