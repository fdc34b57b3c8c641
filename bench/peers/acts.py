"""Proves that a peer says and leaves what ours does where something is written: log-ins and replies."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.cases import form, request_for
from bench.equal import Differs, difference
from bench.peer import LIMITED
from bench.peers.left import ITS_HOLDING, Connection, Left, undone, wait_for_a_whole_window
from bench.processes import Server, ask
from freelancerclub.adapters.passwords import DOCUMENTED_SAMPLE

MOST = {"LOGIN": 9999, "LOGIN_ACCOUNT": 8888, "LOGIN_ADDRESS": 7777, "MESSAGE": 6666, "NEWCOMER_MESSAGE": 5555}  # tries
SECONDS = dict(zip(LIMITED, (300, 3600, 600, 300, 900), strict=True))
LIMITS = {name: f"{MOST[name]}/{SECONDS[name]}" for name in LIMITED}
HELD_FROM = 25  # strangers
Call = tuple[str, bytes]  # what is changed in the database before, and what is asked

# Who has never written to the person nor got anything from them, and isn't blocked.
STRANGERS = """
    SELECT array(SELECT o.id FROM person o WHERE o.id <> %(me)s AND o.deleted_at IS NULL AND o.suspended_at IS NULL
        AND o.id NOT IN (SELECT blocker_id + blocked_id - %(me)s FROM block WHERE %(me)s IN (blocker_id, blocked_id))
        AND NOT EXISTS (SELECT FROM thread_member m JOIN thread_member n USING (thread_id)
            WHERE (m.person_id, n.person_id) = (%(me)s, o.id)) ORDER BY o.id LIMIT %(most)s)"""

AWAY = "UPDATE thread_member SET read = false, deleted_at = now() WHERE thread_id = ANY(%(threads)s)"
READ = "UPDATE thread_member SET read = true WHERE thread_id = ANY(%(threads)s)"
LATELY = """
    UPDATE notification SET created_at = created_at - interval '4 minutes',
        window_start = window_start - interval '4 minutes' WHERE id > %(notification)s"""
LONG_AGO = """
    UPDATE notification SET created_at = created_at - interval '6 minutes',
        window_start = window_start - interval '6 minutes' WHERE id > %(notification)s"""
YESTERDAY = "UPDATE thread_item SET created_at = created_at - interval '1 day' WHERE id > %(thread_item)s"
# A message after each: people are told; not again a moment later, nor minutes later as long as they haven't read;
# once they have they are, each time; and they are much later though they haven't read.
TOLD_AGAIN = (AWAY, "", LATELY, READ, READ, LONG_AGO)
TRIED = "UPDATE rate_counter SET hits = CASE rule WHEN '{}' THEN {} ELSE 1 END WHERE rule <> 'requests'"
LOG_INS = {"login": "LOGIN", "login account": "LOGIN_ACCOUNT", "login address": "LOGIN_ADDRESS"}
QUOTAS = {True: [200, 200, 429, 429, 429], False: [200, 200, 200, 200, 429]}  # by whether somebody is new
OFTEN = 4  # conversations
BEGUN = """
    WITH begun AS (INSERT INTO thread (creator_id) VALUES (%(me)s) RETURNING id), joined AS (
        INSERT INTO thread_member (thread_id, person_id)
        SELECT begun.id, o.id FROM begun, unnest(%(others)s || %(me)s) o (id))
    SELECT array(SELECT id FROM begun)"""
ANSWERED = """
    WITH said AS (INSERT INTO thread_item (thread_id, author_id, message) VALUES (%(thread)s, %(person)s, 'Me first')
        RETURNING id)
    SELECT array(SELECT id FROM said)"""


@dataclass(frozen=True)
class Person:
    """Somebody who asks, and threads that they are in."""

    id: int
    email: str
    token: str
    threads: list[int]
    is_new: bool

    def reply(self, thread: int, message: str) -> bytes:
        return form(f"/messages/{thread}/reply", self.token, message=message)


@dataclass(frozen=True)
class Both:
    """Ours and the peer over one database, each asked from the same beginning."""

    connection: Connection
    one: Server
    other: Server

    def say(
        self, where: str, calls: Sequence[Call], statuses: Sequence[int] = (), threads: Sequence[int] = ()
    ) -> list[dict[str, Any]]:
        """What ours says and leaves, call by call, as the peer does. Raises Differs, also if not of these statuses."""
        found: list[list[dict[str, Any]]] = []
        wait_for_a_whole_window()
        for server in (self.one, self.other):
            with undone(self.connection, threads) as left:
                found.append([_step(server, left, *call) for call in calls])
        different = difference(*found, where)
        got = [step["status"] for step in found[0]]
        if different or (statuses and got != list(statuses)):
            raise Differs(different or f"{where}: {got} instead of {statuses}")
        return found[0]

    def found(self, query: str, **values: Any) -> list[int]:
        """The one array that the query answers."""
        row = self.connection.execute(query, values).fetchone()
        assert row is not None
        return list(row[0])


def _step(server: Server, left: Left, before: str, request: bytes) -> dict[str, Any]:
    """Where a call is refused, only that it is; tokens are never the same."""
    if before:
        left.do(before)
    status, said = answer_of(server, request)
    said = said if status == 200 else {}
    return {"status": status, "said": said | {"token": ""}, **left.told()}


def answer_of(server: Server, request: bytes) -> tuple[int, Any]:
    status, _, body = ask(server.port, request)
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body.decode(errors="replace")


def prove_log_in(both: Both, person: Person) -> int:
    """What is said and which tries are counted, refused ones too; the token has to be one that both take."""
    sent = {"email": person.email.upper(), "password": DOCUMENTED_SAMPLE}
    right = form("/auth/login", None, **sent)
    calls = [("", right), ("", form("/auth/login", None, **sent | {"password": "Wrong-1234"}))]
    calls.append(("", form("/auth/login", None, **sent | {"email": "nobody@example.com"})))
    for rule, limit in LOG_INS.items():
        calls += [(TRIED.format(rule, MOST[limit] - 1), right), ("", right)]
    both.say("/auth/login", calls, [200, 401, 401] + 3 * [200, 429])
    token = answer_of(both.other, right)[1]["token"]
    for server in (both.one, both.other):
        status, said = answer_of(server, request_for("/users/me", token))
        if status != 200 or said["data"]["id"] != str(person.id):
            raise Differs(f"/auth/login: the token is answered {status} {said}")
    return len(calls)


def prove_replies(both: Both, person: Person) -> int:
    """One in each conversation; some again and again, which tells the others now and then; and more than one may."""
    compared, statuses = 0, set()
    for number, thread in enumerate(person.threads):
        before = TOLD_AGAIN if number < OFTEN else ("",)
        calls = [(each, person.reply(thread, f"It is said, ëê\n☺ {place}")) for place, each in enumerate(before)]
        steps = both.say(f"/messages/{thread}/reply of {person.id}", calls, threads=[thread])
        compared += len(calls)
        if steps[0]["status"] == 200 and 200 not in statuses:
            compared += _prove_quota(both, person, thread)
        statuses.add(steps[0]["status"])
    if 200 not in statuses:
        raise Differs(f"{person.id} can reply nowhere")
    return compared


def _prove_quota(both: Both, person: Person, thread: int) -> int:
    """Nothing is stored of what is too much, but that it was tried."""
    reply = person.reply(thread, "One too many")
    most = [MOST[name] for name in ("NEWCOMER_MESSAGE", "MESSAGE")]
    calls = [("", reply)]
    for one in most:
        calls += [(TRIED.format("message", one - 1), reply), ("", reply)]
    both.say(f"/messages/{thread}/reply of {person.id}", calls, QUOTAS[person.is_new], [thread])
    return len(calls)


def prove_spread(both: Both, people: Sequence[Person]) -> int:
    """The same text to one stranger too many is held back, but not where somebody has answered, nor on the next day."""
    most = HELD_FROM + 2
    person, strangers = next(
        (each, found) for each in people if len(found := both.found(STRANGERS, me=each.id, most=most)) == most
    )
    few, more, one, two = strangers[:12], strangers[12 : HELD_FROM - 1], strangers[HELD_FROM - 1 : -2], strangers[-2:]
    threads = [both.found(BEGUN, me=person.id, others=others)[0] for others in (few, more, one, two)]
    both.found(ANSWERED, thread=threads[-1], person=two[0])
    texts = ("Come to our fair, on 5 July!", "come to OUR fair on 5 july", *4 * ["Come to our fair: on 5 July"])
    where = [*threads[:3], threads[0], threads[3], threads[2]]
    before = (*5 * [AWAY], YESTERDAY)
    calls = [(each, person.reply(thread, text)) for each, thread, text in zip(before, where, texts, strict=True)]
    try:
        steps = both.say("the same to many", calls, [200] * len(calls), threads)
        held = [item[ITS_HOLDING] for item in steps[-1]["items"]]
        if held != [False, False, True, True, False, False]:
            raise Differs(f"the same to many: ours holds back {held}")
    finally:
        both.connection.execute("DELETE FROM thread WHERE id = ANY(%s)", [threads])
    return len(calls)
