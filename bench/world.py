"""The bench's world: a town of demo people, and beside it the API, the static handler and the peers."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from bench import photographs, static, talk, work
from bench.cases import OTHERS, THREADS, Caller, Case
from bench.equal import prove_equal
from bench.grow import Tell
from bench.peer import LIMITED, PEERS, Peer, environment
from bench.processes import Server, ask, cpu_of, serves_a_connection, started
from bench.towns import KEPT, ROOT, counts, town
from freelancerclub.adapters.passwords import DOCUMENTED_SAMPLE, Passwords
from freelancerclub.adapters.tokens import Tokens
from freelancerclub.config import Settings
from freelancerclub.db import embedded

USERS = 100_000
LARGE = 200_000  # people from which on the town isn't copied for every run: little is written
KEY = "bench-key-" * 8
SITE = "http://bench.example.com"
PLENTY = "999999999/300"
TOWN, COPY = "/club?", "/bench?"  # the databases as they stand in an address


@dataclass(frozen=True)
class World:
    """What the cases are run against. `core` is the servers', None where the machine has only one or they have several.

    caller: who asks ours; callers: who asks a peer. skipped: why a peer isn't there, by its title.
    town: how much there is of everything.
    """

    dsn: str
    caller: Caller
    api: Server
    static: Server
    postmaster: psutil.Process
    core: int | None
    cold: Server | None = None  # keeps no fragments
    anew: Server | None = None  # remembers no pages
    peers: dict[Peer, Server] = field(default_factory=dict)
    callers: dict[Peer, Caller] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    town: dict[str, int] = field(default_factory=dict)
    picture: int = 0  # one that everybody sees

    def backends_cpu(self) -> dict[int, float]:
        """Seconds of processor time by process of PostgreSQL's backends: those that serve a connection."""
        return {one.pid: cpu_of(one) for one in self.postmaster.children() if serves_a_connection(one)}


@contextmanager
def opened(
    cases: list[Case], users: int, threads: int, tell: Tell, workers: int = 1, *, searches: bool = False
) -> Iterator[World]:
    """Servers on the first core of this machine's, everything else on the others; with several workers each anywhere.

    searches: also one that finds every page anew.

    Raises equal.Differs.
    """
    cores = sorted(os.sched_getaffinity(0))
    core = cores[0] if len(cores) > 1 and workers == 1 else None
    with ExitStack() as stack:
        place = town(users, threads, tell, _password_hash())
        if core is not None:
            os.sched_setaffinity(0, set(cores[1:]))
            stack.callback(os.sched_setaffinity, 0, set(cores))
        tell("starting the database")
        database = stack.enter_context(embedded.start(place))
        dsn = database.dsn if users >= LARGE else _copied(database.dsn)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=KEPT))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        everywhere = _caller(dsn)
        caller = everywhere.at(0)
        photographs.keep(folder / "data", caller.picture[1])
        servers = _Servers(stack, folder, core, dsn, workers)
        api = servers.ours("api")
        wanted = [peer for peer in PEERS if any(peer.is_asked(case) for case in cases)]
        peers = {peer: servers.theirs(peer, tell) for peer in wanted if not peer.missing}
        for peer, server in peers.items():
            tell(f"proving that {peer.title} says the same")
            prove_equal(dsn, api, server, peer, caller)
        tell("asking for what the static handler answers")
        static.save(folder / "answers.json", dict(_answers(api, cases, caller)))
        beside = servers.ours("static", **{static.ANSWERS: str(folder / "answers.json"), static.KEY: KEY})
        is_cold, is_anew = any(case.cold for case in cases), searches or any(case.anew for case in cases)
        cold = servers.ours("api", CLUB_FRAGMENT_MEMORY="0") if is_cold else None
        anew = servers.ours("api", CLUB_PAGE_MEMORY="0") if is_anew else None
        postmaster = psutil.Process(int((place / "postgres/postmaster.pid").read_text().split()[0]))
        skipped = {peer.title: peer.missing for peer in wanted if peer.missing}
        yield World(
            *(dsn, caller, api, beside, postmaster, core, cold, anew, peers),
            callers={peer: everywhere.at(place) for place, peer in enumerate(PEERS, 1)},
            skipped=skipped,
            town=counts(dsn),
            picture=_picture(dsn),
        )


def _password_hash() -> str:
    passwords = Passwords()
    try:
        return asyncio.run(passwords.hash(DOCUMENTED_SAMPLE))
    finally:
        passwords.close()


def _copied(dsn: str) -> str:
    """A copy of the town that may be written in."""
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
        connection.execute("CREATE DATABASE bench TEMPLATE club STRATEGY file_copy")
    return dsn.replace(TOWN, COPY)


def _caller(dsn: str) -> Caller:
    """A freelancer with portfolios, whom nothing stands between and others; these are from all over the list."""
    now = datetime.now(UTC)
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(
            """SELECT p.id, p.email, v.token_epoch
            FROM person p JOIN person_version v USING (id)
                JOIN portfolio f ON f.owner_id = p.id AND f.deleted_at IS NULL
            WHERE p.deleted_at IS NULL AND p.suspended_at IS NULL AND NOT p.profile_hidden AND p.role = 4
                AND NOT EXISTS (SELECT FROM block b WHERE p.id IN (b.blocker_id, b.blocked_id))
            GROUP BY p.id, v.token_epoch ORDER BY count(*) DESC, p.id LIMIT 1"""
        ).fetchone()
        assert found is not None, "the demo has freelancers with portfolios"
        person_id, email, epoch = found
        picture = connection.execute(
            """SELECT owner_id, file FROM picture i JOIN person p ON p.id = owner_id
            WHERE kind = 'image' AND authorised AND i.deleted_at IS NULL AND p.deleted_at IS NULL
                AND suspended_at IS NULL AND file LIKE '%.jpg' ORDER BY i.id DESC LIMIT 1"""
        ).fetchone()
        assert picture is not None, "the demo has pictures"
        others = connection.execute(
            """SELECT person_id FROM (
                SELECT person_id, row_number() OVER (ORDER BY rating DESC, person_id) AS place, count(*) OVER () AS many
                FROM person_rank WHERE list = '*' AND person_id <> %s
            ) listed WHERE place %% greatest(many / %s, 2) = 1
                AND EXISTS (SELECT FROM picture WHERE owner_id = person_id AND authorised AND deleted_at IS NULL)
            LIMIT %s""",
            [person_id, OTHERS, OTHERS],
        ).fetchall()
        jobs = connection.execute(
            "SELECT job_id AS id FROM board WHERE expires_on > current_date ORDER BY id DESC LIMIT %s", [OTHERS]
        ).fetchall()
        people = tuple(other for (other,) in others)
        own_job = work.of_caller(connection, person_id, people)
        threads = talk.of_caller(connection, person_id, people, THREADS * (1 + len(PEERS)))
    token = Tokens(KEY.encode()).issue(person_id, email, epoch, since=now, now=now)
    jobs_ = tuple(job for (job,) in jobs)
    return Caller(email, DOCUMENTED_SAMPLE, token, person_id, people, jobs_, own_job, threads, picture)


def _picture(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute("SELECT max(id) FROM gallery").fetchone()
        assert found is not None, "the demo has pictures"
        return int(found[0])


@dataclass(frozen=True)
class _Servers:
    """Starts them, so many workers each, all on one core."""

    stack: ExitStack
    folder: Path
    core: int | None
    dsn: str
    workers: int = 1

    @property
    def _arguments(self) -> tuple[str, str, str]:
        return "{port}", "-" if self.core is None else str(self.core), str(self.workers)

    def ours(self, kind: str, **more: str) -> Server:
        """As delivered, but for limits that the bench would run into."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")} | {
            "CLUB_DATABASE_URL": self.dsn,
            "CLUB_DATA_DIR": str(self.folder / "data"),
            "CLUB_TOKEN_KEY": KEY,
            "CLUB_SITE_URL": SITE,
            **{f"CLUB_{name.upper()}": PLENTY for name in Settings.model_fields if name.endswith("_limit")},
            **more,
        }
        command = [sys.executable, "-m", "bench.serving", kind, *self._arguments]
        return self.stack.enter_context(started(command, ROOT, environment, self._log()))

    def theirs(self, peer: Peer, tell: Tell) -> Server:
        command = [*peer.command(tell), *self._arguments]
        surroundings = environment(self.dsn, KEY, SITE, dict.fromkeys(LIMITED, PLENTY))
        return self.stack.enter_context(started(command, peer.folder, surroundings, self._log()))

    def _log(self) -> Path:
        return self.folder / f"{len(list(self.folder.glob('*.log')))}.log"


def _answers(api: Server, cases: list[Case], caller: Caller) -> Iterator[tuple[str, tuple[int, str, bytes]]]:
    """What the API says to each request of the cases, by path and query: the static handler says the same."""
    for case in cases:
        if case.hashes or case.draws:
            continue
        for request in islice(case.requests(caller), case.variety):
            status, kind, body = ask(api.port, request)
            if status != case.status:
                raise SystemExit(f"{case.name}: {status} instead of {case.status}: {body[:500]!r}")
            yield (request.split(b" ", 2)[1].decode() if status == 200 else static.REFUSED), (status, kind, body)
