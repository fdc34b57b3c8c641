"""The town's pictures and portfolios, and who likes, comments and looks at them."""

from collections.abc import Iterator
from itertools import groupby
from random import Random
from typing import NamedTuple

from freelancerclub.db.demo.tables import Row, Value, row
from freelancerclub.db.demo.town.plan import DAY, FREELANCER, Person, Picture, Town, dice, few
from freelancerclub.db.demo.town.words import COMMENTS, CRAFTS, KEYWORDS, PICTURE_TEXTS, PICTURE_TITLES

FIRST_COMMENT, FIRST_PORTFOLIO = 101, 101
SIZES = ((1200, 800), (800, 1200), (1600, 1067), (1080, 1080), (2400, 1350), (640, 960))
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PAGE = 2  # how much more the pictures of the freelancer for showing are liked, looked at and commented


class Comment(NamedTuple):
    id: int
    picture: Picture
    author: Person
    text: str
    second: int
    deleted: bool


def pictures(town: Town) -> Iterator[Row]:
    chance = dice("picture texts")
    for picture in town.pictures:
        craft, place = picture.owner.craft or CRAFTS[0], picture.owner.place
        subject = chance.choice(craft.subjects)
        title = chance.choice(PICTURE_TITLES).format(
            subject=subject, subject_small=subject.lower(), city=place.city, number=chance.randrange(2, 40)
        )
        located = chance.random() < 0.3
        decided = picture.state != "pending"
        end = picture.owner.until
        changed = int((end - picture.born) * chance.random()) if chance.random() < 0.3 else 0
        yield row(
            "picture",
            id=picture.id,
            owner_id=picture.owner.id,
            title=title,
            description=chance.choice(PICTURE_TEXTS).format(city=place.city),
            public=picture.state != "private",
            created_at=town.at(picture.born),
            modified_at=town.at(picture.born + changed) if changed else None,
            deleted_at=town.at((picture.born + end) // 2) if picture.state == "deleted" else None,
            authorised=decided and picture.state != "rejected",
            decided_at=town.at(picture.born) if decided else None,
            keywords=", ".join(chance.sample(KEYWORDS, chance.randrange(4))) or None,
            alt_text=f"{subject} in {place.city}" if chance.random() < 0.4 else None,
            tagged=_tagged(chance, town) if chance.random() < 0.08 else "",
            city=place.written if located else None,
            country=place.country if located else "",
            latitude=place.latitude if located else None,
            longitude=place.longitude if located else None,
            **_source(chance, town, picture),
        )


def _tagged(chance: Random, town: Town) -> str:
    people = chance.sample(town.people, chance.choice((1, 1, 2)))
    return "".join(f",{person.name}:{person.id}" for person in people)


def _source(chance: Random, town: Town, picture: Picture) -> dict[str, Value]:
    if not picture.video:
        width, height = chance.choice(SIZES)
        file = f"{chance.getrandbits(128):032x}.{chance.choice(('jpg', 'jpg', 'jpg', 'png'))}"
        return {"file": file, "width": width, "height": height}
    video = "".join(chance.choices(LETTERS, k=11))
    return {
        "kind": "video",
        "file": f"https://i.ytimg.com/vi/{video}/hqdefault.jpg",
        "video_source": "youtube",
        "video_id": video,
        "looked_up_at": town.at(picture.born),
        "width": 480,
        "height": 360,
    }


def _liked(picture: Picture, mean: float) -> float:
    """Others never see what waits for a decision or was turned down."""
    if picture.state in ("pending", "rejected"):
        return 0
    return mean * PAGE if picture.owner is FREELANCER else mean


def likes(town: Town) -> Iterator[Row]:
    chance = dice("likes")
    for picture in town.pictures:
        tries = few(chance, _liked(picture, 2.5))
        for fan, second in town.some(chance, tries, picture.born, but=picture.owner.id):
            yield picture.id, fan.id, town.at(second)


def views(town: Town) -> Iterator[Row]:
    chance = dice("picture views")
    for picture in town.pictures:
        tries = few(chance, _liked(picture, 1.3))
        for visitor, second in town.some(chance, tries, picture.born, but=picture.owner.id):
            yield picture.id, visitor.id, town.day(second)


def spoken(town: Town) -> Iterator[Comment]:
    """The comments; owners answer some of them."""
    chance = dice("comments")
    number = FIRST_COMMENT
    for picture in town.pictures:
        tries = few(chance, _liked(picture, 0.5))
        for author, second in town.some(chance, tries, picture.born, but=picture.owner.id):
            yield Comment(number, picture, author, chance.choice(COMMENTS), second, chance.random() < 0.04)
            number += 1
            answer = second + chance.randrange(60, 3 * DAY)
            if answer < picture.owner.until and chance.random() < 0.2:
                yield Comment(number, picture, picture.owner, f"Thank you, {author.given}!", answer, False)
                number += 1


def comments(town: Town) -> Iterator[Row]:
    for comment in spoken(town):
        yield (
            comment.id,
            comment.picture.id,
            comment.author.id,
            comment.text,
            town.at(comment.second),
            town.at(comment.second // 2) if comment.deleted else None,
        )


class Portfolio(NamedTuple):
    id: int
    owner: Person
    place: int
    title: str
    discipline: str
    born: int
    deleted: bool
    pictures: list[Picture]


def collections(town: Town) -> Iterator[Portfolio]:
    """Whoever shows two pictures or more may have portfolios, named after subjects of the craft."""
    chance = dice("portfolios")
    number = FIRST_PORTFOLIO
    for _, group in groupby(town.pictures, key=lambda picture: picture.owner.id):
        shown = [picture for picture in group if picture.state in ("shown", "private")]
        if len(shown) < 2 or shown[0].owner.craft is None:
            continue
        owner, craft = shown[0].owner, shown[0].owner.craft
        many = 2 if owner is FREELANCER else chance.choice((0, 1, 1, 1, 2, 3))
        for place, subject in enumerate(chance.sample(craft.subjects, min(many, len(craft.subjects))), start=1):
            chosen = chance.sample(shown, chance.randrange(1, len(shown) + 1))
            newest = max(picture.born for picture in chosen)
            deleted = owner is not FREELANCER and chance.random() < 0.05
            yield Portfolio(number, owner, place, subject, craft.name.lower(), newest, deleted, chosen)
            number += 1


def portfolios(town: Town) -> Iterator[Row]:
    for one in collections(town):
        changed = town.at(one.born + (one.owner.until - one.born) // 3)
        yield (
            one.id,
            one.owner.id,
            one.place,
            one.title,
            one.discipline,
            town.at(one.born),
            changed if one.id % 3 == 0 else None,
            changed if one.deleted else None,
        )


def portfolio_pictures(town: Town) -> Iterator[Row]:
    for one in collections(town):
        defaults = one.id % 4
        for position, picture in enumerate(one.pictures):
            yield one.id, picture.id, position, position + 1 if position < defaults else None
