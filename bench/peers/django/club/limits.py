"""Tries, counted in the database exactly and for all processes: one too many is answered 429."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from rest_framework.exceptions import Throttled

NEW = timedelta(days=7)

# The ORM's upsert can't add to what is there. All count in the order that is given, so that none waits in a circle.
COUNT = """
    INSERT INTO rate_counter AS counter (rule, subject, window_start, hits) VALUES {}
    ON CONFLICT (rule, subject, window_start) DO UPDATE SET hits = counter.hits + excluded.hits
    RETURNING rule, hits"""


def count_tries(now, *tries):
    """Each is a rule, who tries, and how many tries in how many seconds; outside of the transaction of a change."""
    second, values = int(now.timestamp()), []
    for rule, subject, (_, seconds) in tries:
        window = datetime.fromtimestamp(second - second % seconds, UTC)
        values += (rule, hashlib.sha256(subject.encode()).hexdigest(), window)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(", ".join(["(%s, %s, %s, 1)"] * len(tries))), values)
        counted = dict(cursor.fetchall())
    waits = [seconds - second % seconds for rule, _, (most, seconds) in tries if counted[rule] > most]
    if waits:
        raise Throttled(max(waits))


def count_log_in(now, email, client):
    address = email.lower()
    count_tries(
        now,
        ("login", f"{address} {client}", settings.LIMITS["LOGIN"]),
        ("login account", address, settings.LIMITS["LOGIN_ACCOUNT"]),
        ("login address", client, settings.LIMITS["LOGIN_ADDRESS"]),
    )


def count_message(now, sender):
    """Less is let through while the account is new."""
    limit = settings.LIMITS["NEWCOMER_MESSAGE" if now - sender.created_at < NEW else "MESSAGE"]
    count_tries(now, ("message", f"person {sender.id}", limit))
