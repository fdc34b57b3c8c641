"""The town's jobs and what they set going: applications, invitations, watch lists, alerts, reviews."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from freelancerclub.db.demo.tables import Row, Value, row
from freelancerclub.db.demo.town.pictures import collections
from freelancerclub.db.demo.town.places import COUNTRY
from freelancerclub.db.demo.town.plan import DAY, FREELANCER, Job, Person, Town, dice, few
from freelancerclub.db.demo.town.words import (
    ANSWERS,
    DECISIONS,
    DURATIONS,
    FILES,
    JOB_TEXTS,
    NOTES,
    PRICES,
    QUESTIONS,
    REVIEWS,
    WEDDING_TEXT,
)

FIRST_FILE, FIRST_REVIEW, FIRST_ALERT = 101, 101, 101
TWO_YEARS = 730 * DAY  # after which a review counts half (R76)
FOUR = (1, 2, 3, 4)


def jobs(town: Town) -> Iterator[Row]:
    chance = dice("job texts")
    for job in town.jobs:
        decided = job.state != "pending"
        expires = town.today + timedelta(days=job.closes)
        others = [job.owner.craft.name] if job.owner.craft and job.owner.craft is not job.craft else []
        yield row(
            "job",
            id=job.id,
            owner_id=job.owner.id,
            kind="normal" if job.paid else "test",
            title=job.title,
            description=_description(chance, job),
            public=job.state != "private",
            created_at=town.at(job.born),
            modified_at=town.at(job.born // 2) if chance.random() < 0.2 else town.at(job.born),
            deleted_at=town.at(job.born // 3) if job.state == "deleted" else None,
            authorised=decided and job.state != "rejected",
            decided_at=town.at(job.born) if decided else None,
            expires_on=expires,
            ends_on=expires,
            disciplines=[job.craft.name, *(others if chance.random() < 0.3 else [])],
            price=chance.choice(PRICES) if job.paid else None,
            currency=chance.choices(("GBP", "EUR", "USD"), (85, 10, 5))[0],
            duration=chance.choice(DURATIONS) if job.paid else None,
            tags=", ".join(chance.sample(job.craft.skills, min(2, len(job.craft.skills)))),
            featured=chance.random() < 0.06,
            bumped_at=town.at(job.born // 2) if chance.random() < 0.05 else None,
            **{f"question{place}": question for place, question in zip(FOUR, questions(job), strict=True)},
            **_where(chance, job),
        )


def _description(chance: Random, job: Job) -> str:
    wedding = job.subject in ("Wedding", "Bridal") and chance.random() < 0.7
    text = WEDDING_TEXT if wedding else chance.choice(JOB_TEXTS)
    return text.format(a_craft=job.craft.a_worker, city=job.place.city, subject_small=job.subject.lower())


def questions(job: Job) -> list[str]:
    """The four of a job, empty ones among them."""
    many = job.id % 4
    return [QUESTIONS[(job.id + place) % len(QUESTIONS)] if place < many else "" for place in range(4)]


def _where(chance: Random, job: Job) -> dict[str, Value]:
    anywhere = chance.random() < 0.1
    place = COUNTRY if anywhere else job.place
    return {
        "city": place.country if anywhere else place.written,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "location_type": "country" if anywhere else "locality",
    }


def files(town: Town) -> Iterator[Row]:
    chance = dice("job files")
    number = FIRST_FILE
    for job in town.jobs:
        for _ in range(chance.choices((0, 1, 2), (85, 10, 5))[0]):
            name = chance.choice(FILES)
            stored = f"{chance.getrandbits(128):032x}.{name.rpartition('.')[2]}"
            moment = town.at(job.born)
            yield number, job.id, job.owner.id, stored, name, chance.randrange(4000, 3_000_000), moment, None
            number += 1


def applications(town: Town) -> Iterator[Row]:
    chance = dice("application texts")
    portfolio = {one.owner.id: one.id for one in collections(town) if not one.deleted}
    for one in town.applications:
        answers = [chance.choice(ANSWERS) if question else "" for question in questions(one.job)]
        yield (
            one.id,
            one.job.id,
            one.person.id,
            portfolio.get(one.person.id) if chance.random() < 0.6 else None,
            one.status,
            chance.choice(NOTES),
            f"{chance.randrange(4, 240) * 10}.00" if one.job.paid else None,
            chance.choices(("GBP", "EUR", "USD"), (90, 7, 3))[0],
            *answers,
            chance.choice(DECISIONS[one.status]),
            town.at(one.second),
            None if one.status == "new" else town.at(one.second // 2),
        )


def invites(town: Town) -> Iterator[Row]:
    for job, person, second in invited(town):
        yield job.id, person.id, town.at(second)


def invited(town: Town) -> Iterator[tuple[Job, Person, int]]:
    chance = dice("invites")
    for job in town.on_board():
        end = min(job.last_call, job.owner.until)
        for person, second in town.some(chance, few(chance, 1.8), job.born, end, job.owner.id):
            if person.craft:
                yield job, person, second


def watches(town: Town) -> Iterator[Row]:
    chance = dice("watch lists")
    for job in town.on_board():
        for person, second in town.some(chance, few(chance, 2.5), job.born, job.last_call, job.owner.id):
            yield person.id, job.id, town.at(second)


def seen(town: Town) -> Iterator[Row]:
    """Whoever applied has opened the job, and others have."""
    chance = dice("jobs seen")
    applicants: dict[int, dict[int, int]] = {}
    for one in town.applications:
        applicants.setdefault(one.job.id, {})[one.person.id] = max(one.second - 600, one.job.born)
    for job in town.on_board():
        readers = applicants.pop(job.id, {})
        for person, second in town.some(chance, few(chance, 3), job.born, job.last_call, job.owner.id):
            readers.setdefault(person.id, second)
        for reader, second in readers.items():
            yield reader, job.id, town.at(second)


def alerts(town: Town) -> Iterator[Row]:
    chance = dice("alerts")
    number = FIRST_ALERT
    for person in town.people:
        if person.craft is None or person.until < 0:
            continue
        place = person.place
        if chance.random() < 0.5:
            where = (place.written, place.country, place.latitude, place.longitude, "40.0")
            yield number, person.id, True, person.disciplines, None, *where, town.at(person.born), None, False
            number += 1
        if chance.random() < 0.2:
            search = chance.choice(person.craft.subjects).lower()
            moment = town.at(int(person.born * chance.random()))
            yield (
                number,
                person.id,
                False,
                [person.craft.name],
                search,
                None,
                None,
                None,
                None,
                None,
                moment,
                None,
                False,
            )
            number += 1


def told(town: Town) -> Iterator[tuple[Job, Person, int]]:
    """Who was told of a job by an alert, within the hour of its appearing."""
    chance = dice("alerts sent")
    for job in town.on_board():
        last = min(job.born + 3600, 0)
        for person, second in town.some(chance, few(chance, 7), job.born, last, job.owner.id):
            if job.craft in (person.craft, person.second) or chance.random() < 0.2:
                yield job, person, second


def alerts_sent(town: Town) -> Iterator[Row]:
    for job, person, second in told(town):
        yield job.id, person.id, town.at(second)


def reviews(town: Town) -> Iterator[Row]:
    """After a job either party may judge the other; some stem from before the board, without a job."""
    chance = dice("reviews")
    number = FIRST_REVIEW
    for one in town.applications:
        owner, second = one.job.owner, one.second + chance.randrange(5, 45) * DAY
        if one.status == "successful" and second < min(owner.until, one.person.until):
            if chance.random() < 0.85:
                yield _review(chance, town, number, one.person, owner, second, one.job)
                number += 1
            if chance.random() < 0.4:
                yield _review(chance, town, number, owner, one.person, second + 3600, one.job)
                number += 1
    for person in town.people:
        if person.craft:
            tries = 6 if person is FREELANCER else few(chance, 0.4)
            for reviewer, second in town.some(chance, tries, person.born, but=person.id):
                yield _review(chance, town, number, person, reviewer, second, None)
                number += 1


def _review(
    chance: Random, town: Town, number: int, person: Person, reviewer: Person, second: int, job: Job | None
) -> Row:
    stars = chance.choices((1, 2, 2.5, 3, 3.5, 4, 4.5, 5), (2, 3, 3, 8, 8, 22, 14, 40))[0]
    decided = second + chance.randrange(600, 2 * DAY)
    outcome = chance.choices(("yes", "no", "waiting"), (86, 4, 10))[0] if decided < 0 else "waiting"
    authorised = outcome == "yes"
    return (
        number,
        person.id,
        reviewer.id,
        job.id if job else None,
        reviewer.name,
        person.craft.name if person.craft else None,
        chance.choice(REVIEWS[max(2, int(stars))]),
        stars,
        town.at(second),
        None,
        authorised,
        town.at(decided) if authorised else None,
        None if outcome == "waiting" else town.at(decided),
        authorised and decided < -TWO_YEARS,
    )
