"""The lists that the operator keeps: what each holds and the actions that change it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from freelancerclub.cli.failing import Stop
from freelancerclub.context import Context
from freelancerclub.db.pool import Database
from freelancerclub.wire.validate import Inputs

Entry = dict[str, Any]
LONGEST_ID = 19  # digits


@dataclass(frozen=True)
class Kept:
    """One list. `columns` are those of its table; `list --json` shows all."""

    noun: str
    model: type[Inputs]
    columns: tuple[str, ...]
    find: Callable[[Database], Awaitable[list[Entry]]]
    add: Callable[[Context, Any], Awaitable[int]]
    change: Callable[[Context, int, Any], Awaitable[None]]
    remove: Callable[[Context, int], Awaitable[None]]

    async def index(self, ctx: Context) -> "Index":
        return Index(self.noun, await self.find(ctx.db))


class Index:
    """Finds entries by id, slug or name."""

    def __init__(self, noun: str, entries: Iterable[Entry]) -> None:
        self._noun = noun
        self._ids: set[int] = set()
        self._named: dict[str, list[int]] = {}
        self._slugs: dict[str, int] = {}
        for entry in entries:
            self._ids.add(entry["id"])
            self._named.setdefault(_plain(entry["name"]), []).append(entry["id"])
            if "slug" in entry:
                self._slugs[entry["slug"]] = entry["id"]

    def find(self, word: str) -> int:
        """What an operator means by one word; an id goes first. Raises Stop."""
        found = self.with_id(word) or self.named(word)
        if found is None:
            raise Stop(f"There is no {self._noun} {word!r}: `club {self._noun} list` shows them")
        return found

    def with_id(self, word: str) -> int | None:
        number = int(word) if word.isascii() and word.isdigit() and len(word) <= LONGEST_ID else 0
        return number if number in self._ids else None

    def named(self, word: str) -> int | None:
        """Raises Stop where several have the name."""
        if word in self._slugs:
            return self._slugs[word]
        found = self._named.get(_plain(word), [])
        if len(found) > 1:
            raise Stop(f"{word!r} is the name of several: say which by id or slug ({', '.join(map(str, found))})")
        return found[0] if found else None


def _plain(name: str) -> str:
    return name.strip().casefold()
