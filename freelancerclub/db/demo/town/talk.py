"""What the town writes to each other, and what the service tells it."""

from collections.abc import Iterator
from html import escape
from random import Random
from typing import NamedTuple

from freelancerclub.db.demo.tables import Row
from freelancerclub.db.demo.town.pictures import spoken
from freelancerclub.db.demo.town.plan import CLIENT, DAY, FREELANCER, Job, Person, Town, dice, few
from freelancerclub.db.demo.town.words import OPENERS, REPLIES
from freelancerclub.db.demo.town.work import invited

FIRST_THREAD, FIRST_ITEM, FIRST_NOTIFICATION = 501, 1001, 201
LONGEST_THREAD = 15
INBOX_KEPT = 200 * DAY


class Item(NamedTuple):
    author: Person
    text: str
    second: int


class Conversation(NamedTuple):
    id: int
    members: list[Person]  # the one who began first
    job: Job | None
    items: list[Item]


def conversations(town: Town) -> Iterator[Conversation]:
    """Applicants ask the job's owner, and people write to each other, a few of them to several at once."""
    chance = dice("conversations")
    number = FIRST_THREAD
    for members, job, after in _meetings(town, chance):
        start, end = max([after, *(person.born for person in members)]), min(person.until for person in members)
        if start < end:
            yield Conversation(number, members, job, list(_items(chance, members, start, end)))
            number += 1


def _meetings(town: Town, chance: Random) -> Iterator[tuple[list[Person], Job | None, int]]:
    for one in town.applications:
        if chance.random() < (1 if one.person is FREELANCER else 0.22):
            yield [one.person, one.job.owner], one.job, one.second
    yield [CLIENT, FREELANCER], None, -20 * DAY
    for _ in range(round(len(town.people) * 0.45)):
        several = chance.choices((2, 3, 4), (93, 5, 2))[0]
        yield list(dict.fromkeys(chance.choices(town.people, k=several + 1)))[:several], None, -6 * 365 * DAY


def _items(chance: Random, members: list[Person], start: int, end: int) -> Iterator[Item]:
    first, others = members[0], members[1:]
    second = start + int(chance.random() * (end - start))
    yield Item(first, chance.choice(OPENERS).format(name=others[0].given), second)
    author = first
    for _ in range(min(few(chance, 4), LONGEST_THREAD - 1)):
        second += chance.randrange(60, 2 * DAY)
        if second >= end:
            return
        author = chance.choice([person for person in members if person is not author])
        yield Item(author, chance.choice(REPLIES), second)


def threads(town: Town) -> Iterator[Row]:
    for one in conversations(town):
        yield (
            one.id,
            one.members[0].id,
            "job" if one.job else "",
            one.job.id if one.job else None,
            "",
            town.at(one.items[0].second),
            town.at(one.items[-1].second),
            None,
        )


def members(town: Town) -> Iterator[Row]:
    """The last to write has read it all; one in 25 puts a conversation away."""
    chance = dice("conversation members")
    for one in conversations(town):
        last = one.items[-1]
        for person in one.members:
            gone = chance.random() < 0.04
            read = person is last.author or chance.random() < 0.75
            put_away = town.at(last.second // 2) if gone else None
            yield one.id, person.id, read, False, put_away, town.at(last.second), False, False


def items(town: Town) -> Iterator[Row]:
    number = FIRST_ITEM
    for one in conversations(town):
        for item in one.items:
            yield number, one.id, item.author.id, item.text, False, town.at(item.second), False
            number += 1


class Note(NamedTuple):
    """Somebody is told something; picture, job and target are ids."""

    person: Person
    actor: Person
    kind: str
    module: str
    picture: int | None
    job: int | None
    target: int
    link: str
    message: str
    second: int


def excerpt(text: str) -> str:
    """At most 30 characters, cut at a space, with ` ...`; escaped (contract section 5)."""
    short = text if len(text) <= 30 else text[:30].rpartition(" ")[0] + " ..."
    return escape(short)


def notes(town: Town) -> Iterator[Note]:
    """What inboxes still hold: most people have cleared the older lines."""
    keepers = (FREELANCER.id, CLIENT.id)
    return (note for note in _told_once(town) if note.second > -INBOX_KEPT or note.person.id in keepers)


def _told_once(town: Town) -> Iterator[Note]:
    for said in spoken(town):
        owner, picture = said.picture.owner, said.picture.id
        if said.author is not owner:
            link = f"/discover/freelancers/{owner.slug}/image/{picture}/0#comment{said.id}"
            message = f"has commented on one of your images: &nbsp;<i>'{excerpt(said.text)}'</i>"
            yield Note(owner, said.author, "comment", "comment", picture, None, said.id, link, message, said.second)
    for job, person, second in invited(town):
        link = f"/jobs/details/{job.id}"
        message = f"has invited you to apply for the job <a href='{link}'>{escape(job.title)}</a>"
        yield Note(person, job.owner, "invite", "jobs", None, job.id, job.id, link, message, second)
    for one in town.applications:
        link = f"/jobs/details/{one.job.id}"
        message = f"has applied for your job <a href='{link}'>{escape(one.job.title)}</a>"
        yield Note(
            one.job.owner, one.person, "application", "jobs", None, one.job.id, one.id, link, message, one.second
        )


def notifications(town: Town) -> Iterator[Row]:
    chance = dice("notifications")
    for number, note in enumerate(notes(town), start=FIRST_NOTIFICATION):
        moment = town.at(note.second)
        seen = town.at(note.second * 2 // 3) if chance.random() < (0.9 if note.second < -14 * DAY else 0.4) else None
        told_by_mail = chance.random() < 0.8
        yield (
            number,
            note.person.id,
            note.actor.id,
            note.kind,
            note.module,
            note.picture,
            note.job,
            note.target,
            moment,
            note.link,
            note.message,
            seen,
            not told_by_mail,
            moment,
            seen,
            True,
        )
