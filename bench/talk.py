"""Conversations for a town: of two people each, with ten messages; and some hundred of the caller's."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg import Connection

Tell = Callable[[str], None]
MESSAGES = 10  # of a conversation
AT_ONCE = 5_000  # conversations whose messages are written in one statement
WRITERS = 2

# Who speaks, and what the demo's people have said; both numbered from 0.
SPEAKERS = """
    CREATE UNLOGGED TABLE bench_speaker AS
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM person
    WHERE deleted_at IS NULL AND suspended_at IS NULL;
    CREATE UNIQUE INDEX ON bench_speaker (place);
    CREATE UNLOGGED TABLE bench_said AS
    SELECT message, row_number() OVER (ORDER BY id) - 1 AS place,
        array_to_tsvector(array(SELECT 'w' || word FROM folded_words(message) word)) AS words
    FROM thread_item;
    CREATE UNIQUE INDEX ON bench_said (place);
    CREATE UNLOGGED TABLE bench_meeting AS
    SELECT n, first.id AS first, second.id AS second, timestamptz '2024-01-01' + n * interval '5 minutes' AS began
    FROM generate_series(1, %(threads)s) n
    JOIN bench_speaker first ON first.place = n %% %(speakers)s
    JOIN bench_speaker second ON second.place = (n * 7919::bigint + 1 + n / %(speakers)s) %% %(speakers)s
    WHERE first.id <> second.id;
    CREATE UNIQUE INDEX ON bench_meeting (n);
    ANALYZE bench_speaker; ANALYZE bench_said; ANALYZE bench_meeting"""

LAST = f"began + {MESSAGES} * interval '1 hour'"
THREADS = f"""
    INSERT INTO thread (id, creator_id, created_at, last_at, last_item)
    SELECT %(thread)s + n, first, began, {LAST}, %(item)s + n * {MESSAGES} + {MESSAGES} FROM bench_meeting ORDER BY n"""
VERSIONS = "INSERT INTO thread_version (id) SELECT %(thread)s + n FROM bench_meeting ORDER BY n"
MEMBERS = f"""
    INSERT INTO thread_member (thread_id, person_id, read, last_at)
    SELECT %(thread)s + n, person, person = second OR n %% 4 <> 0, {LAST}
    FROM bench_meeting, unnest(ARRAY[first, second]) person ORDER BY n"""
EACH = f"""
    FROM bench_meeting CROSS JOIN generate_series(1, {MESSAGES}) k
    JOIN bench_said said ON said.place = (n * 31 + k * 7) %% %(texts)s
    WHERE n >= %(from)s AND n < %(end)s ORDER BY n, k"""
ITEMS = f"""
    INSERT INTO thread_item (id, thread_id, author_id, message, created_at)
    SELECT %(item)s + n * {MESSAGES} + k, %(thread)s + n, CASE WHEN k %% 2 = 1 THEN first ELSE second END, message,
        began + k * interval '1 hour' {EACH}"""
# What thread_words would say of each: a text is taken apart once, however often it was said.
WORDS = f"""
    INSERT INTO thread_search (id, words)
    SELECT %(item)s + n * {MESSAGES} + k, words || array_to_tsvector(ARRAY['p' || first, 'p' || second]) {EACH}"""

NO_MORE = "DROP TABLE bench_speaker, bench_said, bench_meeting"

# With their triggers, for there are few.
CALLERS = """
    WITH begun AS (
        INSERT INTO thread (creator_id, created_at)
        SELECT %(me)s, now() FROM generate_series(1, %(many)s) RETURNING id
    ), numbered AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM begun
    ), met AS (
        SELECT id, (%(others)s::bigint[])[1 + place %% cardinality(%(others)s::bigint[])] AS other FROM numbered
    ), joined AS (
        INSERT INTO thread_member (thread_id, person_id, read)
        SELECT id, person, id %% 10 <> 0 FROM met, unnest(ARRAY[%(me)s::bigint, other]) person
    )
    SELECT id, other FROM met"""
CALLERS_ITEMS = f"""
    INSERT INTO thread_item (thread_id, author_id, message)
    SELECT thread, CASE WHEN k %% 2 = 1 THEN %(me)s ELSE other END, 'Message ' || k || ' of some twenty letters'
    FROM unnest(%(threads)s::bigint[], %(people)s::bigint[]) met (thread, other), generate_series(1, {MESSAGES}) k"""


def fill(connection: Connection, dsn: str, threads: int, tell: Tell) -> None:
    """So many conversations, without triggers and with what these would have kept."""
    speakers, texts, thread, item = _one(
        connection,
        """SELECT (SELECT count(*) FROM person WHERE deleted_at IS NULL AND suspended_at IS NULL),
        (SELECT count(*) FROM thread_item), (SELECT max(id) FROM thread), (SELECT max(id) FROM thread_item)""",
    )
    values = {"threads": threads, "speakers": speakers, "texts": texts, "thread": thread, "item": item}
    for statement in SPEAKERS.split(";"):
        connection.execute(psycopg.ClientCursor(connection).mogrify(statement, values))
    tell("conversations")
    for statement in (THREADS, VERSIONS, MEMBERS):
        connection.execute(statement, values)
    _write_items(dsn, threads, values, tell)
    connection.execute(NO_MORE)
    for table in ("thread", "thread_item"):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _one(connection: Connection, statement: str) -> tuple[int, ...]:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return tuple(map(int, row))


def _write_items(dsn: str, threads: int, values: dict[str, int], tell: Tell) -> None:
    """What was said in all of them, by several writers at once."""

    def write(start: int) -> int:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in (ITEMS, WORDS):
                connection.execute(statement, values | {"from": start, "end": start + AT_ONCE})
        return start

    with ThreadPoolExecutor(WRITERS) as writers:
        for done in writers.map(write, range(1, threads + 1, AT_ONCE)):
            tell(f"messages of conversations: {done - 1:,} of {threads:,}")


def of_caller(connection: Connection, me: int, others: tuple[int, ...], many: int) -> tuple[int, ...]:
    """So many conversations of the caller's, made where there are fewer."""
    mine = "SELECT array_agg(thread_id ORDER BY thread_id DESC) FROM thread_member WHERE person_id = %s AND shown"
    found = connection.execute(mine, [me]).fetchone()
    if not found or len(found[0] or ()) < many:
        rows = connection.execute(CALLERS, {"me": me, "others": list(others), "many": many}).fetchall()
        ids, people = [row[0] for row in rows], [row[1] for row in rows]
        connection.execute(CALLERS_ITEMS, {"me": me, "threads": ids, "people": people})
        found = connection.execute(mine, [me]).fetchone()
    assert found is not None
    return tuple(found[0][:many])
