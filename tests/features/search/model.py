"""A model of the search in plain Python, which never sees the SQL: who is found, in which order, how many."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

MILES = 3_958.7613  # radius of the globe
BY_HAND = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ς": "σ"}
)
APOSTROPHES = "'‘’‛ʹʻʼʽ´`′"


@dataclass
class Someone:
    """A row of `person` with its side rows, as far as a search can tell them apart."""

    id: int
    name: str
    disciplines: list[str]
    subdisciplines: list[str]
    tags: str | None
    bio: str | None
    place: tuple[float, float] | None  # latitude, longitude
    testing: bool
    mentor: bool
    hidden: bool
    suspended: bool
    deleted: bool
    rating: int
    influence: int
    seen: datetime | None


@dataclass
class Asked:
    """What was asked for, understood already."""

    disciplines: list[str] = field(default_factory=list)
    text: str = ""
    influence: bool = False
    testing: bool = False
    mentor: bool = False
    online_since: datetime | None = None
    near: tuple[float, float, float] | None = None  # latitude, longitude, miles


@dataclass
class World:
    people: list[Someone]
    disciplines: list[tuple[str, str | None, str | None]]  # name and aliases, oldest first
    blocks: set[tuple[int, int]]

    def answer(self, me: int, asked: Asked) -> tuple[list[int], bool]:
        """The ids in order, and whether any word was enough."""
        there = [one for one in self.people if self._is_shown(one, me) and self._fits(one, asked)]
        query = words(asked.text)
        if not query:
            return self._ordered([(one, 0) for one in there], asked), False
        for every in (True, False):
            tiers = [(one, self._tier(one, query, every)) for one in there]
            found = [(one, tier) for one, tier in tiers if tier is not None]
            if found:
                return self._ordered(found, asked), not every
        return [], False

    @staticmethod
    def _ordered(found: list[tuple[Someone, int]], asked: Asked) -> list[int]:
        if asked.influence:
            return [one.id for one, _ in sorted(found, key=lambda pair: (-pair[0].influence, pair[0].id))]
        return [one.id for one, _ in sorted(found, key=lambda pair: (pair[1], -pair[0].rating, pair[0].id))]

    def _is_shown(self, one: Someone, me: int) -> bool:
        only_hires = bool(one.disciplines) and all(plain(name) == "i'm hiring" for name in one.disciplines)
        blocked = (one.id, me) in self.blocks or (me, one.id) in self.blocks
        return not (one.hidden or one.suspended or one.deleted or only_hires or blocked)

    def _fits(self, one: Someone, asked: Asked) -> bool:
        if (asked.testing and not one.testing) or (asked.mentor and not one.mentor):
            return False
        if asked.online_since and (one.seen is None or one.seen < asked.online_since):
            return False
        if asked.near and (one.place is None or apart(one.place, asked.near[:2]) > asked.near[2]):
            return False
        wanted = {self._discipline(name) for name in asked.disciplines}
        return not wanted or bool(wanted & {self._discipline(name) for name in one.disciplines})

    def _discipline(self, name: str) -> str:
        """The folded name of a discipline, also for an alias; names win, then the newest."""
        folded = plain(name)
        for known, *_ in self.disciplines:
            if plain(known) == folded:
                return folded
        for known, *aliases in reversed(self.disciplines):
            if folded in [plain(alias) for alias in aliases if alias]:
                return plain(known)
        return folded

    def _tier(self, one: Someone, query: list[str], every: bool) -> int | None:
        held = {self._discipline(name) for name in one.disciplines}
        synonyms = [word for known in self.disciplines if plain(known[0]) in held for word in known if word]
        first = words(" ".join([one.name, *one.disciplines, *synonyms]))
        second = [*first, *words(" ".join([one.tags or "", *one.subdisciplines]))]
        third = [*second, *words(one.bio or "")]
        for tier, (said, beginning) in enumerate(
            [(first, False), (second, False), (third, False), (first, True), (second, True), (third, True)], start=1
        ):
            hits = [word in said for word in query[:-1]]
            hits.append(any(word.startswith(query[-1]) if beginning else word == query[-1] for word in said))
            if all(hits) if every else any(hits):
                return tier
        return None


def plain(name: str) -> str:
    return name.replace("’", "'").lower()


def words(text: str) -> list[str]:
    """Folded: Zoë is zoe, O'Brien obrien, make-up make and up."""
    kept = "".join(letter for letter in text if letter not in APOSTROPHES)
    taken_apart = unicodedata.normalize("NFKD", kept).lower().translate(BY_HAND)
    bare = "".join(letter for letter in taken_apart if not unicodedata.combining(letter) and letter not in APOSTROPHES)
    return re.findall(r"[^\W_]+", bare)


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Miles along the ground, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, place)) for place in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * MILES * math.asin(min(1, math.sqrt(half)))
