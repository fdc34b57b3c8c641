"""What a statement is between us and PostgreSQL: numbered parameters in place of names."""

import re
from dataclasses import dataclass
from functools import lru_cache

REMEMBERED = 2_048  # more than we have; those that are composed with columns come and go
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
