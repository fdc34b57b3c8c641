"""A few hundred people as varied as searches are, for the model and for the database alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg

from features.search.model import Asked, Someone, World

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ONLINE = timedelta(minutes=15)
NAMES = ["Zoë", "Zoe", "O'Brien", "O’Brien", "Łukasz", "Ødegård", "Strauß", "Anna", "Ann", "Annabel", "Émile", "Mia"]
DISCIPLINES = [
    ("Photographer", "TOG", "Shooter"),
    ("Makeup Artist", "MUA", "Make-up Artist"),
    ("Model", "", None),
    ("Hair", "Hairdresser", "Shooter"),  # the newer one has the alias that two share
    ("Retoucher", "Model", ""),  # a name wins over an alias
]
HELD = ["Photographer", "photographer", "TOG", "Makeup Artist", "Model", "Hair", "Shooter", "Retoucher", "Baker's Boy"]
HIRING = ["I'M HIRING", "I’M HIRING", "i'm hiring"]
VOCABULARY = ["wedding", "Weddings", "light", "lightroom", "Köln", "koln", "model", "ann", "photo", "zoë", "make-up"]
CORNERS = [(90, 0), (-90, 77), (89.9, -170), (-89.8, 20), (12, 180), (12, -180), (12.2, 179.9), (-30, -179.95)]
PLACES = [*CORNERS, (53.96, -1.08), (53.8, -1.55), (0, 0), (0.3, -0.2)]
SENT = [*HELD, *HIRING, "mua", "make-up artist", "BAKER’S BOY", "nobody", "tog"]
TEXTS = ["wedding", "wed", "zoe", "ZOË ann", "obrien", "o'br", "koln light", "photo ann", "tog", "shooter w", "make-up"]
TEXTS += [
    "annabel model nowhere",
    "strauss",
    "a",
    "m w",
    "lukasz wedd",
    "odegard, light!",
    "hairdresser",
    "mia mia",
    "bak",
]
FILTERS = ("disciplines", "text", "influence", "testing", "mentor", "online_since", "near")


def around(chance: Random) -> tuple[float, float]:
    latitude, longitude = chance.choice(PLACES)
    latitude = max(-90.0, min(90.0, latitude + chance.choice((0, chance.gauss(0, 0.5)))))
    longitude = (longitude + chance.choice((0, chance.gauss(0, 0.7))) + 180) % 360 - 180
    return round(latitude, 5), round(chance.choice((longitude, 180.0)) if abs(longitude) == 180 else longitude, 5)


def somebody(chance: Random, number: int) -> Someone:
    disciplines = chance.sample(HELD, chance.randrange(4))
    if chance.random() < 0.15:
        disciplines.insert(0, chance.choice(HIRING))
    return Someone(
        id=number,
        name=" ".join(chance.sample(NAMES, chance.randrange(1, 3))),
        disciplines=disciplines,
        subdisciplines=chance.sample(VOCABULARY, chance.randrange(3)),
        tags=chance.choice((None, ", ".join(chance.sample(VOCABULARY, 2)))),
        bio=chance.choice((None, " ".join(chance.choices(VOCABULARY, k=6)) + ".")),
        place=None if chance.random() < 0.2 else around(chance),
        testing=chance.random() < 0.4,
        mentor=chance.random() < 0.3,
        hidden=chance.random() < 0.05,
        suspended=chance.random() < 0.05,
        deleted=chance.random() < 0.05,
        rating=chance.choice((0, 0, 1, 2, 5, 40)),
        influence=chance.choice((0, 0, 7, 900)),
        seen=chance.choice((None, NOW - chance.choice((0, 1, 15, 16, 900)) * timedelta(minutes=1))),
    )


def question(chance: Random, filters: tuple[str, ...]) -> Asked:
    """One that uses just these filters."""
    values = {
        "disciplines": chance.sample(SENT, chance.choice((1, 1, 2, 3))),
        "text": chance.choice(TEXTS),
        "influence": True,
        "testing": True,
        "mentor": True,
        "online_since": NOW - ONLINE,
        "near": (*around(chance), chance.choice((0.01, 5, 40, 40, 300, 3000, 9000, 12_430, 20_000)) + 0.00123),
    }
    return Asked(**{name: values[name] for name in filters})


SAVE = """
    INSERT INTO person (id, email, display_name, slug, disciplines, subdisciplines, tags, bio, latitude, longitude,
        testing, is_mentor, profile_hidden, suspended_at, deleted_at, twitter_followers)
    VALUES (%(id)s, %(id)s || '@example.com', %(name)s, 's' || %(id)s, %(disciplines)s, %(subdisciplines)s, %(tags)s,
        %(bio)s, %(latitude)s, %(longitude)s, %(testing)s, %(mentor)s, %(hidden)s, %(suspended)s, %(deleted)s,
        %(influence)s)
    ON CONFLICT (id) DO UPDATE SET (display_name, disciplines, subdisciplines, tags, bio, latitude, longitude, testing,
        is_mentor, profile_hidden, suspended_at, deleted_at, twitter_followers) = (excluded.display_name,
        excluded.disciplines, excluded.subdisciplines, excluded.tags, excluded.bio, excluded.latitude,
        excluded.longitude, excluded.testing, excluded.is_mentor, excluded.profile_hidden, excluded.suspended_at,
        excluded.deleted_at, excluded.twitter_followers)"""


def save(connection: psycopg.Connection, one: Someone) -> None:
    latitude, longitude = one.place or (None, None)
    moments = {"suspended": NOW if one.suspended else None, "deleted": NOW if one.deleted else None}
    connection.execute(SAVE, vars(one) | moments | {"latitude": latitude, "longitude": longitude})
    connection.execute("UPDATE person_counter SET likes = %s WHERE person_id = %s", [one.rating, one.id])
    connection.execute("UPDATE person_seen SET last_seen_at = %s WHERE person_id = %s", [one.seen, one.id])


def build(connection: psycopg.Connection, chance: Random, people: int) -> World:
    """A town in an empty database, in which much has changed since people came."""
    connection.execute("DELETE FROM discipline")
    for name, *aliases in [*DISCIPLINES[:3], ("Hair", "", ""), ("Retouch", "", "")]:
        connection.execute("INSERT INTO discipline (name, alias1, alias2) VALUES (%s, %s, %s)", [name, *aliases])
    for number in range(1, people + 1):
        save(connection, somebody(chance, number))
    connection.execute("UPDATE discipline SET alias1 = 'Hairdresser', alias2 = 'Shooter' WHERE name = 'Hair'")
    connection.execute("UPDATE discipline SET name = 'Retoucher', alias1 = 'Model' WHERE name = 'Retouch'")
    everybody = [somebody(chance, number) for number in range(1, people + 1)]
    for one in chance.sample(everybody, people):
        save(connection, one)
    blocks = {(chance.randrange(1, 9), chance.randrange(9, people)) for _ in range(40)}
    blocks |= {(other, one) for one, other in list(blocks)[:10]} | {(people, 1), (people - 1, 2)}
    for pair in blocks:
        connection.execute("INSERT INTO block (blocker_id, blocked_id) VALUES (%s, %s)", pair)
    return World(everybody, DISCIPLINES, blocks)


def kinds_of_questions() -> Iterator[tuple[str, ...]]:
    """No filter, every one alone, every pair."""
    yield ()
    for number, one in enumerate(FILTERS):
        yield (one,)
        yield from ((one, other) for other in FILTERS[number + 1 :])
