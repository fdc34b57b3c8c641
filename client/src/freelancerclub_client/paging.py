"""Lists that are fetched a page at a time, as they are read."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, overload

from freelancerclub_client.calls import Call, get, texts
from freelancerclub_client.records.record import Record

T = TypeVar("T")
R = TypeVar("R", bound=Record)

AT_ONCE = 100  # rows a page; the service gives up to 500


class Page(Sequence[T]):
    """Some rows of a list, and what was said beside them: `raw` is the whole body."""

    def __init__(self, rows: Sequence[T], raw: Mapping[str, Any]) -> None:
        self.rows = rows
        self.raw = raw

    @property
    def meta(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.raw.get("meta", {})
        return found

    @property
    def total(self) -> int:
        """How many rows the whole list has; where the service doesn't say, how many are here."""
        return int(self.meta.get("total", len(self.rows)))

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Page({list(self.rows)!r}, total={self.total})"


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list before it is fetched. `cursor` names the key of a row that the next page starts after, where the service
    goes by that and not by an offset; `nothing` is the refusal that means an empty page."""

    path: str
    record: Callable[[dict[str, Any]], T]
    query: Mapping[str, Any] = field(default_factory=dict)
    nothing: str = ""
    cursor: str = ""
    page_size: int = AT_ONCE
    start: int = 0

    def call(self, place: int, limit: int) -> Call[Page[T]]:
        where = {"startingafter": place or None} if self.cursor else {"offset": place}
        query = texts({**self.query, **where, "limit": limit})
        empty: dict[str, Page[T]] = {self.nothing: Page((), {})} if self.nothing else {}
        return get(self.path, self._read, query, instead=empty)

    def _read(self, body: Any) -> Page[T]:
        page = Page([self.record(row) for row in body["data"] or ()], body)
        _ = page.total, self.after(0, page)  # what is wrong with these is told now, not when they are looked at
        return page

    def after(self, place: int, page: Page[T]) -> int | None:
        """Where the next page starts; None after the last."""
        if not page:
            return None
        if self.cursor:
            return int(page.raw["data"][-1][self.cursor]) if page.raw["hasmore"] else None
        following = place + len(page)
        return following if following < page.total else None


def listing(
    path: str, record: type[R], query: Mapping[str, Any] | None = None, *, page_size: int, offset: int, **rules: Any
) -> Listing[R]:
    return Listing(path, record, query or {}, page_size=page_size, start=offset, **rules)


class Runs(Protocol):
    def run(self, call: Call[T]) -> T: ...


class RunsLater(Protocol):
    async def run(self, call: Call[T]) -> T: ...


class Pages(Generic[T]):
    """A list: going through it fetches page after page, as far as one goes, and each time anew."""

    def __init__(self, door: Runs, of: Listing[T]) -> None:
        self._door, self._of = door, of

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[Page[T]]:
        place: int | None = self._of.start
        while place is not None:
            page = self.page(place)
            yield page
            place = self._of.after(place, page)

    def page(self, offset: int | None = None, limit: int | None = None) -> Page[T]:
        """One page, by default the first."""
        of = self._of
        return self._door.run(of.call(of.start if offset is None else offset, limit or of.page_size))

    def total(self) -> int:
        """How many rows there are; costs a request, or all of them where the service doesn't say."""
        return sum(map(len, self.pages())) if self._of.cursor else self.page(0, 1).total


class AsyncPages(Generic[T]):
    """As Pages, by `async for`."""

    def __init__(self, door: RunsLater, of: Listing[T]) -> None:
        self._door, self._of = door, of

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for row in page:
                yield row

    async def pages(self) -> AsyncIterator[Page[T]]:
        place: int | None = self._of.start
        while place is not None:
            page = await self.page(place)
            yield page
            place = self._of.after(place, page)

    async def page(self, offset: int | None = None, limit: int | None = None) -> Page[T]:
        """One page, by default the first."""
        of = self._of
        return await self._door.run(of.call(of.start if offset is None else offset, limit or of.page_size))

    async def total(self) -> int:
        """How many rows there are; costs a request, or all of them where the service doesn't say."""
        return sum([len(page) async for page in self.pages()]) if self._of.cursor else (await self.page(0, 1)).total
