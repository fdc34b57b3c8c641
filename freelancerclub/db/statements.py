"""What a statement is between us and PostgreSQL: numbered parameters in place of names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

REMEMBERED = 2_048  # more than we have; those that are composed with columns come and go
DIGEST = "sha256((SELECT string_agg(record_send(said), '') FROM ({}) said))"  # rows as they would be sent
TAKEN = "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1e6)::int"
_PARAMETER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement as the protocol wants it, and the names of its parameters in their order."""

    query: bytes
    names: tuple[str, ...]


@lru_cache(REMEMBERED)
def numbered(statement: str) -> Numbered:
    """`%(name)s` becomes `$1`, the same for the same name."""
    names = tuple(dict.fromkeys(_PARAMETER.findall(statement)))
    query = _PARAMETER.sub(lambda found: f"${names.index(found[1]) + 1}", statement).replace("%%", "%")
    return Numbered(query.encode(), names)


@lru_cache(REMEMBERED)
def digests_of(statements: tuple[str, ...], own: tuple[tuple[str, ...], ...]) -> str:
    """One statement for what these reads say, of each 32 bytes, and how many microseconds PostgreSQL took for it.

    own: of each read the names of its parameters. Those of the first have `_0` at their end here, and so on, as one
    name may have different types in different reads.
    """
    said = [
        _renamed(statement, names, number)
        for number, (statement, names) in enumerate(zip(statements, own, strict=True))
    ]
    return f"SELECT {', '.join(map(DIGEST.format, said))}, {TAKEN}"


def _renamed(statement: str, names: Sequence[str], number: int) -> str:
    return _PARAMETER.sub(lambda found: f"%({found[1]}_{number})s" if found[1] in names else found[0], statement)
