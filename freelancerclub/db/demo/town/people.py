"""The town's people as rows, and whom they follow, block, look at and carry about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from freelancerclub.db.demo.tables import Row, Value, row
from freelancerclub.db.demo.town.plan import DAY, FREELANCER, Person, Town, dice, few
from freelancerclub.db.demo.town.words import BIO_FIRST, BIO_HIRER, BIO_MORE

PACES = ("instant", "hourly", "daily", "never")


def people(town: Town, password_hash: str) -> Iterator[Row]:
    chance = dice("profiles")
    for person in town.people:
        yield row(
            "person",
            id=person.id,
            email=person.email,
            password_hash=password_hash,
            created_at=town.at(person.born),
            deleted_at=town.at(person.until) if person.state == "deleted" else None,
            suspended_at=town.at(person.until) if person.state == "suspended" else None,
            display_name=person.name,
            slug=person.slug,
            disciplines=person.disciplines,
            city=person.place.written,
            country=person.place.country,
            latitude=person.place.latitude,
            longitude=person.place.longitude,
            account=person.account,
            profile_hidden=person.state == "hidden",
            picture=f"{chance.getrandbits(128):032x}.jpg" if chance.random() < 0.8 else None,
            **_membership(chance, town, person),
            **_contact(chance, person.slug),
            **_offer(chance, town, person),
            **_choices(chance),
        )


def _membership(chance: Random, town: Town, person: Person) -> dict[str, Value]:
    """Nobody pays here, but imported memberships have dates; half of the people have changed theirs once."""
    changed = chance.random() < 0.5
    return {
        "renews_at": town.now + timedelta(days=chance.randrange(1, 365)) if person.account != "free" else None,
        "previous_account": chance.choice(("free", "starter", "pro")) if changed else None,
        "membership_changed_at": town.at(int(person.born * chance.random())) if changed else None,
        "referred": chance.random() < 0.05,
    }


def _contact(chance: Random, slug: str) -> dict[str, Value]:
    """Numbers are of Ofcom's range for drama, addresses of the domain for examples."""
    social = chance.random() < 0.35
    return {
        "phone": f"01632 960 {chance.randrange(1000):03d}" if chance.random() < 0.7 else None,
        "hide_phone": chance.random() < 0.3,
        "website": f"https://{slug}.example.com" if chance.random() < 0.5 else None,
        "facebook": f"https://www.facebook.com/example-{slug}" if social else None,
        "twitter": f"https://twitter.com/example_{slug}" if social else None,
        "instagram": f"https://www.instagram.com/example.{slug}/" if social else None,
        "youtube": f"https://www.youtube.com/user/example-{slug}" if social and chance.random() < 0.4 else None,
        "pinterest": f"https://www.pinterest.com/example-{slug}" if social and chance.random() < 0.3 else None,
        "twitter_followers": few(chance, 900) if social else None,
        "facebook_likes": few(chance, 400) if social else None,
        "youtube_subscribers": few(chance, 200) if social else None,
        "instagram_count": few(chance, 2500) if social else None,
    }


def _offer(chance: Random, town: Town, person: Person) -> dict[str, Value]:
    if person.craft is None:
        bio = chance.choice(BIO_HIRER).format(city=person.place.city) if chance.random() < 0.7 else None
        return {"bio": bio, "profile_complete": bio is not None}
    craft = person.craft
    subject = chance.choice(craft.subjects)
    first = chance.choice(BIO_FIRST).format(
        craft=craft.worker.lower(),
        Craft=craft.worker,
        a_craft=craft.a_worker.lower(),
        city=person.place.city,
        subject=subject.lower(),
        Subject=subject,
        year=town.today.year - chance.randrange(2, 25),
    )
    skills = list(dict.fromkeys(craft.skills + (person.second.skills if person.second else ())))
    day = craft.day + 10 * chance.randrange(-12, 40)
    mentors = chance.random() < 0.1
    sentences = [first, *chance.sample(BIO_MORE, chance.randrange(4))]
    return {
        "subdisciplines": [chance.choice(craft.subs)] if craft.subs and chance.random() < 0.5 else [],
        "tags": ",".join(chance.sample(skills, min(len(skills), chance.randrange(2, 6)))),
        "bio": (" " if chance.random() < 0.8 else "\r\n\r\n").join(sentences),
        "rate_hourly": f"{day // 8}.00" if chance.random() < 0.6 else None,
        "rate_day": f"{day}.00" if chance.random() < 0.8 or person is FREELANCER else None,
        "is_mentor": mentors,
        "mentor": mentors and chance.random() < 0.5,
        "mentor_rate": f"{chance.randrange(20, 90)}.50" if mentors else None,
        "mentor_url": "/register" if mentors else None,
        "badge": chance.random() < 0.15,
        "testing": chance.random() < 0.2,
    }


def _choices(chance: Random) -> dict[str, Value]:
    pace = chance.choices(PACES, (70, 10, 15, 5))[0]
    return {
        "notifications": pace,
        "system_notifications": pace,
        "applicant_notifications": pace if chance.random() < 0.8 else "instant",
        "push_job_alerts": chance.random() < 0.8,
        "push_inmail": chance.random() < 0.9,
    }


def last_seen(town: Town, lately: datetime) -> Iterator[Row]:
    """(person, moment) of those who ever came back; one in fifteen is here at this moment, `lately`."""
    chance = dice("last seen")
    for person in town.people:
        if person.until < 0:
            yield person.id, town.at(person.until)
        elif person is FREELANCER or chance.random() < 0.07:
            yield person.id, lately - timedelta(seconds=chance.randrange(600))
        elif chance.random() < 0.9:
            yield person.id, town.at(int(person.born * chance.random() ** 4) - 1200)


def follows(town: Town) -> Iterator[Row]:
    chance = dice("follows")
    for person in town.people:
        if person.craft:
            tries = 12 if person is FREELANCER else few(chance, 2.4)
            for fan, second in town.some(chance, tries, person.born, but=person.id):
                yield fan.id, person.id, town.at(second)


def blocks(town: Town) -> Iterator[Row]:
    chance = dice("blocks")
    for person in town.people:
        if person.until == 0 and chance.random() < 0.04:
            for other, second in town.some(chance, chance.choice((1, 1, 2)), person.born, but=person.id):
                yield person.id, other.id, town.at(second)


def views(town: Town) -> Iterator[Row]:
    """A visitor counts once a day, and some come again on another."""
    chance = dice("profile views")
    for person in town.people:
        tries = 40 if person is FREELANCER else few(chance, 2.5)
        for visitor, second in town.some(chance, tries, person.born, but=person.id):
            yield person.id, visitor.id, town.day(second)
            again = second + DAY * chance.randrange(1, 30)
            if again < visitor.until and chance.random() < 0.25:
                yield person.id, visitor.id, town.day(again)


def devices(town: Town) -> Iterator[Row]:
    chance = dice("devices")
    for person in town.people:
        if person.until == 0 and chance.random() < 0.3:
            first = int(person.born * chance.random())
            player = UUID(int=chance.getrandbits(128), version=4)
            yield str(player), person.id, town.at(first), town.at(int(first * chance.random()))
