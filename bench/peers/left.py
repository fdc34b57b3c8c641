"""What calls leave in the database, told and taken away again, so that the next finds what was there before."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
SHORTEST_WINDOW, A_MOMENT = 300, 10  # seconds
GREATEST = ("thread_item", "notification", "procrastinate_jobs", "event")

ITS_HOLDING = 3  # the place of `withheld` in an item

# By what it is: what is there that wasn't before. Moments are told by how they stand to one another.
NEW = {
    "items": """
        SELECT i.thread_id, i.author_id, i.message, i.withheld, i.html, t.last_item = i.id, t.last_at = i.created_at,
            (SELECT count(*) FROM thread_search s WHERE s.id = i.id),
            (SELECT array_agg(e.person_id ORDER BY e.person_id) FROM event e
             WHERE e.kind = 'message' AND (e.payload ->> 'item')::bigint = i.id)
        FROM thread_item i JOIN thread t ON t.id = i.thread_id WHERE i.id > %(thread_item)s ORDER BY i.id""",
    "members": """
        SELECT m.thread_id, m.person_id, m.read, m.shown, m.withheld, m.deleted_at IS NULL, m.last_at = t.last_at
        FROM thread_member m JOIN thread t ON t.id = m.thread_id WHERE m.thread_id = ANY(%(threads)s) ORDER BY 1, 2""",
    "told": """
        SELECT n.person_id, n.actor_id, n.kind, n.module, n.picture_id, n.job_id, n.target_id,
            n.window_start = n.created_at, n.link, n.message, n.seen_at, n.no_email, n.listed, n.modified_at,
            (SELECT count(*) FROM thread_item i WHERE i.thread_id = n.target_id AND i.created_at = n.created_at),
            m.person_id, m.topic, m.happened_at = n.created_at, m.due_at = n.created_at, m.mailing_id,
            p.created_at = n.created_at, p.due_at - n.created_at, p.tries, p.ended_at, p.outcome
        FROM notification n LEFT JOIN mail_item m ON m.notification_id = n.id
            LEFT JOIN push p ON p.notification_id = n.id
        WHERE n.id > %(notification)s ORDER BY n.person_id, n.id""",
    "tasks": """
        SELECT queue_name, task_name, priority, lock, queueing_lock, args, status, scheduled_at, attempts
        FROM procrastinate_jobs WHERE id > %(procrastinate_jobs)s ORDER BY id""",
    "events": "SELECT person_id, kind, position > 0 FROM event WHERE id > %(event)s ORDER BY 1, 2",
    "tries": """
        SELECT rule, subject, window_start, hits FROM rate_counter WHERE rule <> 'requests' ORDER BY 1, 2, 3""",
}
UNDO = """
    DELETE FROM thread_item WHERE id > %(thread_item)s;
    DELETE FROM notification WHERE id > %(notification)s;
    DELETE FROM procrastinate_jobs WHERE id > %(procrastinate_jobs)s;
    DELETE FROM event WHERE id > %(event)s;
    DELETE FROM rate_counter WHERE rule <> 'requests'"""
LAST, LAST_AS_BEFORE = (
    "SELECT last_at, id FROM thread WHERE id = ANY(%s)",
    "UPDATE thread SET last_at = %s WHERE id = %s",
)
MEMBERS = "SELECT read, deleted_at, last_at, thread_id, person_id FROM thread_member WHERE thread_id = ANY(%s)"
AS_BEFORE = "UPDATE thread_member SET read = %s, deleted_at = %s, last_at = %s WHERE thread_id = %s AND person_id = %s"


@dataclass(frozen=True)
class Left:
    """What is new since a moment, in these conversations and elsewhere."""

    connection: Connection
    since: dict[str, Any]

    def told(self) -> dict[str, Any]:
        found = {name: self.connection.execute(query, self.since).fetchall() for name, query in NEW.items()}
        return {name: [list(row) for row in rows] for name, rows in found.items()}

    def do(self, statement: str) -> None:
        """Changes what is there before the next call; it may name %(thread_item)s and the others."""
        psycopg.ClientCursor(self.connection).execute(statement, self.since)


@contextmanager
def undone(connection: Connection, threads: Sequence[int] = ()) -> Iterator[Left]:
    """What is written inside, by whomever, is away afterwards. Nobody's tries are counted before it."""
    since: dict[str, Any] = {"threads": list(threads)}
    for table in GREATEST:
        row = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        assert row is not None
        since[table] = row[0]
    last, members = (connection.execute(query, [since["threads"]]).fetchall() for query in (LAST, MEMBERS))
    left = Left(connection, since)
    connection.execute("DELETE FROM rate_counter WHERE rule <> 'requests'")
    try:
        yield left
    finally:
        left.do(UNDO)
        connection.cursor().executemany(LAST_AS_BEFORE, last)
        connection.cursor().executemany(AS_BEFORE, members)


def wait_for_a_whole_window() -> None:
    """Windows begin at multiples of five minutes: what is compared has to be in the same one."""
    rest = SHORTEST_WINDOW - time.time() % SHORTEST_WINDOW
    if rest < A_MOMENT:
        time.sleep(rest)
