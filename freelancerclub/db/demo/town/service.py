"""What the town leaves with the service: companies, keys, traffic, reports, addresses that bounce."""

from collections.abc import Iterator
from datetime import timedelta

from freelancerclub.db.demo.tables import Row, row
from freelancerclub.db.demo.town.pictures import FIRST_COMMENT
from freelancerclub.db.demo.town.plan import CLIENT, DAY, FREELANCER, Town, dice
from freelancerclub.db.demo.town.talk import FIRST_ITEM
from freelancerclub.db.demo.town.words import COMPANY_KINDS, DECIDED, REPORT_REASONS
from freelancerclub.kit.slugs import slug_of

FIRST_COMPANY, FIRST_KEY, FIRST_USAGE, FIRST_REPORT = 101, 101, 101, 101
MODERATOR = 1  # Mia Norton, of the examples
CERTAIN = 40  # so many comments and messages has even the smallest town


def companies(town: Town) -> Iterator[Row]:
    chance = dice("companies")
    owners = [person for person in town.people if person.hiring]
    for number in range(max(8, len(town.people) // 20)):
        owner = chance.choice(owners)
        kind, category, tagline = chance.choice(COMPANY_KINDS)
        name = f"{owner.family} {kind}" if chance.random() < 0.7 else f"{owner.place.city} {kind}"
        slug = f"{slug_of(name)}{FIRST_COMPANY + number}"
        born = int(owner.born * chance.random())
        coupon = chance.random() < 0.5
        featured = chance.random() < 0.2
        yield row(
            "company",
            id=FIRST_COMPANY + number,
            owner_id=owner.id,
            name=name,
            description=f"{tagline}. Ask for us in {owner.place.city}.",
            category=category,
            website=f"https://{slug}.example.com",
            affiliate=chance.random() < 0.3,
            coupon=coupon,
            exclusive=chance.random() < 0.2,
            coupon_code=f"CLUB{chance.randrange(1000, 9999)}" if coupon else None,
            coupon_description=f"{chance.choice((5, 10, 15))}% off for members" if coupon else None,
            coupon_url=f"https://{slug}.example.com/club" if coupon else None,
            coupon_expires_at=town.now + timedelta(days=chance.randrange(-60, 300)) if coupon else None,
            created_at=town.at(born),
            modified_at=town.at(born // 2) if chance.random() < 0.5 else None,
            deleted_at=town.at(born // 3) if chance.random() < 0.04 else None,
            featured=featured,
            feature_expires_at=town.now + timedelta(days=chance.randrange(-30, 60)) if featured else None,
            slug=slug,
            city=owner.place.written,
            country=owner.place.country,
            latitude=owner.place.latitude,
            longitude=owner.place.longitude,
            tagline=tagline,
            logo=f"{chance.getrandbits(128):032x}.png" if chance.random() < 0.7 else None,
            cover=f"{chance.getrandbits(128):032x}.jpg" if chance.random() < 0.4 else None,
            authorised=chance.random() < 0.92,
        )


def api_keys(town: Town) -> Iterator[Row]:
    """Hashes of nothing: no key exists that opens one of them."""
    chance = dice("keys")
    number = FIRST_KEY
    for person in town.people:
        if person.until == 0 and (person is FREELANCER or chance.random() < 0.06):
            born = int(person.born * chance.random())
            used = town.at(born // 2) if chance.random() < 0.8 else None
            revoked = town.at(born // 3) if chance.random() < 0.2 else None
            label = chance.choice(("laptop", "website", "backup script", ""))
            yield number, person.id, label, chance.randbytes(32), town.at(born), used, revoked
            number += 1


def usage(town: Town) -> Iterator[Row]:
    chance = dice("usage")
    number = FIRST_USAGE
    for person in town.people:
        if person.until < 0 or not (person in (FREELANCER, CLIENT) or chance.random() < 0.25):
            continue
        oldest = min(-person.born // DAY, 60)
        days = sorted(chance.sample(range(oldest + 1), min(oldest + 1, chance.randrange(1, 12))), reverse=True)
        for place, age in enumerate(days):
            sent, received = chance.randrange(300, 900_000), chance.randrange(2_000, 20_000_000)
            yield number, person.id, town.day(-age * DAY), sent, received, place == 0
            number += 1


def reports(town: Town) -> Iterator[Row]:
    chance = dice("reports")
    known: set[tuple[str, int, int]] = set()
    number = FIRST_REPORT
    for _ in range(max(8, len(town.people) // 40)):
        kind, target = chance.choice(
            (
                ("person", chance.choice(town.people).id),
                ("picture", chance.choice(town.pictures).id),
                ("comment", FIRST_COMMENT + chance.randrange(CERTAIN)),
                ("job", chance.choice(town.jobs).id),
                ("message", FIRST_ITEM + chance.randrange(CERTAIN)),
            )
        )
        reporter = chance.choice(town.people)
        if (kind, target, reporter.id) in known or (kind, target) == ("person", reporter.id):
            continue
        known.add((kind, target, reporter.id))
        oldest = max(reporter.born, reporter.until - 90 * DAY)
        second = oldest + int((reporter.until - oldest) * chance.random())
        closed = chance.random() < 0.5
        outcome = (town.at(second // 2), MODERATOR, chance.choice(DECIDED)) if closed else (None, None, None)
        reason = chance.choice(REPORT_REASONS if kind == "picture" else REPORT_REASONS[1:])
        yield number, reporter.id, kind, target, reason, town.at(second), *outcome, False
        number += 1


def mail_stops(town: Town) -> Iterator[Row]:
    chance = dice("mail")
    for person in town.people:
        if person not in (FREELANCER, CLIENT) and chance.random() < 0.02:
            reason = chance.choice(("bounce", "bounce", "unsubscribed", "complaint"))
            detail = "550 5.1.1 unknown user" if reason == "bounce" else ""
            yield person.email, reason, detail, town.at(person.born // 2)
