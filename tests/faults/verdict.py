"""The verdict: the database, the postbox and the client's log compared, when all is quiet again."""

import hashlib
import time
from typing import Any

import psycopg

from faults.killing import HEALED, Kill
from faults.ledger import Ledger, Person
from faults.postbox import Postbox

QUIET = 60.0  # seconds until the queue is empty: taken over after 3, tried again after 3, 9, 27
BOOKS = 3.0  # seconds of metering that a kill may cost here; the promise is 10

PERSON = "SELECT lower(email), display_name, city, disciplines, tags, phone, bio FROM person"
HALF = """
    SELECT p.email FROM person p LEFT JOIN person_version v ON v.id = p.id
    LEFT JOIN person_counter k ON k.person_id = p.id LEFT JOIN person_seen s ON s.person_id = p.id
    WHERE v.id IS NULL OR k.person_id IS NULL OR s.person_id IS NULL"""
OPEN = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE '%.send%'"
DEAD = "SELECT id, task_name, attempts FROM procrastinate_jobs WHERE status NOT IN ('todo', 'doing', 'succeeded')"


def wait_until_quiet(database: psycopg.Connection) -> None:
    deadline = time.monotonic() + QUIET
    while database.execute(OPEN).fetchone() != (0,):
        assert time.monotonic() < deadline, database.execute("SELECT * FROM procrastinate_jobs").fetchall()
        time.sleep(0.1)


def judge_writes(database: psycopg.Connection, ledger: Ledger) -> list[str]:
    """What is lost, half written or there though nobody asked for it."""
    found = {row[0]: row for row in database.execute(PERSON)}
    wrong = [f"half written: {email}" for (email,) in database.execute(HALF)]
    wrong += [f"lost: {one.email}" for one in ledger.people if one.email not in found]
    known = {one.email: one for one in (*ledger.people, *ledger.unsure)}
    wrong += [f"nobody registered {email}" for email in found.keys() - known.keys()]
    for email in found.keys() & known.keys():
        wrong += _compare(known[email], found[email])
    return wrong + [f"dead: {row}" for row in database.execute(DEAD)]


def _compare(person: Person, row: tuple[Any, ...]) -> list[str]:
    _, name, city, disciplines, tags, phone, bio = row
    if (name, city, disciplines) != (person.name, person.city, [person.discipline]):
        return [f"{person.email}: other than registered: {row}"]
    if tags not in (person.mark, *person.maybe):
        return [f"{person.email}: {tags} instead of {person.mark} or {person.maybe}"]
    if phone != tags or (bio or tags) != tags:
        return [f"{person.email}: half a change: {tags}, {phone}, {bio}"]
    return []


def judge_log_ins(database: psycopg.Connection, ledger: Ledger) -> list[str]:
    """Every try at a password is still counted, exactly where the client knows how many there were."""
    rows = database.execute("SELECT subject, sum(hits) FROM rate_counter WHERE rule = 'login' GROUP BY 1")
    hits: dict[str, int] = {subject: int(count) for subject, count in rows}
    wrong = []
    for one in ledger.people:
        counted = hits.get(hashlib.sha256(f"{one.email} 127.0.0.1".encode()).hexdigest(), 0)
        if not one.logged_in <= counted <= one.logged_in + one.maybe_logged_in:
            wrong.append(f"{one.email}: {counted} log-ins counted, {one.logged_in} + {one.maybe_logged_in} made")
    return wrong


def judge_mails(postbox: Postbox, ledger: Ledger, kills: list[Kill]) -> tuple[list[str], int]:
    """What is wrong, and how many mails came twice, each under its one Message-ID."""
    messages: dict[str, list[int]] = {}
    for (recipient, _), times in postbox.arrived.items():
        messages.setdefault(recipient, []).append(times)
    wrong = []
    for one in ledger.people:
        found = len(messages.pop(one.email, []))
        if not 1 + one.forgot <= found <= 1 + one.forgot + one.maybe_forgot:
            wrong.append(f"{one.email}: {found} mails for 1 + {one.forgot} + {one.maybe_forgot} requests")
    for one in ledger.unsure:  # who may have been welcomed
        if len(messages.pop(one.email, [])) > 1:
            wrong.append(f"{one.email}: more than a welcome")
    wrong += [f"a mail to {recipient}, who forgot nothing" for recipient in messages]
    twice = sum(times - 1 for times in postbox.arrived.values())
    if twice > len(kills):
        wrong.append(f"{twice} mails came twice in {len(kills)} kills")
    return wrong, twice


def judge_usage(database: psycopg.Connection, ledger: Ledger, kills: list[Kill]) -> tuple[list[str], int]:
    """What is wrong, and how many bytes of metering are lost; a joining that was cut off may count twice."""
    row = database.execute("SELECT coalesce(sum(upload + download), 0) FROM usage_day").fetchone()
    assert row is not None
    made = sum(size for _, size in ledger.traffic)
    lost = made - int(row[0])
    may_cost = sum(ledger.bytes_between(kill.at - BOOKS, kill.at + 1) for kill in kills)
    wrong = []
    if lost > may_cost:
        wrong.append(f"{lost} bytes of usage are lost, {may_cost} went over the wire around the kills")
    if -lost > may_cost + ledger.unsure_traffic:
        wrong.append(f"{-lost} bytes too many are metered")
    return wrong, lost


def judge_healing(ledger: Ledger, kills: list[Kill]) -> list[str]:
    """Nobody is turned away later than ten seconds after a kill."""
    slow = [kill for kill in kills if kill.what != "parent" and kill.healed_after > HEALED]
    wrong = [f"{kill.what}: healed after {kill.healed_after:.1f} s" for kill in slow]
    times = [(kill.at - 0.1, kill.at + max(HEALED, kill.healed_after)) for kill in kills]
    for failure in ledger.failures:
        if not any(begin <= failure.ended and failure.began <= end for begin, end in times):
            wrong.append(f"{failure.what}: {failure.status} though nothing was killed")
    return wrong
