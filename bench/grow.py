"""Makes a demo town large: everybody gets three pictures, and people who can be found are copied until it is full.

A copy is a person of its own, with the given name, the pictures and portfolios of one, the family name and the town of
another, at a place near by, and with more or fewer likes, so that neither names nor places nor ratings come in clumps.
Beside them stand as many conversations as are wanted.
The numbers of copies have no rows behind them (no likes, no reviews), as nothing that is measured reads those.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from bench import talk
from bench.indexes import without_indexes

Tell = Callable[[str], None]
PICTURES = 3
SEARCHED_AT_ONCE = 10_000  # people whose search rows are written in one statement
WRITERS = 2

GROWN = (
    "person",
    "person_version",
    "person_counter",
    "person_seen",
    "person_search",
    "person_rank",
    "picture",
    "picture_version",
    "picture_counter",
    "portfolio",
    "portfolio_picture",
    "gallery",
    "thread",
    "thread_member",
    "thread_item",
    "thread_search",
)

# Of those who have more the pictures liked most stay, those who have fewer get some of other people's.
FEWER_PICTURES = f"""
    UPDATE picture SET deleted_at = now()
    FROM (
        SELECT id, row_number() OVER (PARTITION BY owner_id ORDER BY likes DESC, id) AS place
        FROM picture JOIN picture_counter ON picture_id = id WHERE authorised AND deleted_at IS NULL
    ) ranked
    WHERE ranked.id = picture.id AND place > {PICTURES}"""
MORE_PICTURES = f"""
    WITH known AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY id) - 1 AS place, picture.*
        FROM picture WHERE kind = 'image' AND authorised AND deleted_at IS NULL
    ), held AS (
        SELECT p.id, count(i.id) AS pictures
        FROM person p LEFT JOIN picture i ON i.owner_id = p.id AND i.authorised AND i.deleted_at IS NULL GROUP BY p.id
    )
    INSERT INTO picture (owner_id, title, description, public, file, created_at, authorised, decided_at, width, height,
        keywords, alt_text, city, country, latitude, longitude)
    SELECT held.id, title, description, public, left(md5(held.id || '/' || number), 32) || '.jpg', created_at, true,
        decided_at, width, height, keywords, alt_text, city, country, latitude, longitude
    FROM held CROSS JOIN LATERAL generate_series(pictures + 1, {PICTURES}) number
        JOIN known ON known.place = (held.id * 7 + number) %% (SELECT count(*) FROM known)
    ORDER BY held.id, number"""

# Who and what is copied, each numbered from 0: copy n of what has place p has the id base + (n - 1) * many + p + 1.
KIN = """
    CREATE TEMPORARY TABLE kin AS
    SELECT p.id, row_number() OVER (ORDER BY p.id) - 1 AS place,
        split_part(p.display_name, ' ', 1) AS given, substr(p.display_name, strpos(p.display_name, ' ') + 1) AS family
    FROM person p JOIN person_search s ON s.person_id = p.id WHERE s.words IS NOT NULL;
    CREATE UNIQUE INDEX ON kin (place);
    CREATE TEMPORARY TABLE kin_picture AS
    SELECT i.id, kin.place AS owner, row_number() OVER (ORDER BY kin.place, i.id) - 1 AS place
    FROM kin JOIN picture i ON i.owner_id = kin.id WHERE i.authorised AND i.deleted_at IS NULL;
    CREATE TEMPORARY TABLE kin_portfolio AS
    SELECT f.id, kin.place AS owner, row_number() OVER (ORDER BY kin.place, f.id) - 1 AS place
    FROM kin JOIN portfolio f ON f.owner_id = kin.id WHERE f.deleted_at IS NULL;
    ANALYZE kin; ANALYZE kin_picture; ANALYZE kin_portfolio"""

PERSON = "%(person)s + (%(copy)s - 1) * %(people)s + {}.{} + 1"
PICTURE = "%(picture)s + (%(copy)s - 1) * %(pictures)s + {}.place + 1"
PORTFOLIO = "%(portfolio)s + (%(copy)s - 1) * %(portfolios)s + {}.place + 1"
NEW_PERSON, OWNER = PERSON.format("kin", "place"), PERSON.format("kin", "owner")
# So many thousandths of a degree away at most, and never off the globe.
NEAR = """CASE WHEN lives.{0} IS NOT NULL THEN
    greatest(least(lives.{0} + ((kin.place * {1} + %(copy)s * {2}) %% (2 * {3} + 1) - {3}) / 1000.0, {4}), -{4}) END"""
OF_PEOPLE = "t JOIN kin ON kin.id = t.{} WHERE kin.place < %(most)s ORDER BY kin.place"
OF_PICTURES = "t JOIN kin_picture kin ON kin.id = t.{} WHERE kin.owner < %(most)s ORDER BY kin.place"

# By table: what stands after FROM, and the columns that a copy has of its own.
COPIES: dict[str, tuple[str, dict[str, str]]] = {
    "person": (
        """t JOIN kin ON kin.id = t.id
        JOIN kin other ON other.place = (kin.place * 7919 + %(copy)s * 104729) %% %(people)s
        JOIN person lives ON lives.id = other.id
        WHERE kin.place < %(most)s ORDER BY kin.place""",
        {
            "id": NEW_PERSON,
            "email": "'copy' || %(copy)s || '.' || t.email",
            "slug": "t.slug || '-' || %(copy)s",
            "display_name": "kin.given || ' ' || other.family",
            "city": "lives.city",
            "country": "lives.country",
            "latitude": NEAR.format("latitude", 37, 11, 200, 90),
            "longitude": NEAR.format("longitude", 53, 17, 300, 180),
        },
    ),
    "person_version": (OF_PEOPLE.format("id"), {"id": NEW_PERSON, "version": "nextval('fragment_version')"}),
    "person_counter": (
        OF_PEOPLE.format("person_id"),
        {"person_id": NEW_PERSON, "likes": "t.likes * (50 + (kin.place * 31 + %(copy)s * 17) %% 101) / 100"},
    ),
    "person_seen": (OF_PEOPLE.format("person_id"), {"person_id": NEW_PERSON}),
    "picture": (OF_PICTURES.format("id"), {"id": PICTURE.format("kin"), "owner_id": OWNER}),
    "picture_version": (
        OF_PICTURES.format("id"),
        {"id": PICTURE.format("kin"), "version": "nextval('fragment_version')"},
    ),
    "picture_counter": (OF_PICTURES.format("picture_id"), {"picture_id": PICTURE.format("kin")}),
    "gallery": (OF_PICTURES.format("id"), {"id": PICTURE.format("kin"), "owner_id": OWNER}),
    "portfolio": (
        "t JOIN kin_portfolio kin ON kin.id = t.id WHERE kin.owner < %(most)s ORDER BY kin.place",
        {"id": PORTFOLIO.format("kin"), "owner_id": OWNER},
    ),
    "portfolio_picture": (
        """t JOIN kin_portfolio kin ON kin.id = t.portfolio_id JOIN kin_picture shown ON shown.id = t.picture_id
        WHERE kin.owner < %(most)s AND shown.owner < %(most)s ORDER BY kin.place""",
        {"portfolio_id": PORTFOLIO.format("kin"), "picture_id": PICTURE.format("shown")},
    ),
}

COUNTS = "SELECT (SELECT count(*) FROM kin), (SELECT count(*) FROM kin_picture), (SELECT count(*) FROM kin_portfolio)"
LARGEST = "SELECT (SELECT max(id) FROM person), (SELECT max(id) FROM picture), (SELECT max(id) FROM portfolio)"
TOTALS = """
    DELETE FROM person_rank_change; DELETE FROM person_rank_total;
    INSERT INTO person_rank_total SELECT list, count(*) FROM person_rank GROUP BY list;
    DELETE FROM gallery_change; DELETE FROM gallery_total;
    INSERT INTO gallery_total (pictures) SELECT count(*) FROM gallery"""


def grow(dsn: str, people: int, threads: int, tell: Tell) -> None:
    """Until there are so many people and conversations, as a superuser and with nobody else there."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        tell("three pictures for everybody")
        connection.execute(FEWER_PICTURES)
        connection.execute(SQL(MORE_PICTURES.replace("%%", "%")))
        there = _number(connection, "SELECT count(*) FROM person")
        connection.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        with without_indexes(connection, GROWN, tell):
            if there < people:
                first = _number(connection, "SELECT max(id) + 1 FROM person")
                _copy(connection, people - there, tell)
                _write_searches(dsn, first, first + people - there, tell)
                connection.execute(TOTALS)
            talk.fill(connection, dsn, threads, tell)
        tell("statistics")
        connection.execute("VACUUM ANALYZE")


def _number(connection: Connection, statement: str) -> int:
    row = connection.execute(SQL(statement)).fetchone()
    assert row is not None
    return int(row[0])


def _copy(connection: Connection, wanted: int, tell: Tell) -> None:
    connection.execute(KIN)
    statements = [(table, _statement(connection, table)) for table in COPIES]
    counts, largest = connection.execute(COUNTS).fetchone(), connection.execute(LARGEST).fetchone()
    assert counts is not None and largest is not None
    many = dict(zip(("people", "pictures", "portfolios"), counts, strict=True))
    base = dict(zip(("person", "picture", "portfolio"), largest, strict=True))
    for copy in range(1, -(-wanted // counts[0]) + 1):
        done = (copy - 1) * counts[0]
        tell(f"copying people: {done:,} of {wanted:,}")
        for _, statement in statements:
            connection.execute(statement, {**many, **base, "copy": copy, "most": wanted - done})
    for table in base:
        name = Identifier(table)
        connection.execute(SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(table, name))


def _statement(connection: Connection, table: str) -> Composed:
    source, own = COPIES[table]
    columns = [
        name
        for (name,) in connection.execute(
            """SELECT column_name FROM information_schema.columns
        WHERE table_name = %s AND table_schema = current_schema() AND is_generated = 'NEVER'
        ORDER BY ordinal_position""",
            [table],
        )
    ]
    taken = SQL(", ").join(SQL(own[name]) if name in own else Identifier("t", name) for name in columns)
    return SQL("INSERT INTO {} ({}) SELECT {} FROM {} {}").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns)), taken, Identifier(table), SQL(source)
    )


def _write_searches(dsn: str, first: int, end: int, tell: Tell) -> None:
    """What copies are found by, written by the very function that keeps it up."""
    starts = range(first, end, SEARCHED_AT_ONCE)

    def write(start: int) -> int:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(
                "SELECT person_search_write(array(SELECT generate_series(%s::bigint, %s)))",
                [start, min(start + SEARCHED_AT_ONCE, end) - 1],
            )
        return start

    with ThreadPoolExecutor(WRITERS) as threads:
        for done in threads.map(write, starts):
            tell(f"words and places: {done - first:,} of {end - first:,}")
