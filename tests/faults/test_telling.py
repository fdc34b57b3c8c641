"""Kill -9 of the worker while it mails and pushes: nothing is lost, one thing at most a kill comes twice, as itself."""

import asyncio
import math
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller

from faults.service import HOST, ROOT, free_port
from freelancerclub.config import Settings
from freelancerclub.context import Context
from freelancerclub.db.pool import make_pool
from freelancerclub.features.telling.actions import notify
from freelancerclub.services import make_services
from support.onesignal import APP, KEY, OneSignalLike, onesignal

INSTANT, HOURLY, EVENTS = 60, 40, 3  # people of each pace, and what each is told, for a few kills
PACE = 0.01  # seconds that either side takes for one, so that there is something to kill
MANY = 24  # so many times more of them for every hundred kills, so that there is something to kill to the end
ROUND = 1.2  # seconds in which a worker is killed once it sends: fifty mails and their end fit into it
QUIET = 120.0  # seconds until all has arrived
FOLK = """
    INSERT INTO person (email, display_name, slug, notifications, system_notifications)
    SELECT 'p' || n || '@example.com', 'Person ' || n, 'p' || n, %(pace)s, %(pace)s
    FROM generate_series(%(first)s::int, %(last)s::int) n RETURNING id"""


class Desk:
    """A mail server that takes its time and remembers what it said yes to."""

    def __init__(self) -> None:
        self.arrived: Counter[tuple[str, str]] = Counter()
        self.quotes: dict[str, set[str]] = {}
        self.controller = Controller(self, hostname=HOST, port=free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(PACE)
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        told = str(message["Message-ID"])
        self.arrived[(envelope.rcpt_tos[0], told)] += 1
        self.quotes[told] = set(re.findall(r"'(No \d+ [\w ]+)'", message.get_body(("plain",)).get_content()))
        return "250 OK"


class Working:
    """`club work`, killed and started again."""

    def __init__(self, folder: Path, dsn: str, desk: Desk, like: OneSignalLike) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLUB_", "PROMETHEUS_"))}
        self._folder = folder
        self._environment = kept | {
            "PYTHONPATH": str(ROOT),
            "CLUB_DATA_DIR": str(folder / "data"),
            "CLUB_DATABASE_URL": dsn,
            "CLUB_MAIL_URL": f"smtp://{HOST}:{desk.controller.port}",
            "CLUB_ONESIGNAL_URL": like.url,
            "CLUB_ONESIGNAL_APP": APP,
            "CLUB_ONESIGNAL_KEY": KEY,
            "CLUB_STALLED_AFTER": "2",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "work.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "freelancerclub", "work"],
                cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def log(self) -> str:
        with suppress(OSError):
            return (self._folder / "work.log").read_text(errors="replace")[-3_000:]
        return ""


JOB = "INSERT INTO job (owner_id, title, description, authorised) VALUES (%(id)s, 'A job', 'd', true)"


async def tell(settings: Settings, dsn: str, instant: int, hourly: int) -> None:
    """Two hours ago, so that the digests are due."""
    pool = make_pool(dsn, 2)
    services = make_services(settings, pool)
    async with pool, services.database.transaction() as changes:
        ctx = Context(services, changes, datetime.now(UTC) - timedelta(hours=2))
        people = [
            row[0]
            for pace, first, last in (("instant", 1, instant), ("hourly", instant + 1, instant + hourly))
            for row in await changes.rows(FOLK, pace=pace, first=first, last=last)
        ]
        await changes.rows("INSERT INTO device (id, person_id) SELECT 'phone-' || id, id FROM person")
        owner = people[0]
        for number in range(EVENTS):
            await notify(ctx, people, "discussion", actor=None, target=number, quote=f"No {number} of all", course="c")
        await changes.rows(JOB, id=owner)
        job = await changes.value("SELECT id FROM job")
        await notify(ctx, people, "job.alert", actor=None, target=job, job=job, title="A job")
    services.passwords.close()


def open_ones(database: psycopg.Connection) -> int:
    counted = [
        "SELECT count(*) FROM mail_item WHERE mailing_id IS NULL",
        "SELECT count(*) FROM mailing WHERE ended_at IS NULL",
        "SELECT count(*) FROM push WHERE ended_at IS NULL",
    ]
    return sum(row[0] for each in counted if (row := database.execute(each).fetchone()))


@dataclass(frozen=True)
class Town:
    """A database, its worker, and those whom the worker tells."""

    dsn: str
    desk: Desk
    like: OneSignalLike
    working: Working
    instant: int
    hourly: int

    def kill_until_told(self, kills: int, chance: random.Random) -> int:
        """How often the worker was killed until nothing was left to send."""
        killed, arrived = 0, 0
        with psycopg.connect(self.dsn, autocommit=True) as database:
            self.working.start()
            try:
                deadline = time.monotonic() + QUIET + 10 * kills
                while open_ones(database):
                    assert time.monotonic() < deadline, self.working.log()
                    if killed < kills and self.heard() > arrived:
                        time.sleep(chance.uniform(0, ROUND))
                        self.working.kill()
                        killed, arrived = killed + 1, self.heard()
                        self.working.start()
                    time.sleep(0.02)
            finally:
                self.working.kill()
            outcomes = database.execute("SELECT outcome FROM mailing UNION ALL SELECT outcome FROM push").fetchall()
        assert {outcome for (outcome,) in outcomes} == {"sent"}
        return killed

    def heard(self) -> int:
        return self.desk.arrived.total() + len(self.like.asked)


@contextmanager
def town(dsn: str, folder: Path, many: int) -> Iterator[Town]:
    folder.mkdir()
    desk = Desk()
    desk.controller.start()
    try:
        with onesignal() as like:
            yield Town(dsn, desk, like, Working(folder, dsn, desk, like), INSTANT * many, HOURLY * many)
    finally:
        desk.controller.stop()


def test_nothing_told_is_lost(
    seed: int, times: int, folder: Path, settings: Settings, fresh: Callable[[], AbstractContextManager[str]]
) -> None:  # seed and times first: settings forget the variables they are read from
    """Three towns side by side when there is much to kill: a worker mostly waits for its predecessor to be given up."""
    side_by_side = 3 if times > 5 else 1
    many = math.ceil(times * MANY / 100) if times > 5 else 1
    with ExitStack() as stack:
        towns = [
            stack.enter_context(town(stack.enter_context(fresh()), folder / str(number), many))
            for number in range(side_by_side)
        ]
        for each in towns:
            asyncio.run(tell(settings, each.dsn, each.instant, each.hourly))
        killing = stack.enter_context(ThreadPoolExecutor(side_by_side))  # nobody works on when the databases go
        chances = [random.Random(seed + number) for number in range(side_by_side)]
        killed = list(killing.map(lambda each, chance: each.kill_until_told(times, chance), towns, chances))
    for each, kills in zip(towns, killed, strict=True):
        judge(each.desk, each.like, kills, each.instant, each.hourly)
        twice = each.desk.arrived.total() - len(each.desk.arrived), each.like.accepted.total() - len(each.like.accepted)
        print(
            f"{kills} kills: {len(each.desk.arrived)} mails ({twice[0]} twice),"
            f" {len(each.like.accepted)} pushes ({twice[1]} twice)"
        )
    assert killed == [times] * side_by_side


def judge(desk: Desk, like: OneSignalLike, killed: int, instant: int, hourly: int) -> None:
    mails: dict[str, list[set[str]]] = {}
    for recipient, told in desk.arrived:
        mails.setdefault(recipient, []).append(desk.quotes[told])
    for number in range(1, instant + hourly + 1):
        found = mails.pop(f"p{number}@example.com", [])
        quotes = Counter(quote for each in found for quote in each)
        assert quotes == Counter(f"No {event} of all" for event in range(EVENTS)), "each in exactly one mail"
        assert len(found) == (EVENTS + 1 if number <= instant else 1), (
            "one each, or one digest; the alert is quoted in none"
        )
    assert mails == {}
    assert desk.arrived.total() - len(desk.arrived) <= killed
    assert len(like.accepted) == instant + hourly
    assert like.accepted.total() - len(like.accepted) <= killed
