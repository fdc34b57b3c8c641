"""Fragments: the JSON of a row as it was once written, kept as long as the row's version stays the same.

Versions stand in narrow tables (`person_version` …) and are raised by triggers in the transaction of every change
that a fragment shows (migrations/0006_versions.sql), drawn from a sequence so that none is ever used twice. The
statement of a page tells ids and versions; what is kept under another version is old, and one more statement reads
all that is missing, version and data in one look, to be kept under the version that came with it. So an answer is
as fresh as the statement that began it, and mostly written already.

A fragment holds nothing that depends on who looks or on the time: what does is another kind, or joined in later.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from freelancerclub.db.lane import Row
from freelancerclub.db.pool import Database, Transaction

MEGABYTE = 1 << 20
OVERHEAD = 400  # bytes that an entry takes besides its text, about


@dataclass(frozen=True)
class Kind:
    """One kind of fragment.

    statement: tells id, version and what `write` makes the bytes of, for every row of `id = ANY(%(ids)s)`.
    """

    name: str
    statement: str
    write: Callable[[Sequence[Any]], bytes]
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Fragments:
    """One process's, of all kinds: (kind, id) → (version, bytes); those not used for longest give way."""

    def __init__(self, megabytes: int) -> None:
        self._most = megabytes * MEGABYTE
        self._size = 0
        self._kept: OrderedDict[tuple[str, int], tuple[int, bytes]] = OrderedDict()

    @property
    def size(self) -> int:
        """Bytes of memory in use, about."""
        return self._size

    async def get(self, db: Database, kind: Kind, wanted: Iterable[tuple[int, int]]) -> dict[int, bytes]:
        """The fragments of (id, version) pairs by id; none for a row that has gone meanwhile."""
        kept, name = self._kept, kind.name
        found: dict[int, bytes] = {}
        missing: list[int] = []
        for id_, version in wanted:
            entry = kept.get((name, id_))
            if entry is not None and entry[0] == version:
                kept.move_to_end((name, id_))
                found[id_] = entry[1]
            else:
                missing.append(id_)
        if missing:
            await self._read(db, kind, missing, found)
        return found

    async def _read(self, db: Database, kind: Kind, ids: list[int], found: dict[int, bytes]) -> None:
        """What a transaction of changes sees may never come true, so nothing of it is kept."""
        may_keep = not isinstance(db, Transaction)
        for row in await db.aside.steady_rows(kind.statement, ids=ids, **kind.parameters):
            id_, version, written = self._written(kind, row)
            found[id_] = written
            if may_keep:
                self._keep((kind.name, id_), version, written)

    @staticmethod
    def _written(kind: Kind, row: Row) -> tuple[int, int, bytes]:
        return row[0], row[1], kind.write(row[2:])

    def _keep(self, key: tuple[str, int], version: int, written: bytes) -> None:
        former = self._kept.pop(key, None)
        if former is not None:
            self._size -= len(former[1]) + OVERHEAD
        self._kept[key] = (version, written)
        self._size += len(written) + OVERHEAD
        while self._size > self._most:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._size -= len(dropped) + OVERHEAD
