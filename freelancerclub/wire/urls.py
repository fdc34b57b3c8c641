"""Addresses: a path becomes endpoints, ids, path pairs and a format suffix; no regular expression a route."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from freelancerclub.wire.endpoint import Endpoint
from freelancerclub.wire.formats import FORMATS
from freelancerclub.wire.validate import LARGEST_ID, NOBODY


@dataclass(slots=True)
class Node:
    """A place in the tree of paths; `tail` is what its path pairs lead to: only its lists take them."""

    literals: dict[str, "Node"] = field(default_factory=dict)
    id: "Node | None" = None
    text: "Node | None" = None
    tail: "Node | None" = None
    endpoints: dict[str, Endpoint] = field(default_factory=dict)

    @property
    def allowed(self) -> tuple[str, ...]:
        methods = set(self.endpoints)
        read = self.endpoints.get("GET")
        return tuple(sorted(methods | ({"HEAD"} if read is not None and read.answers_head else set())))


@dataclass(slots=True)
class Match:
    """What an address means."""

    node: Node | None
    ids: tuple[int | str, ...] = ()
    pairs: dict[str, str] = field(default_factory=dict)
    suffix: str | None = None
    unknown_suffix: bool = False


class Urls:
    """The tree of all declared paths."""

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self.root = Node()
        for endpoint in endpoints:
            for path in endpoint.paths:
                self._add(path, endpoint)

    def _add(self, path: str, endpoint: Endpoint) -> None:
        node = self.root
        for segment in path.strip("/").split("/"):
            if segment.startswith("{") and segment[1:-1] in endpoint.texts:
                node.text = node.text or Node()
                node = node.text
            elif segment.startswith("{"):
                node.id = node.id or Node()
                node = node.id
            else:
                node = node.literals.setdefault(segment, Node())
        for method in endpoint.methods:
            assert method not in node.endpoints, f"{method} {path} is declared twice"
            node.endpoints[method] = endpoint
        if endpoint.pairs:
            node.tail = node.tail or Node()
            node.tail.endpoints |= dict.fromkeys(endpoint.methods, endpoint)

    def match(self, raw_path: str) -> Match:
        """`raw_path` is still percent-encoded, so that an encoded slash stays inside its segment."""
        segments = [unquote(part, errors="replace") for part in raw_path.split("/") if part]
        if not segments:
            return Match(None)
        found = Match(self.root)
        node, last = self.root, len(segments) - 1
        for position, segment in enumerate(segments):
            step = self._step(found, node, segment, position == last)
            if step is None:
                if node.tail is None:
                    return Match(None, suffix=found.suffix or _suffix_of(segments[-1])[1])
                self._read_pairs(found, segments[position:])
                node = node.tail
                break
            node = step
        found.node = node if node.endpoints else None
        return found

    def _step(self, found: Match, node: Node, segment: str, is_last: bool) -> Node | None:
        """The next node, with the suffix taken off where one may stand; None where nothing declared matches."""
        if segment in node.literals:
            return node.literals[segment]
        stem, suffix = _suffix_of(segment)
        if suffix and stem in node.literals:
            found.suffix = found.suffix or suffix
            return node.literals[stem]
        digits = stem if suffix and is_last else segment
        if node.id is not None and digits.isascii() and digits.isdigit():
            if suffix and is_last:
                found.suffix = found.suffix or suffix
            found.ids += (_id(digits),)
            return node.id
        if node.text is not None:
            if suffix and is_last:
                found.suffix = found.suffix or suffix
            # NUL, which no text may hold, becomes the replacement mark, as in a query string.
            found.ids += ((stem if suffix and is_last else segment).replace("\x00", "\ufffd"),)
            return node.text
        head, dot, _ = segment.partition(".")
        if dot and head in node.literals:
            found.unknown_suffix = True
            return node.literals[head]
        return None

    @staticmethod
    def _read_pairs(found: Match, tail: list[str]) -> None:
        stem, suffix = _suffix_of(tail[-1])
        if suffix:
            found.suffix = found.suffix or suffix
            tail = [*tail[:-1], stem]
        # NUL, which no text may hold, becomes the replacement mark, as in a query string.
        clean = [part.replace("\x00", "\ufffd") for part in tail]
        found.pairs = dict(zip(clean[::2], clean[1::2], strict=False))


def _suffix_of(segment: str) -> tuple[str, str | None]:
    """`usage.xml` → (`usage`, `xml`); only the eight names are ever taken off."""
    stem, dot, suffix = segment.rpartition(".")
    return (stem, suffix.lower()) if dot and suffix.lower() in FORMATS else (segment, None)


def _id(digits: str) -> int:
    number = int(digits.lstrip("0")[:20] or "0")
    return number if number <= LARGEST_ID else NOBODY
