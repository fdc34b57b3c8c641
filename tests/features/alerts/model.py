"""A model of alerts in plain Python, which never sees the SQL: whose alerts fit a job."""

import math
from dataclasses import dataclass

from features.search.model import MILES, words

Place = tuple[float, float]  # latitude, longitude


@dataclass
class Job:
    owner: int
    disciplines: list[str]
    text: str
    country: str | None
    place: Place | None
    is_wide: bool


@dataclass
class Wish:
    """An alert."""

    person: int
    disciplines: list[str]
    search: str | None
    country: str | None
    place: Place | None
    miles: float | None


ALIASES = {"Photographer": "Tög", "Model": "O'Poser", "Make-up Artist": "MUA"}  # those of the world


def known(name: str) -> str:
    folded = name.lower().replace("’", "'")
    return {alias.lower(): listed.lower() for listed, alias in ALIASES.items()}.get(folded, folded)


def way(one: Place, other: Place) -> float:
    """Miles along the ground."""
    a, b, c, d = map(math.radians, (*one, *other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * MILES * math.asin(min(1, math.sqrt(half)))


def fits(wish: Wish, job: Job) -> bool:
    if wish.disciplines and not {*map(known, wish.disciplines)} & {*map(known, job.disciplines)}:
        return False
    if wish.search and not set(words(wish.search)) <= set(words(job.text)):
        return False
    if wish.place is None or wish.miles is None:
        return not wish.country or words(wish.country) == words(job.country or "")
    if job.is_wide:
        return bool(wish.country) and words(wish.country or "") == words(job.country or "")
    return job.place is not None and way(wish.place, job.place) <= wish.miles


def people_for(job: Job, wishes: list[Wish], out: set[int]) -> list[int]:
    return sorted({wish.person for wish in wishes if fits(wish, job)} - {job.owner} - out)
