"""Proves over a small town that the peers say what we say: `python -m bench.peers.prove [NAME …]`.

Ours is asked first and is right. Callers are of several kinds, and some have to do with blocks, so that what is hidden
from them is compared as well; the bench itself compares again what it measures.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.cases import form, request_for
from bench.equal import Differs, difference
from bench.peer import PEERS, environment
from bench.peers.acts import LIMITS, Both, Person, answer_of, prove_log_in, prove_replies, prove_spread
from bench.processes import Server, ask, started
from freelancerclub.adapters.passwords import DOCUMENTED_SAMPLE, Passwords
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.db import embedded
from freelancerclub.db.demo.load import load_demo
from freelancerclub.db.migrate import migrate

ROOT = Path(__file__).parents[2]
FOLDERS = Path(__file__).parent
BY_NAME = {peer.name: peer for peer in PEERS}
NAMES = tuple(BY_NAME)
KEY, SITE = "prove-key-" * 8, "http://prove.example.com"
SMALL = 150  # people of the demo
RATE = "999999999/300"
PAGES = (
    *("/users", "/users?offset=20", "/users?limit=100", "/users?limit=500&offset=7"),
    *("/images", "/images?offset=20", "/images?limit=100&offset=3", "/images?limit=500"),
    *("/jobs", "/jobs?offset=20", "/jobs?limit=500", "/jobs?offset=900000"),
    *("/messages", "/messages?offset=5", "/messages?limit=500", "/users/me"),
)

# What a demo has little of: people who blocked and were blocked, left, were suspended, are new, or say odd things of
# themselves; conversations of three that somebody blocked began or has ended; jobs without an end, a place or a price.
AWKWARD = """
    INSERT INTO block (blocker_id, blocked_id)
        SELECT least(a.id, b.id), greatest(a.id, b.id) FROM unnest(%(callers)s::bigint[]) a (id), LATERAL (
            SELECT o.person_id AS id FROM thread_member m JOIN thread_member o USING (thread_id)
            WHERE m.person_id = a.id AND o.person_id <> ALL(%(callers)s::bigint[]) GROUP BY 1 ORDER BY 1 LIMIT 2
        ) b WHERE a.id <> (%(callers)s::bigint[])[1]
        ON CONFLICT DO NOTHING;
    DO $$
        DECLARE
            met record;
            begun bigint;
        BEGIN
            FOR met IN
                SELECT c AS caller, other, (SELECT max(id) FROM person WHERE deleted_at IS NULL) AS third, ends
                FROM unnest(%(callers)s::bigint[]) c
                    JOIN block ON c IN (blocker_id, blocked_id)
                    CROSS JOIN LATERAL (SELECT blocker_id + blocked_id - c) o (other)
                    CROSS JOIN unnest(ARRAY['third', 'other', 'only other']) ends
                ORDER BY c, other, ends
            LOOP
                INSERT INTO thread (creator_id) VALUES (met.other) RETURNING id INTO begun;
                INSERT INTO thread_member (thread_id, person_id, read)
                    SELECT begun, id, id = met.other FROM unnest(ARRAY[met.caller, met.other, met.third]) id;
                INSERT INTO thread_item (thread_id, author_id, message, created_at)
                    SELECT begun, CASE one WHEN 'third' THEN met.third ELSE met.other END, one || met.ends,
                        now() + place * interval '1 second'
                    FROM unnest(CASE met.ends WHEN 'third' THEN ARRAY['other', 'third']
                        WHEN 'other' THEN ARRAY['third', 'other'] ELSE ARRAY['other'] END)
                        WITH ORDINALITY o (one, place);
            END LOOP;
        END $$;
    UPDATE person SET deleted_at = now() WHERE id IN (
        SELECT max(o.person_id) FROM thread_member m JOIN thread_member o USING (thread_id)
        WHERE m.person_id = (%(callers)s::bigint[])[1] AND o.person_id <> ALL(%(callers)s::bigint[]));
    UPDATE person SET suspended_at = now() WHERE id IN (
        SELECT min(o.person_id) FROM thread_member m JOIN thread_member o USING (thread_id)
        WHERE m.person_id = (%(callers)s::bigint[])[1] AND o.person_id <> ALL(%(callers)s::bigint[]));
    UPDATE person SET created_at = now() - interval '1 day' * (6 + 2 * (array_position(%(callers)s::bigint[], id) %% 2))
        WHERE id = ANY(%(callers)s::bigint[]);
    UPDATE person SET hide_phone = true, phone = '0123 456' WHERE id %% 3 = 0;
    UPDATE person SET account = (ARRAY['free', 'starter', 'pro'])[1 + id %% 3];
    UPDATE person SET facebook = 'https://www.example.com/channel/zoë ☺/about?x=1', instagram = 'plain', youtube = '',
        twitter = 'https://example.com', pinterest = 'https://example.com/a/b/', rate_day = 1234567.1, tags = NULL,
        mentor_rate = 0, latitude = -0.1, longitude = NULL, website = E'"\\\\ é </a>' WHERE id %% 4 = 1;
    UPDATE job SET expires_on = NULL, latitude = NULL, price = NULL, question2 = 'Why?' WHERE id %% 5 = 0;
    INSERT INTO job_seen (person_id, job_id) SELECT c, id FROM unnest(%(callers)s::bigint[]) c, job WHERE id %% 2 = 0
        ON CONFLICT DO NOTHING;
    INSERT INTO watch (person_id, job_id) SELECT c, id FROM unnest(%(callers)s::bigint[]) c, job WHERE id %% 3 = 0
        ON CONFLICT DO NOTHING;
    INSERT INTO picture_like (picture_id, person_id)
        SELECT id, c FROM unnest(%(callers)s::bigint[]) c, picture WHERE id %% 3 = 0 ON CONFLICT DO NOTHING;
    UPDATE thread_member SET deleted_at = now() WHERE thread_id %% 7 = 0"""

# The caller of most conversations first, then an administrator, an owner of jobs, somebody of whom little is said.
CALLERS = """
    SELECT array_agg(DISTINCT id) FROM (
        (SELECT id FROM person WHERE role = 1 AND deleted_at IS NULL ORDER BY id LIMIT 1)
        UNION ALL (SELECT owner_id FROM board GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)
        UNION ALL (SELECT person_id FROM thread_member JOIN person p ON p.id = person_id
            WHERE shown AND p.deleted_at IS NULL AND suspended_at IS NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 4)
    ) chosen"""


def why_not(name: str) -> str:
    """Why a peer can't run on this machine; '' where it can."""
    return BY_NAME[name].missing


def python_of(name: str) -> str:
    """The interpreter with what the peer's lock names; ours where it has none."""
    return BY_NAME[name].command(lambda said: None)[0]


def address_of(dsn: str) -> str:
    """The database as an address, which it may be already."""
    said = conninfo_to_dict(dsn)
    named = f"{quote(said.get('user', ''), '')}:{quote(said.get('password', ''), '')}@"
    query = urlencode({name: said[name] for name in ("host", "port") if said.get(name)})
    return f"postgresql://{named}/{quote(said['dbname'], '')}?{query}"


@contextmanager
def ours(dsn: str, folder: Path, log: Path) -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")} | {
        "CLUB_DATABASE_URL": dsn,
        "CLUB_DATA_DIR": str(folder),
        "CLUB_TOKEN_KEY": KEY,
        "CLUB_SITE_URL": SITE,
        "CLUB_RATE_LIMIT": RATE,
        **{f"CLUB_{name}_LIMIT": limit for name, limit in LIMITS.items()},
    }
    command = [sys.executable, "-m", "bench.serving", "api", "{port}", "-"]
    with started(command, ROOT, environment, log) as server:
        yield server


@contextmanager
def theirs(name: str, python: str, dsn: str, log: Path, workers: int = 1) -> Iterator[Server]:
    command = [python, "serve.py", "{port}", "-", str(workers)]
    with started(command, FOLDERS / name, environment(address_of(dsn), KEY, SITE, LIMITS), log) as server:
        yield server


def make_awkward(dsn: str) -> list[Person]:
    """Whoever is going to ask, among people and jobs of whom everything may be said and unsaid."""
    tokens, now = Tokens(KEY.encode()), datetime.now(UTC)
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(CALLERS).fetchone()
        assert row is not None
        psycopg.ClientCursor(connection).execute(AWKWARD, {"callers": row[0]})
        found = connection.execute(
            """SELECT p.id, p.email, v.token_epoch, array(
                SELECT thread_id FROM thread_member WHERE person_id = p.id ORDER BY thread_id DESC LIMIT 20),
                p.created_at > now() - interval '7 days'
            FROM person p JOIN person_version v USING (id) WHERE p.id = ANY(%s) ORDER BY p.id""",
            [row[0]],
        ).fetchall()
    return [
        Person(id_, email, tokens.issue(id_, email, epoch, now, now), threads, is_new)
        for id_, email, epoch, threads, is_new in found
    ]


def prove(dsn: str, one: Server, other: Server, people: Sequence[Person], others: int = 100) -> int:
    """Compares what both say, with so many others' pages, and what a reply leaves behind; how often. Raises Differs."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        listed = connection.execute(
            "SELECT id FROM person WHERE role = 4 AND NOT profile_hidden AND suspended_at IS NULL ORDER BY id LIMIT %s",
            [others],
        ).fetchall()
        compared = 0
        both = Both(connection, one, other)
        for person in people:
            pages = [*PAGES, *(f"/users/{id_}" for (id_,) in listed)]
            for where in pages:
                _prove_read(one, other, person, where)
            compared += len(pages) + prove_log_in(both, person)
        for person in people:
            compared += prove_replies(both, person)
            _prove_read(one, other, person, "/messages")
        compared += prove_spread(both, people)
    foreign = next(thread for person in people[1:] for thread in person.threads if thread not in people[0].threads)
    _prove_refusals(other, people[0], foreign)
    return compared


def _prove_read(one: Server, other: Server, person: Person, where: str) -> None:
    request = request_for(where, person.token)
    _prove_same(f"{where} of {person.id}", answer_of(one, request), answer_of(other, request))


def _prove_refusals(other: Server, person: Person, foreign: int) -> None:
    """Of a peer only the status counts where it refuses; `foreign` is a conversation that the person isn't in."""
    forged = person.token[:-4] + "AAAA"
    asked = (
        (request_for("/users", None), (401, 403)),
        (request_for("/users", forged), (401,)),
        (request_for("/users/999999999", person.token), (404,)),
        (request_for("/nothing", person.token), (404,)),
        (form(f"/messages/{foreign}/reply", person.token, message="long enough"), (403,)),
        (form(f"/messages/{person.threads[0]}/reply", person.token, message=" abc "), (400,)),
        (form("/messages/999999999/reply", person.token, message="long enough"), (404,)),
    )
    for request, statuses in asked:
        status = ask(other.port, request)[0]
        if status not in statuses:
            raise Differs(f"{request.splitlines()[0].decode()}: {status} instead of {statuses}")


def _prove_same(where: str, one: tuple[int, Any], other: tuple[int, Any]) -> None:
    """Where ours refuses, only that the peer refuses alike."""
    if one[0] != other[0]:
        raise Differs(f"{where}: {one[0]} and {other[0]}: {str(other[1])[:2000]}")
    different = "" if one[0] != 200 else difference(one[1], other[1], where)
    if different:
        raise Differs(different)


def prove_alone(dsn: str, name: str, people: Sequence[Person], folder: Path, others: int = 100) -> int:
    """Starts both and compares them; how often. Raises Differs."""
    with ours(dsn, folder / "data", folder / "ours.log") as one:
        log = folder / f"{name}.log"
        with theirs(name, python_of(name), dsn, log) as other:
            try:
                return prove(dsn, one, other, people, others)
            except Differs as found:
                raise Differs(f"{found}\n{log.read_text(errors='replace')[-2000:]}") from None


def main(names: Sequence[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="prove-"))
    folder.chmod(0o755)
    different = 0
    passwords = Passwords()
    password_hash = asyncio.run(passwords.hash(DOCUMENTED_SAMPLE))
    passwords.close()
    try:
        with embedded.start(folder / "postgres", durable=False) as server:
            migrate(server.dsn)
            load_demo(server.dsn, SMALL, password_hash=password_hash)
            people = make_awkward(server.dsn)
            for name in names or NAMES:
                reason = why_not(name)
                try:
                    said = (
                        f"skipped, {reason}" if reason else f"{prove_alone(server.dsn, name, people, folder)} the same"
                    )
                except Differs as found:
                    said, different = str(found), 1
                sys.stdout.write(f"{name}: {said}\n")
                sys.stdout.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return different


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
