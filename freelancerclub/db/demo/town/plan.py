"""Who lives in the town, what they made and offer, and since when: all that the rows refer to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import NamedTuple

from freelancerclub.db.demo.town.names import EVERYWHERE, LANGUAGES
from freelancerclub.db.demo.town.places import PLACES, Place
from freelancerclub.db.demo.town.words import CRAFTS, HIRING, JOB_TITLES, Craft
from freelancerclub.kit.slugs import slug_of

FIRST_PERSON, FIRST_PICTURE, FIRST_JOB, FIRST_APPLICATION = 4001, 201, 401, 101
DAY = 86400
OLDEST_PERSON = 2200 * DAY
OLDEST_JOB = 1100 * DAY

PLACE_WEIGHTS = list(accumulate(place.weight for place in PLACES))
CRAFT_WEIGHTS = list(accumulate(craft.weight for craft in CRAFTS))


class Dice(Random):
    """As fair as a town needs, and half again as fast: `choice`, `sample` and `randrange` all stand on this."""

    def _randbelow(self, n: int) -> int:
        return int(self.random() * n)


def dice(subject: str) -> Random:
    """The chances of one subject: the same ones whenever they are asked for, whatever came before."""
    return Dice(f"freelancerclub demo {subject}")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A name in the letters of an address: `O'Brien` → `obrien`."""
    return slug_of(name)


class Person(NamedTuple):
    """Somebody of the town. Moments are seconds from now, so negative; `until` is when they could last act."""

    id: int
    given: str
    family: str
    slug: str
    born: int
    until: int
    state: str  # here, hidden, suspended, deleted
    place: Place
    craft: Craft | None
    second: Craft | None
    hiring: bool
    account: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        return f"{plain(self.given)}.{plain(self.family)}.{self.id}@example.com"

    @property
    def disciplines(self) -> list[str]:
        crafts = [craft.name for craft in (self.craft, self.second) if craft]
        return [HIRING, *crafts] if self.hiring else crafts


class Picture(NamedTuple):
    id: int
    owner: Person
    born: int
    video: bool
    state: str  # shown, private, pending, rejected, deleted


class Job(NamedTuple):
    id: int
    owner: Person
    born: int
    closes: int  # days from today
    craft: Craft
    subject: str
    title: str
    place: Place
    paid: bool
    state: str  # open, private, pending, rejected, deleted

    @property
    def last_call(self) -> int:
        """The last moment in which somebody could apply."""
        return min(self.closes * DAY, 0)


class Application(NamedTuple):
    id: int
    job: Job
    person: Person
    second: int
    status: str


# Two people good for showing, whatever the size of the town.
FREELANCER = Person(
    id=FIRST_PERSON,
    given="Zoë",
    family="Marlowe-Keane",
    slug="zoemarlowekeane",
    born=-900 * DAY,
    until=0,
    state="here",
    place=PLACES[3],
    craft=CRAFTS[0],
    second=CRAFTS[10],
    hiring=False,
    account="pro",
)
CLIENT = Person(
    id=FIRST_PERSON + 1,
    given="Rory",
    family="O'Sullivan",
    slug="roryosullivan",
    born=-700 * DAY,
    until=0,
    state="here",
    place=PLACES[2],
    craft=None,
    second=None,
    hiring=True,
    account="pro",
)


class Town:
    """The plan. It takes about 1 KB a person; rows are made from it one at a time and never kept."""

    def __init__(self, size: int, now: datetime, taken: Iterable[str] = ()) -> None:
        """`size` people; `taken` are the slugs of others."""
        self.now = now
        self.today: date = now.date()
        self.people = [FREELANCER, CLIENT, *_people(size - 2, Counter([FREELANCER.slug, CLIENT.slug, *taken]))]
        self.pictures = list(_pictures(self.people))
        self.jobs = list(_jobs(self.people, round(size * 0.3)))
        self.applications = list(_applied(self))

    def on_board(self) -> Iterator[Job]:
        """The jobs that others got to see."""
        return (job for job in self.jobs if job.state in ("open", "deleted"))

    def at(self, second: int) -> datetime:
        return self.now + timedelta(seconds=second)

    def day(self, second: int) -> date:
        return self.at(second).date()

    def some(
        self, chance: Random, tries: int, after: int, before: int = 0, but: int = 0
    ) -> Iterator[tuple[Person, int]]:
        """Up to `tries` different people who could do something between the two, and when they do it."""
        met = {but}
        people, size = self.people, len(self.people)
        for _ in range(tries):
            person = people[int(chance.random() * size)]
            start, end = max(person.born, after), min(person.until, before)
            if start >= end or person.id in met:
                continue
            met.add(person.id)
            yield person, start + int(chance.random() * (end - start))


def few(chance: Random, mean: float) -> int:
    """A number that is mostly small and now and then large."""
    return int(chance.expovariate(1 / (mean + 0.5))) if mean > 0 else 0


def _people(size: int, names: Counter[str]) -> Iterator[Person]:
    chance = dice("people")
    for number in range(size):
        place = chance.choices(PLACES, cum_weights=PLACE_WEIGHTS)[0]
        language = place.language if chance.random() < 0.6 else chance.choice(EVERYWHERE)
        givens, families = LANGUAGES[language]
        given, family = chance.choice(givens), chance.choice(families)
        slug = plain(given) + plain(family)
        names[slug] += 1
        born = -int(chance.random() * OLDEST_PERSON) - DAY
        state = chance.choices(("here", "hidden", "suspended", "deleted"), (91, 4, 2, 3))[0]
        gone = state in ("suspended", "deleted")
        hiring = chance.random() < 0.2
        works = not hiring or chance.random() < 0.15
        craft = chance.choices(CRAFTS, cum_weights=CRAFT_WEIGHTS)[0] if works else None
        second = chance.choices(CRAFTS, cum_weights=CRAFT_WEIGHTS)[0] if chance.random() < 0.25 else None
        yield Person(
            id=FIRST_PERSON + 2 + number,
            given=given,
            family=family,
            slug=slug if names[slug] == 1 else f"{slug}{FIRST_PERSON + 2 + number}",
            born=born,
            until=int(born * chance.random()) if gone else 0,
            state=state,
            place=place,
            craft=craft,
            second=second if craft and second is not craft else None,
            hiring=hiring,
            account=chance.choices(("pro", "starter", "free"), (60, 22, 18))[0],
        )


def _pictures(people: list[Person]) -> Iterator[Picture]:
    chance = dice("pictures")
    number = FIRST_PICTURE
    for person in people:
        many = chance.choice((0, 1, 2, 3, 4, 4, 5, 7, 8)) if person.craft else chance.choice((0, 0, 0, 1))
        moments = [int(person.born + chance.random() * (person.until - person.born)) for _ in range(many)]
        if person is FREELANCER:
            moments = [person.born + DAY * 60 * month for month in range(1, 13)]
        for born in sorted(moments):
            state = chance.choices(("shown", "private", "pending", "rejected", "deleted"), (84, 8, 3, 2, 3))[0]
            yield Picture(number, person, born, chance.random() < 0.06, state)
            number += 1


def _hirer(chance: Random, people: list[Person], moment: int) -> Person:
    """Somebody who was there; in a small town it may be hard to find one."""
    for _ in range(20):
        person = chance.choice(people)
        if person.born < moment < person.until:
            return person
    return CLIENT


def _jobs(people: list[Person], many: int) -> Iterator[Job]:
    """Hirers offer most of them, freelancers the rest; about four in ten are open."""
    chance = dice("jobs")
    hirers = [person for person in people if person.hiring]
    ages = sorted((int(chance.random() ** 3 * OLDEST_JOB) + 3600 for _ in range(many)), reverse=True)
    for number, age in enumerate(ages):
        born = -age
        # Ids rise with time, so these are among the last ones: the jobs of whom visitors log in as.
        showing = many - number <= 40 and number % 10 in (0, 5, 9)
        owner = CLIENT if showing else _hirer(chance, hirers if chance.random() < 0.9 else people, born)
        born = max(born, owner.born + number)
        place = owner.place if chance.random() < 0.8 else chance.choices(PLACES, cum_weights=PLACE_WEIGHTS)[0]
        craft = chance.choices(CRAFTS, cum_weights=CRAFT_WEIGHTS)[0]
        craft = CRAFTS[0] if showing and number % 10 else craft
        subject = chance.choice(craft.subjects)
        words = {"subject": subject, "subject_small": subject.lower(), "craft": craft.worker, "city": place.city}
        words["a_craft"] = craft.a_worker
        yield Job(
            id=FIRST_JOB + number,
            owner=owner,
            born=born,
            closes=born // DAY + chance.choice((30, 60, 90, 90, 90, 120)),
            craft=craft,
            subject=subject,
            title=chance.choice(JOB_TITLES).format(**words),
            place=place,
            paid=chance.random() < 0.8,
            state=chance.choices(("open", "private", "pending", "rejected", "deleted"), (88, 2, 3, 3, 4))[0],
        )


def _applied(town: Town) -> Iterator[Application]:
    """Who applied: mostly people of the craft, and only those whose account allows it (R46)."""
    chance = dice("applications")
    number = FIRST_APPLICATION
    for job in town.on_board():
        tries = list(town.some(chance, few(chance, 22), job.born, job.last_call, job.owner.id))
        if (
            job.owner is CLIENT
            and job.craft is FREELANCER.craft
            and all(person is not FREELANCER for person, _ in tries)
        ):
            tries.append((FREELANCER, (job.born + job.last_call) // 2))
        chosen = False
        for person, second in tries:
            fits = job.craft in (person.craft, person.second)
            if not _may_apply(person, job) or chance.random() > (1 if fits else 0.4):
                continue
            status = _status(chance, job, chosen)
            chosen = chosen or status == "successful"
            yield Application(number, job, person, second, status)
            number += 1


def _may_apply(person: Person, job: Job) -> bool:
    return person.craft is not None and (person.account == "pro" or (person.account == "starter" and not job.paid))


def _status(chance: Random, job: Job, chosen: bool) -> str:
    if job.last_call == 0:
        status = chance.choices(("new", "shortlist", "unsuccessful", "successful"), (65, 20, 10, 5))[0]
    else:
        status = chance.choices(("new", "shortlist", "unsuccessful", "successful"), (20, 8, 47, 25))[0]
    return "unsuccessful" if chosen and status == "successful" else status
